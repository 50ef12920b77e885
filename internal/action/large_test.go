package action_test

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/org-growth/org-growth/internal/githubtest"
)

const reader = "github_pat_reader"

// recipe is the README's workflow for large lists: the inputs of its matrix, and
// of the job that comes last.
func recipe(t *testing.T) (shards []map[string]string, report map[string]string) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(content), "\n## More than 1,000 organisations\n")
	_, block, _ := strings.Cut(section, "```yaml\nname:")
	block, _, found := strings.Cut(block, "```")
	var workflow struct {
		Jobs map[string]struct {
			Needs    []string
			Strategy struct {
				Matrix struct{ Shard []string }
			}
			Steps []struct{ With map[string]string }
		}
	}
	if err := yaml.Unmarshal([]byte("name:"+block), &workflow); err != nil || !found {
		t.Fatalf("the README shows no workflow there: %v", err)
	}
	count, last := workflow.Jobs["count"], workflow.Jobs["report"]
	if len(workflow.Jobs) != 2 || len(last.Needs) != 1 || len(count.Steps) != 1 || len(last.Steps) != 1 {
		t.Fatalf("the workflow is another than this test runs: %+v", workflow)
	}
	for _, shard := range count.Strategy.Matrix.Shard {
		with := map[string]string{}
		for name, value := range count.Steps[0].With {
			with[name] = strings.NewReplacer("${{ matrix.shard }}", shard, "${{ secrets.READ_TOKEN }}", reader).Replace(value)
		}
		shards = append(shards, with)
	}
	return shards, last.Steps[0].With
}

// large adds 1,547 accounts, some of them users and some with several pages of
// repositories, and returns a list of them and of two that never existed.
func (w *world) large() string {
	var list strings.Builder
	list.WriteString("- never-was\n- never-will-be\n")
	for i := range 1547 {
		login := fmt.Sprintf("account-%04d", i)
		fmt.Fprintf(&list, "- %s\n", login)
		repos := make([]githubtest.Repo, 2+i%3)
		if i%10 == 0 {
			repos = make([]githubtest.Repo, 101)
		}
		for n := range repos {
			repos[n] = githubtest.Repo{
				Name: fmt.Sprintf("repository-%03d", n), Language: "Go", License: "MIT License",
				Created: time.Date(2007, time.Month(1+(i*7+n*13)%228), 1+(i+n)%28, 0, 0, 0, 0, time.UTC), // 237 months until now
			}
		}
		if i%20 == 1 {
			w.AddUser(login, 0, repos...)
		} else {
			w.AddOrg(login, 0, repos...)
		}
	}
	return list.String()
}

// tally is what a job has asked GitHub for.
type tally struct {
	mu    sync.Mutex
	asked map[string]int // by token
	files map[string]int // how often each was read
	limit []string       // requests that a limit refused
}

func (a *tally) watch(req *http.Request, resp *http.Response) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked[strings.TrimPrefix(req.Header.Get("Authorization"), "Bearer ")]++
	if strings.Contains(req.URL.Path, "/git/blobs/") {
		a.files[req.URL.Path]++
	}
	if resp.StatusCode == http.StatusForbidden || resp.StatusCode == http.StatusTooManyRequests {
		a.limit = append(a.limit, req.URL.Path)
	}
}

// job runs a job of the recipe, and returns what it asked for.
func (w *world) job(t *testing.T, now time.Time, with map[string]string) *tally {
	a := &tally{asked: map[string]int{}, files: map[string]int{}}
	own, start := *w, time.Now()
	own.watch = a.watch
	with = maps.Clone(with)
	with["chart"] = "data/org-growth.png"
	r := own.run(t, now, with)
	if r.err != nil || strings.Contains(r.outputs(t)["failed"], "account-") {
		t.Errorf("shard %s ended with %v, and could not count %s", with["shard"], r.err, r.outputs(t)["failed"])
	}
	t.Logf("%s, shard %6s: %2d requests with the workflow's token, %2d of them files; %3d with READ_TOKEN; %s",
		now.Format(time.DateOnly), with["shard"], a.asked[token], len(a.files), a.asked[reader], time.Since(start).Round(time.Second))
	for path, n := range a.files {
		if n > 1 {
			t.Errorf("shard %s reads %s %d times", with["shard"], path, n)
		}
	}
	if len(a.limit) > 0 || len(a.asked) > 2 {
		t.Errorf("shard %s: limits refused %q; tokens: %v", with["shard"], a.limit, a.asked)
	}
	return a
}

