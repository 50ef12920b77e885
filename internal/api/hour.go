package api

import (
	"fmt"
	"time"
)

// hour is what GitHub said last of the requests of an hour.
type hour struct {
	known       bool
	limit, left int
	until       time.Time
	claimed     int // of those that are left, by lists that are being read
}

func (h *hour) set(said hints) {
	until := time.Now().Add(said.reset)
	// Answers overtake one another: of one hour the smaller number is newer.
	if said.reset > 0 && h.known && until.Before(h.until.Add(time.Minute)) {
		said.remaining = min(said.remaining, h.left)
	}
	h.known, h.limit, h.left, h.until = true, said.limit, said.remaining, until
}

// HourError says that so many requests are more than the token has left.
type HourError struct {
	Need, Left, Limit int
	Until             time.Time // when there are new ones
}

func (e *HourError) Error() string {
	return fmt.Sprintf("its list needs %d requests more, but of the %d an hour that GitHub allows %d are left until %s: "+
		"give the input read-token a token that may ask more, or let max-wait reach into the next hour",
		e.Need, e.Limit, e.Left, e.Until.UTC().Format("15:04 MST"))
}

// Claim sets so many requests of the hour aside, until done is called, if then
// so many are left as others need. Else it is a *HourError; a patient one counts
// on the requests of the next hour, too, if we may wait for them. Where GitHub
// says nothing of an hour, any number will do.
func (c *Client) Claim(requests, others int, patient bool) (done func(), err error) {
	t := c.transport
	t.mu.Lock()
	defer t.mu.Unlock()
	h := &t.hour
	if h.known && !time.Now().Before(h.until) {
		h.known = false // a new hour, of which nothing is known yet
	}
	room := h.left - t.Reserve - h.claimed
	if patient && t.Patience.allows(h.until) {
		room += h.limit - t.Reserve
	}
	if h.known && requests+others > room {
		return nil, &HourError{Need: requests, Left: max(h.left-t.Reserve-h.claimed, 0), Limit: h.limit, Until: h.until}
	}
	h.claimed += requests
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		h.claimed -= requests
	}, nil
}
