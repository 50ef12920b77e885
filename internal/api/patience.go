package api

import (
	"sync"
	"time"
)

// Patience is how long clients that share it may wait for rate limits, all
// together. What several wait for at the same time counts once. It may be used
// from several goroutines.
type Patience struct {
	mu      sync.Mutex
	left    time.Duration
	counted time.Time // what was waited for until then is taken from left
}

// NewPatience returns a Patience of a length; 0 waits for nothing.
func NewPatience(d time.Duration) *Patience { return &Patience{left: d} }

// spend takes the time from now until a moment out of what is left, but for
// the time that others wait for, too, and returns how much that is. ok is
// false, and nothing taken, where not enough is left.
func (p *Patience) spend(until time.Time) (more time.Duration, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	more = p.cost(until)
	if more > p.left {
		return more, false
	}
	if more > 0 {
		p.left -= more
		p.counted = until
	}
	return more, true
}

// allows reports whether spend would, as things are.
func (p *Patience) allows(until time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cost(until) <= p.left
}

func (p *Patience) cost(until time.Time) time.Duration {
	from := time.Now()
	if p.counted.After(from) {
		from = p.counted
	}
	return max(until.Sub(from), 0)
}
