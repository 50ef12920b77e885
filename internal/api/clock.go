package api

import (
	"net/http"
	"sync"
	"time"
)

// Clock knows GitHub's time by the Date of its answers. Its zero value has
// seen none.
type Clock struct {
	mu   sync.Mutex
	date time.Time // of the newest answer
	seen time.Time // when that came
}

// Now returns what GitHub's clock shows now, and false as long as no answer
// told its time.
func (c *Clock) Now() (time.Time, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.date.Add(time.Since(c.seen)), !c.seen.IsZero()
}

func (c *Clock) set(header http.Header) {
	date, err := http.ParseTime(header.Get("Date"))
	if c == nil || err != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.date, c.seen = date, time.Now()
}
