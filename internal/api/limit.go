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
	kept    int       // requests that are left for others meanwhile
	strikes int       // refusals in a row, those of requests that were sent together counted once
}

func (t *transport) gate(resource string) *gate {
	if t.gates[resource] == nil {
		t.gates[resource] = &gate{}
	}
	return t.gates[resource]
}

// shut returns how long the gate is still shut, and takes that from the
// Patience.
func (t *transport) shut(resource string) (time.Duration, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	g := t.gate(resource)
	wait := time.Until(g.until)
	if wait <= 0 {
		return 0, nil
	}
	more, ok := t.Patience.spend(g.until)
	if !ok {
		return 0, &LimitError{Until: g.until, Left: g.kept}
	}
	if more > 0 {
		t.Log(fmt.Sprintf("waiting %s for GitHub's rate limit, until %s",
			more.Round(time.Second), g.until.UTC().Format("15:04:05 MST")))
	}
	return wait, nil
}

// limited reports whether an answer is a refusal by a rate limit, and shuts
// the gate for as long as GitHub asks. It takes the limit's headers away,
// because go-github refuses calls of its own accord when it sees them.
func (t *transport) limited(req *http.Request, resp *http.Response) bool {
	h := readHints(resp.Header)
	for name := range resp.Header {
		if strings.HasPrefix(name, "X-Ratelimit-") {
			resp.Header.Del(name)
		}
	}
	refused := refusedByLimit(req, resp, h)
	t.mu.Lock()
	defer t.mu.Unlock()
	g := t.gate(resource(req))
	if resource(req) == "core" && h.hour {
		t.hour.set(h)
	}
	switch now := time.Now(); {
	case refused && !g.until.After(now): // of requests that were sent together one is enough
		g.close(h.wait(g.strikes), 0)
		g.strikes++
	case refused:
		g.close(h.asked(), 0)
	case h.hour && h.remaining <= t.Reserve:
		g.close(h.reset, h.remaining)
	case now.Sub(g.until) > time.Minute:
		g.strikes = 0
	}
	return refused
}

// close shuts the gate for a while, though some requests may be left.
func (g *gate) close(wait time.Duration, kept int) {
	if until := time.Now().Add(wait); wait > 0 && until.After(g.until) {
		g.until, g.kept = until, kept
	}
}

// hints is what the headers of an answer say of limits.
type hints struct {
	hour      bool          // whether they speak of the hour's requests:
	limit     int           // how many there are,
	remaining int           // how many of them are left,
	reset     time.Duration // and when there are new ones; 0: there are already

	after   time.Duration // until we may ask again
	isAfter bool          // whether that is said
}

// longest is more than any limit of GitHub's lasts. What is farther away is
// nonsense, which must not cost a run all that comes after it.
const longest = time.Hour + time.Minute

func readHints(header http.Header) hints {
	var h hints
	now := time.Now()
	// By GitHub's own clock where it tells the time: the runner's may be wrong.
	if date, err := http.ParseTime(header.Get("Date")); err == nil {
		now = date
	}
	remaining, err := strconv.Atoi(header.Get("X-RateLimit-Remaining"))
	h.hour, h.remaining = err == nil, remaining
	h.limit, _ = strconv.Atoi(header.Get("X-RateLimit-Limit"))
	if epoch, err := strconv.ParseInt(header.Get("X-RateLimit-Reset"), 10, 64); err == nil {
		if epoch > 1e11 { // milliseconds, or nonsense
			epoch /= 1000
		}
		h.reset = time.Unix(epoch, 0).Sub(now)
	}
	if h.reset = min(max(h.reset, 0), longest); h.reset > 0 {
		h.reset += time.Second // the clocks of GitHub's own machines differ, too
	}
	after := header.Get("Retry-After")
	if seconds, err := strconv.ParseInt(after, 10, 32); err == nil {
		h.after = time.Duration(seconds) * time.Second
	} else if date, err := http.ParseTime(after); err == nil {
		h.after = date.Sub(now)
	}
	h.after, h.isAfter = min(max(h.after, 0), longest), after != ""
	return h
}

// asked returns how long GitHub asks to wait, or 0 where it does not say, or
// says nonsense.
func (h hints) asked() time.Duration {
	switch {
	case h.isAfter:
		return h.after
	case h.hour && h.remaining <= 0:
		return h.reset
	}
	return 0
}

// wait returns how long to wait after so many refusals in a row. Each is
// longer, so that a time that is over already, or never comes, is no endless
// loop.
func (h hints) wait(strikes int) time.Duration {
	least := time.Second
	asked := h.asked()
	if asked == 0 {
		least = time.Minute
	}
	return max(asked, min(least<<min(strikes, 20), time.Hour))
}

// refusedByLimit knows a limit by its status with the limit's headers or
// words, and GraphQL's by the type of its error.
func refusedByLimit(req *http.Request, resp *http.Response, h hints) bool {
	switch {
	case resp.StatusCode == http.StatusTooManyRequests:
		return true
	case resp.StatusCode == http.StatusForbidden:
		said := bytes.ToLower(peek(resp))
		return h.isAfter || h.hour && h.remaining <= 0 ||
			bytes.Contains(said, []byte("rate limit")) || bytes.Contains(said, []byte("abuse detection"))
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
