package api_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/org-growth/org-growth/internal/api"
	"github.com/org-growth/org-growth/internal/githubtest"
)

// connect returns a client of a server.
func connect(t *testing.T, server *githubtest.Server, o api.Options) *api.Client {
	t.Helper()
	o.URL, o.Transport, o.Log = "https://api.github.com", server, func(line string) { t.Log(line) }
	client, err := api.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func get(t *testing.T, client *api.Client, path string) error {
	var into any
	_, err := api.Get(t.Context(), client.Client, path, &into)
	return err
}

// Clients that share a Patience wait no longer than it lasts, together; what
// they wait for at once counts once; and one with a Patience of its own is not
// touched by them.
func TestPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := githubtest.Start(t)
		server.AddOrg("o", 1)
		limit := func(token string, seconds int) {
			server.Fail(githubtest.Fault{Path: "/orgs/o", Token: token, Times: 1, Status: 429, Header: http.Header{"Retry-After": {strconv.Itoa(seconds)}}})
		}
		shared := api.NewPatience(15 * time.Minute)
		one := connect(t, server, api.Options{Token: "one", Patience: shared})
		two := connect(t, server, api.Options{Token: "two", Patience: shared})
		apart := connect(t, server, api.Options{Token: "apart", Patience: api.NewPatience(15 * time.Minute)})

		limit("one", 480)
		limit("two", 500)
		start := time.Now()
		var wg sync.WaitGroup
		for _, client := range []*api.Client{one, two} {
			wg.Go(func() {
				if err := get(t, client, "orgs/o"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if took := time.Since(start); took != 500*time.Second {
			t.Errorf("waiting side by side took %s", took)
		}
		limit("two", 401)
		var refused *api.LimitError
		if err := get(t, two, "orgs/o"); !errors.As(err, &refused) || time.Since(start) != 500*time.Second {
			t.Errorf("error %v after %s, want a limit at once", err, time.Since(start))
		}
		limit("one", 400)
		if err := get(t, one, "orgs/o"); err != nil || time.Since(start) != 900*time.Second {
			t.Errorf("error %v after %s, want none after 15 minutes", err, time.Since(start))
		}
		limit("apart", 900)
		if err := get(t, apart, "orgs/o"); err != nil || time.Since(start) != 1800*time.Second {
			t.Errorf("error %v after %s, want none after 15 minutes more", err, time.Since(start))
		}
	})
}

// The types that go-github has for some answers show in GitHub's words, too.
func TestErrors(t *testing.T) {
	answer := func(status int) *http.Response {
		return &http.Response{StatusCode: status, Status: fmt.Sprint(status, " ", http.StatusText(status))}
	}
	tests := []struct {
		err    error
		status int
		want   string
	}{
		{&github.ErrorResponse{Response: answer(404), Message: "Not Found"}, 404, "GitHub answered 404 Not Found: Not Found"},
		{&github.ErrorResponse{Response: answer(502)}, 502, "GitHub answered 502 Bad Gateway"},
		{&github.TwoFactorAuthError{Response: answer(401), Message: "Must specify two-factor authentication OTP code."}, 401,
			"GitHub answered 401 Unauthorized: Must specify two-factor authentication OTP code."},
		{&github.RateLimitError{Response: answer(403), Message: "API rate limit exceeded"}, 403, "GitHub answered 403 Forbidden: API rate limit exceeded"},
		{&github.AbuseRateLimitError{Response: answer(403), Message: "You have exceeded a secondary rate limit"}, 403,
			"GitHub answered 403 Forbidden: You have exceeded a secondary rate limit"},
		{&github.AcceptedError{}, 202, "GitHub answered 202 Accepted, but without what was asked for"},
		{errors.New("else"), 0, "else"},
	}
	for _, tt := range tests {
		wrapped := fmt.Errorf("doing: %w", tt.err)
		if got := api.Status(wrapped); got != tt.status {
			t.Errorf("%T has status %d, want %d", tt.err, got, tt.status)
		}
		if got := api.Message(tt.err); got != tt.want {
			t.Errorf("%T says %q, want %q", tt.err, got, tt.want)
		}
	}
}

// A 401 that asks for a one-time password is one.
func TestOneTimePassword(t *testing.T) {
	server := githubtest.Start(t)
	server.Fail(githubtest.Fault{Status: 401, Header: http.Header{"X-Github-Otp": {"required; app"}}, Body: `{"message":"Must specify two-factor authentication OTP code."}`})
	err := get(t, connect(t, server, api.Options{Token: "ghs_token", Patience: api.NewPatience(0)}), "orgs/o")
	if api.Status(err) != 401 || !strings.HasPrefix(api.Message(err), "GitHub answered 401 Unauthorized: Must specify") {
		t.Errorf("error %v with status %d", api.Message(err), api.Status(err))
	}
}

func TestClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := githubtest.Start(t)
		server.AddOrg("o", 1)
		server.SetClock(time.Date(2031, 2, 3, 4, 5, 6, 0, time.UTC))
		clock := new(api.Clock)
		client := connect(t, server, api.Options{Patience: api.NewPatience(0), Clock: clock})
		if now, known := clock.Now(); known {
			t.Errorf("before any answer it is %s", now)
		}
		if err := get(t, client, "orgs/o"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		if now, known := clock.Now(); !known || !now.Equal(time.Date(2031, 2, 3, 5, 5, 6, 0, time.UTC)) {
			t.Errorf("an hour later it is %s, %v", now, known)
		}
	})
}

