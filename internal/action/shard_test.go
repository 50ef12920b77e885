package action_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// Eight shards at once, in any order, and then the report end in the same
// bytes as one run.
func TestShards(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list := "nobody\n"
		start := func() *world {
			w := newWorld(t, map[string]string{"README.md": markers})
			w.Latency, w.Lag = 50*time.Millisecond, time.Second
			for i := range 40 {
				w.addOrg(fmt.Sprintf("org-%02d", i), 1+i)
			}
			return w
		}
		for i := range 40 {
			list += fmt.Sprintf("org-%02d\n", i)
		}
		one := start()
		whole := one.run(t, today, map[string]string{"orgs": list, "chart": "data/org-growth.png", "site": "docs"}).ok(t)

		w := start()
		with := func(shard string) map[string]string {
			return map[string]string{"orgs": list, "chart": "data/org-growth.png", "site": "docs", "shard": shard}
		}
		w.run(t, today, with("report")).fails(t, "shard: report makes charts and README of the history, but data/org-growth.csv has no record of these organisations")
		var wg sync.WaitGroup
		failed := make([]string, 8)
		for _, i := range rand.New(rand.NewPCG(1, 2)).Perm(8) {
			wg.Go(func() {
				r := w.run(t, today, with(fmt.Sprintf("%d/8", i+1)))
				failed[i] = r.outputs(t)["failed"]
				if r.err != nil {
					t.Errorf("shard %d ended with\n%s", i+1, r.log)
				}
			})
			time.Sleep(20 * time.Millisecond)
		}
		wg.Wait()
		if got := strings.Join(failed, ""); got != "nobody" {
			t.Errorf("not counted were %q, want nobody alone, once", failed)
		}
		last := w.run(t, today, with("report")).ok(t)
		if !maps.Equal(w.repo.Files("main"), one.repo.Files("main")) {
			t.Errorf("the shards end in\n%s\none run in\n%s", w.repo.Files("main")["data/org-growth.csv"], one.repo.Files("main")["data/org-growth.csv"])
		}
		if got, want := last.outputs(t)["repositories"], whole.outputs(t)["repositories"]; got != want {
			t.Errorf("the report says %s repositories, one run %s", got, want)
		}
	})
}

// A list that grows moves no organisation to another shard, and a part may be
// empty.
func TestEmptyShard(t *testing.T) {
	w := newWorld(t, map[string]string{"README.md": markers})
	w.addOrg("nhsuk", 3)
	counted := 0
	for i := range 8 {
		r := w.run(t, today, map[string]string{"orgs": "nhsuk", "shard": fmt.Sprintf("%d/8", i+1)}).ok(t)
		counted += strings.Count(r.log, "1/1 nhsuk: 3 repositories")
		if readme := w.repo.Files("main")["README.md"]; readme != markers {
			t.Errorf("a shard wrote the README:\n%s", readme)
		}
	}
	if counted != 1 || len(w.byUs()) != 1 {
		t.Errorf("it was counted %d times, in %d commits", counted, len(w.byUs()))
	}
}