// day runs the recipe on a day, and returns what its jobs asked for, the last
// one at the end.
func (w *world) day(t *testing.T, now time.Time) []*tally {
	shards, report := recipe(t)
	jobs := make([]*tally, len(shards))
	var wg sync.WaitGroup
	for i, with := range shards {
		wg.Go(func() { jobs[i] = w.job(t, now, with) })
	}
	wg.Wait()
	jobs = append(jobs, w.job(t, now, report))
	commits, reads := 0, 0
	for _, a := range jobs {
		commits, reads = commits+a.asked[token], reads+a.asked[reader]
	}
	t.Logf("%s, all jobs    : %d requests with the workflow's token; %d with READ_TOKEN", now.Format(time.DateOnly), commits, reads)
	if commits > 200 || reads > 2000 {
		t.Error("these are more than they were")
	}
	return jobs
}

// The README's recipe for large lists, as it is printed, stays within the limits
// of its tokens: on the first day, when the past is derived, and after three
// years of months. Two of its 1,549 logins never exist.
func TestLargeList(t *testing.T) {
	if testing.Short() {
		t.Skip("1,549 organisations, twice")
	}
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		w.AddToken(token, githubtest.Token{Write: true, Limit: 1000})
		w.AddToken(reader, githubtest.Token{Limit: 5000})
		w.Latency = 80 * time.Millisecond
		w.repo.Push("main", map[string]string{"README.md": markers, "orgs.yaml": w.large()}, "Begin")

		w.day(t, today)
		files := w.whole(t, "2026-11")
		if n := strings.Count(files["data/org-growth-backfill.csv"], ",backfill\n"); n < 15_000 || len(files) != 6 {
			t.Errorf("the past has %d rows, and there are %d files", n, len(files))
		}
		w.threeYears(files["data/org-growth-2026-11.csv"])
		time.Sleep(3 * 365 * 24 * time.Hour)
		jobs := w.day(t, today.AddDate(3, 0, 0))
		w.whole(t, "2029-11")
		for i, a := range jobs[:4] {
			// The list and the newest month. The one before is looked at for those who
			// never existed, and the newest again as others have left it.
			if n := len(a.files); n > 6 {
				t.Errorf("shard %d reads %d files", i+1, n)
			}
		}
		// The list, the README, the past and all months.
		if n := len(jobs[4].files); n != 1+1+1+37 {
			t.Errorf("the report reads %d files, want 40", n)
		}
	})
}

// whole checks that a day has been recorded and drawn, and returns all files.
func (w *world) whole(t *testing.T, month string) map[string]string {
	t.Helper()
	files := w.repo.Files("main")
	if n := strings.Count(files["data/org-growth-"+month+".csv"], "-20,"); n != 1547 {
		t.Errorf("%s has %d rows of the day, want 1,547", month, n)
	}
	if !strings.Contains(files["README.md"], "| **1,547 organisations** |") || !strings.HasPrefix(files["data/org-growth.png"], "\x89PNG") {
		t.Error("README or chart is not made")
	}
	return files
}

// threeYears adds the files of 36 months, with the rows of the first day on two
// days of each.
func (w *world) threeYears(first string) {
	header, rows, _ := strings.Cut(first, "\n")
	files := map[string]string{}
	for n := range 36 {
		month := time.Date(2026, time.Month(12+n), 1, 0, 0, 0, 0, time.UTC).Format("2006-01")
		files["data/org-growth-"+month+".csv"] = header + "\n" +
			strings.ReplaceAll(rows, ",2026-11-20,", ","+month+"-05,") + strings.ReplaceAll(rows, ",2026-11-20,", ","+month+"-15,")
	}
	w.repo.Push("main", files, "Three years")
}
