//go:build e2e

package e2e

import (
	"net/http"
	"sync"
)

// wire stands before GitHub and counts.
type wire struct {
	github http.Handler

	mu    sync.Mutex
	asked map[string]int // requests by their path
}

// ServeHTTP answers a request.
func (w *wire) ServeHTTP(out http.ResponseWriter, req *http.Request) {
	w.mu.Lock()
	w.asked[req.URL.Path]++
	w.mu.Unlock()
	w.github.ServeHTTP(out, req)
}
