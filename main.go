// Command org-growth is the GitHub Action's program.
package main

import (
	"context"
	"net/http"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/org-growth/org-growth/internal/action"
)

func main() {
	// A run waits for GitHub nearly all its time, so it may collect garbage
	// twice as often for a third less memory.
	debug.SetGCPercent(50)
	// GitHub cancels with SIGINT and, 7.5 s later, SIGTERM.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := action.Run(ctx, action.Environment{
		Getenv:    os.Getenv,
		Stdout:    os.Stdout,
		Now:       time.Now(),
		Transport: http.DefaultTransport,
	})
	if err != nil {
		os.Exit(1)
	}
}
