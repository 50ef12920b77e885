package api

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// gate holds the requests of one resource back while GitHub limits them.
type gate struct {
	until   time.Time // shut until then
	counted time.Time // MaxWait has been charged until then
	strikes int       // limits that did not say how long
}

func (t *transport) gate(resource string) *gate {
	if t.gates[resource] == nil {
		t.gates[resource] = &gate{}
	}
	return t.gates[resource]
}

// charge returns how long the gate is still shut, and takes that from MaxWait.
// Many wait at once; the time counts once.
func (t *transport) charge(resource string) (time.Duration, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	g, now := t.gate(resource), time.Now()
	if !g.until.After(now) {
		return 0, nil
	}
	if g.until.After(g.counted) {
		from := now
		if g.counted.After(now) {
			from = g.counted
		}
		more := g.until.Sub(from)
		if more > t.left {
			return 0, &LimitError{Until: g.until}
		}
		t.left -= more
		g.counted = g.until
		t.Log(fmt.Sprintf("waiting %s for GitHub's rate limit, until %s",
			more.Round(time.Second), g.until.UTC().Format("15:04:05 MST")))
	}
	return g.until.Sub(now), nil
}

// limited tells whether an answer is a refusal by a rate limit, and shuts the
// gate for as long as GitHub asks. It takes the limit's headers away, because
// go-github refuses calls of its own accord when it sees them.
func (t *transport) limited(req *http.Request, resp *http.Response) bool {
	header := resp.Header
	usedUp, reset := t.usedUp(header), untilReset(header)
	after := header.Get("Retry-After")
	hints := after != "" || header.Get("X-RateLimit-Remaining") == "0"
	for name := range header {
		if strings.HasPrefix(name, "X-Ratelimit-") {
			header.Del(name)
		}
	}
	refused := refusedByLimit(req, resp, hints)
	t.mu.Lock()
	defer t.mu.Unlock()
	g := t.gate(resource(req))
	open := !g.until.After(time.Now())
	wait := time.Duration(0)
	switch seconds, err := strconv.Atoi(after); {
	case refused && err == nil:
		wait = max(time.Duration(seconds)*time.Second, time.Second)
	case usedUp && reset > 0:
		wait = reset
	case refused && open: // of requests that were sent together one is enough
		wait = min(time.Minute<<min(g.strikes, 6), time.Hour)
		g.strikes++
	}
	if until := time.Now().Add(wait); wait > 0 && until.After(g.until) {
		g.until = until
	}
	return refused
}

// usedUp tells whether the hour's requests are, but for those that are kept
// for others.
func (t *transport) usedUp(header http.Header) bool {
	remaining, err := strconv.Atoi(header.Get("X-RateLimit-Remaining"))
	return err == nil && remaining <= t.Reserve
}

// refusedByLimit knows a limit by its status with the limit's headers or
// words, and GraphQL's by the type of its error.
func refusedByLimit(req *http.Request, resp *http.Response, headers bool) bool {
	switch {
	case resp.StatusCode == http.StatusTooManyRequests:
		return true
	case resp.StatusCode == http.StatusForbidden:
		said := bytes.ToLower(peek(resp))
		return headers || bytes.Contains(said, []byte("rate limit")) || bytes.Contains(said, []byte("abuse detection"))
	case resp.StatusCode == http.StatusOK && resource(req) == "graphql":
		return bytes.Contains(peek(resp), []byte(`"RATE_LIMITED"`))
	}
	return false
}

// peek reads the body, which has arrived whole, and puts it back.
func peek(resp *http.Response) []byte {
	body, _ := io.ReadAll(resp.Body)
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return body
}

// untilReset measures the reset by GitHub's own clock where it tells the time,
// since the runner's may be wrong.
func untilReset(header http.Header) time.Duration {
	epoch, err := strconv.ParseInt(header.Get("X-RateLimit-Reset"), 10, 64)
	if err != nil {
		return 0
	}
	now := time.Now()
	if date, err := http.ParseTime(header.Get("Date")); err == nil {
		now = date
	}
	// A second more: the clocks of GitHub's own machines differ, too.
	return max(time.Unix(epoch, 0).Sub(now)+time.Second, time.Second)
}
