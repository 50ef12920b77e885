package input

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org-growth/org-growth/internal/stats"
)

// Entries without a host are accounts of the server that the workflow runs on,
// wherever they are written, and whatever its kind.
func TestServer(t *testing.T) {
	for server, host := range map[string]string{"https://github.com": "github.com", "https://ghes.example:8443/": "ghes.example:8443"} {
		c, err := parse(map[string]string{"GITHUB_SERVER_URL": server, "INPUT_ORGS": "NHSuk", "INPUT_ORGS-FILE": "list.yaml", "INPUT_ACCEPT-DROPS": "NHSUK, nobody"})
		if err != nil {
			t.Fatal(err)
		}
		orgs, notes, err := Orgs(c, []byte("- nhsuk\n- Two: [a, b]\n"))
		if err != nil {
			t.Fatal(err)
		}
		var got []stats.Account
		for _, o := range orgs {
			got = append(got, o.Account)
		}
		want := []stats.Account{{Host: host, Login: "NHSuk"}, {Host: host, Login: "a"}, {Host: host, Login: "b"}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("on %s (-want +got)\n%s", server, diff)
		}
		wantNotes := []Note{
			{true, "nhsuk is in the list of organisations more than once: it is counted once"},
			{true, "accept-drops: nobody is not in the list of organisations"},
		}
		if diff := cmp.Diff(wantNotes, notes); diff != "" {
			t.Errorf("on %s (-want +got)\n%s", server, diff)
		}
		here, there := stats.Account{Host: host, Login: "nhsUK"}, stats.Account{Host: "gitlab.com", Login: "nhsuk"}
		if !c.Accepts(here) || !c.Vouches(here) || c.Accepts(there) || c.Vouches(there) {
			t.Errorf("on %s it accepts %v: %v, and %v: %v", server, here, c.Accepts(here), there, c.Accepts(there))
		}
	}
}

// All is every account on every host, and vouches for none.
func TestAcceptAll(t *testing.T) {
	c, err := parse(map[string]string{"INPUT_ACCEPT-DROPS": "ALL"})
	there := stats.Account{Host: "gitlab.com", Login: "nhsx/tools"}
	if err != nil || !c.Accepts(there) || c.Vouches(there) {
		t.Errorf("all accepts %v, vouches %v, %v", c.Accepts(there), c.Vouches(there), err)
	}
}

// The workflow's own accounts are in the part that their logins had always been in,
// in any case.
func TestCounts(t *testing.T) {
	for host, want := range map[string]int{"github.com": 5, "GITHUB.com": 5, "gitlab.com": 2} {
		for number := 1; number <= 8; number++ {
			c := Config{ServerURL: "https://github.com", Shard: Shard{Number: number, Of: 8}}
			if got := c.Counts(stats.Account{Host: host, Login: "NHSuk"}); got != (number == want) {
				t.Errorf("%s has it in part %d: %v", host, number, got)
			}
		}
	}
}
