package stats

import "testing"

func TestAccount(t *testing.T) {
	tests := []struct {
		name    string
		account Account
		own     string
		key     Account
		written string
	}{
		{"the workflow's own", Account{Host: "github.com", Login: "NHSDigital"}, "github.com", Account{Host: "github.com", Login: "nhsdigital"}, "NHSDigital"},
		{"in any case", Account{Host: "GitHub.com", Login: "NHSDIGITAL"}, "github.COM", Account{Host: "github.com", Login: "nhsdigital"}, "NHSDIGITAL"},
		{"another host's", Account{Host: "gitlab.com", Login: "nhsx/Tools"}, "github.com", Account{Host: "gitlab.com", Login: "nhsx/tools"}, "gitlab.com/nhsx/Tools"},
		{"an Enterprise Server's own", Account{Host: "ghes.example:8443", Login: "nhsuk"}, "ghes.example:8443", Account{Host: "ghes.example:8443", Login: "nhsuk"}, "nhsuk"},
		{"another port's", Account{Host: "ghes.example:8443", Login: "nhsuk"}, "ghes.example", Account{Host: "ghes.example:8443", Login: "nhsuk"}, "ghes.example:8443/nhsuk"},
		{"GitHub's, from an Enterprise Server", Account{Host: "github.com", Login: "nhsuk"}, "ghes.example", Account{Host: "github.com", Login: "nhsuk"}, "github.com/nhsuk"},
		{"without a host", Account{Login: "NHSuk"}, "github.com", Account{Login: "nhsuk"}, "NHSuk"},
	}
	for _, tt := range tests {
		if got := tt.account.Key(); got != tt.key {
			t.Errorf("%s: its key is %v, want %v", tt.name, got, tt.key)
		}
		if got := tt.account.Written(tt.own); got != tt.written {
			t.Errorf("%s: it is written %q, want %q", tt.name, got, tt.written)
		}
		if got, want := tt.account.Numbered(7), (Number{Host: tt.key.Host, ID: 7}); got != want {
			t.Errorf("%s: by its number it is %v, want %v", tt.name, got, want)
		}
	}
}

func TestHostOf(t *testing.T) {
	for server, want := range map[string]string{
		"https://github.com": "github.com", "https://ghes.example:8443": "ghes.example:8443", "http://127.0.0.1:8080/": "127.0.0.1:8080",
		"github.com": "github.com", "": "",
	} {
		if got := HostOf(server); got != want {
			t.Errorf("the host of %q is %q, want %q", server, got, want)
		}
	}
}

// The page of an account is on its own host.
func TestPage(t *testing.T) {
	line := func(host, login, page string) Line {
		return Line{Records: []Record{{Account: Account{Host: host, Login: login}, URL: page}}}
	}
	tests := []struct {
		server string
		line   Line
		want   string
	}{
		{"https://github.com", line("github.com", "NHSDigital", "https://github.com/orgs/NHSDigital"), "https://github.com/NHSDigital"},
		{"https://github.com", line("github.com", "nhsuk", ""), "https://github.com/nhsuk"},
		{"https://github.com", line("gitlab.com", "nhsx/tools", "https://gitlab.com/groups/nhsx/tools"), "https://gitlab.com/nhsx/tools"},
		{"https://github.com", line("gitlab.com", "a/b) c", ""), "https://gitlab.com/a/b%29%20c"},
		{"http://ghes.example:8443", line("ghes.example:8443", "nhsuk", "http://ghes.example:8443/nhsuk"), "http://ghes.example:8443/nhsuk"},
		{"https://ghes.example", line("github.com", "nhsuk", ""), "https://github.com/nhsuk"},
		{"https://github.com", line("127.0.0.1:3000", "team", "http://127.0.0.1:3000/team"), "http://127.0.0.1:3000/team"},
		{"https://github.com", line("gitlab.com", "nhsuk", "javascript:alert(1)"), "https://gitlab.com/nhsuk"},
		{"https://github.com", Line{Org: Org{Account: Account{Host: "gitlab.com", Login: "nhsx"}}}, "https://gitlab.com/nhsx"},
		{"https://github.com", line("", "nhsuk", ""), "https://github.com/nhsuk"},
	}
	for _, tt := range tests {
		if got := TableOf([]Line{tt.line}, tt.server).Page(tt.line); got != tt.want {
			t.Errorf("from %s the page of %v is %q, want %q", tt.server, tt.line.Spelled(), got, tt.want)
		}
	}
}
