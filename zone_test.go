package main

import (
	"os"
	"testing"
	"time"
)

// The tests run in the time zone that TZ names. One that is not known would be
// UTC, without a word.
func TestTimeZone(t *testing.T) {
	name := os.Getenv("TZ")
	if name == "" {
		t.Skip("TZ names no time zone")
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	_, want := time.Now().In(zone).Zone()
	if _, got := time.Now().Zone(); got != want {
		t.Errorf("the tests run %d s east of UTC, not %d s as in %s", got, want, name)
	}
}