// Requests are set aside as long as there are any, or patience for the next
// hour's.
func TestClaim(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := githubtest.Start(t)
		server.AddOrg("o", 1)
		server.AddToken("t", githubtest.Token{Limit: 100})
		client := connect(t, server, api.Options{Token: "t", Patience: api.NewPatience(2 * time.Hour), Reserve: 10})
		claim := func(n int, patient, want bool) func() {
			t.Helper()
			done, err := client.Claim(n, 0, patient)
			if (err == nil) != want {
				t.Errorf("claiming %d, patient %v: %v", n, patient, err)
			}
			return done
		}
		claim(1_000_000, false, true)() // nothing is known yet
		if err := get(t, client, "orgs/o"); err != nil {
			t.Fatal(err)
		}
		claim(90, false, false) // 99 are left, 10 are for others
		done := claim(50, false, true)
		claim(40, false, false)
		claim(39, false, true)()
		done()
		if _, err := client.Claim(80, 10, false); err == nil {
			t.Error("what others need is given away")
		}
		claim(179, true, true)()
		claim(180, true, false)
		_, err := client.Claim(180, 0, true)
		want := "its list needs 180 requests more, but of the 100 an hour that GitHub allows 89 are left until "
		var hour *api.HourError
		if !errors.As(err, &hour) || !strings.HasPrefix(api.Message(err), want) {
			t.Errorf("error %v, want %s", err, want)
		}
		time.Sleep(61 * time.Minute)
		claim(1_000_000, false, true)() // another hour
	})
}

func FuzzGet(f *testing.F) {
	for _, seed := range []string{"", "null", " null ", "[]", `["a"]`, "[1", `{"a":1}`, "<html>", "\xff", `["a"]x`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		synctest.Test(t, func(t *testing.T) {
			server := githubtest.New()
			server.Fail(githubtest.Fault{Status: 200, Body: string(body) + " "})
			var got []string
			_, err := api.Get(t.Context(), connect(t, server, api.Options{Patience: api.NewPatience(0)}).Client, "orgs/o", &got)
			var want []string
			valid := json.Unmarshal(body, &want) == nil && want != nil
			if valid != (err == nil) {
				t.Errorf("%q is %q, %v", body, got, err)
			}
			if err != nil && (len(server.Requests()) != 4 || !strings.HasPrefix(err.Error(), "GitHub's answer is ")) {
				t.Errorf("%q: %v after %d requests", body, err, len(server.Requests()))
			}
		})
	})
}
