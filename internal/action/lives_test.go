package action_test

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/org-growth/org-growth/internal/githubtest"
)

var (
	lives = flag.Duration("lives", 2*time.Second, "how long TestLives tells stories of accounts")
	life  = flag.Uint64("life", 0, "the seed of the one story that TestLives tells; 0: new ones")
)

// TestLives tells stories of accounts that rename, swap, vanish, return and are
// taken over, while the list follows at once, late, or not for a while, and
// somebody sorts the history's rows or shuffles them. After each run all that
// the list asks for is counted by what it was asked for, or named as failed.
func TestLives(t *testing.T) {
	end, n := time.Now().Add(*lives), 0
	for ; n == 0 || *life == 0 && time.Now().Before(end); n++ {
		seed := *life
		if seed == 0 {
			seed = rand.Uint64()
		}
		l := &tale{T: t, chance: rand.New(rand.NewPCG(seed, 1)), world: newWorld(t, map[string]string{"README.md": markers})}
		l.tell()
		if t.Failed() {
			t.Fatalf("the story of -life %d, number %d:\n%s", seed, n+1, strings.Join(l.told, "\n"))
		}
	}
	t.Logf("%d stories", n)
}

// someone is an account, as the model knows it.
type someone struct {
	id    int64
	login string // "" once it is gone
	n     int    // repositories
}

// wish is an entry of the list, and whom it was written for.
type wish struct {
	login string
	who   *someone
}

type tale struct {
	*testing.T
	*world
	chance *rand.Rand
	told   []string

	all       []*someone
	names     int
	day       int
	list      []wish
	had       map[string]*someone // who was counted last under a login
	counted   map[*someone]int    // and how many they had
	yesterday map[*someone]string // logins
	accept    map[string]*someone // logins that are named in accept-drops, and for whom
	failed    map[string]bool     // by the run before
	sharded   bool                // whether jobs share the list
	ever      map[string]int      // the day on which a login and a number were counted last
}

func (l *tale) say(format string, args ...any) { l.told = append(l.told, fmt.Sprintf(format, args...)) }

func (l *tale) fresh() string {
	l.names++
	return fmt.Sprintf("n%d", l.names)
}

// join makes an account.
func (l *tale) join(login string) *someone {
	s := &someone{id: int64(len(l.all) + 1), login: login, n: 10 + l.chance.IntN(10)}
	l.all = append(l.all, s)
	l.AddOrg(login, s.id, sized(s.n)...)
	l.say("  %s is made: number %d, %d repositories", login, s.id, s.n)
	return s
}

func (l *tale) tell() {
	l.had, l.counted, l.accept, l.failed = map[string]*someone{}, map[*someone]int{}, map[string]*someone{}, map[string]bool{}
	l.ever = map[string]int{}
	l.sharded = l.chance.IntN(4) == 0
	for range 2 + l.chance.IntN(4) {
		s := l.join(l.fresh())
		l.list = append(l.list, wish{s.login, s})
	}
	for d := range 12 {
		l.say("day %d", d+1)
		l.yesterday = map[*someone]string{}
		for _, s := range l.all {
			l.yesterday[s] = s.login
		}
		if d > 0 {
			for range l.chance.IntN(3) {
				l.happen()
			}
			l.follow()
		}
		l.rearrange()
		l.run(d + 1)
		if l.Failed() || l.misled() {
			return
		}
	}
}

// living returns an account that is not gone.
func (l *tale) living() *someone {
	alive := slices.DeleteFunc(slices.Clone(l.all), func(s *someone) bool { return s.login == "" })
	return alive[l.chance.IntN(len(alive))]
}

// free returns a login that nobody has: a new one, or one that somebody had.
func (l *tale) free() string {
	login := fmt.Sprintf("n%d", 1+l.chance.IntN(l.names))
	if l.chance.IntN(3) == 0 || slices.ContainsFunc(l.all, func(s *someone) bool { return s.login == login }) {
		return l.fresh()
	}
	return login
}

func (l *tale) rename(s *someone, to string) {
	l.say("  %s (number %d) is called %s now", s.login, s.id, to)
	l.Rename(s.login, to)
	s.login = to
}

func (l *tale) happen() {
	s, other := l.living(), l.living()
	was := s.login
	switch l.chance.IntN(7) {
	case 0, 1:
		l.rename(s, l.free())
	case 2: // a swap, with a third one perhaps
		third := l.living()
		if s == other || third == other {
			return
		}
		l.rename(s, l.fresh())
		theirs := other.login
		l.rename(other, was)
		if third != s {
			theirs, was = third.login, theirs
			l.rename(third, was)
		}
		l.rename(s, theirs)
	case 3: // the next takes the login that the first gives up
		l.rename(s, l.free())
		if s != other {
			l.rename(other, was)
		}
	case 4: // a stranger does
		l.rename(s, l.free())
		l.join(was)
	case 5:
		if s != other { // so that somebody is left
			l.say("  %s (number %d) is gone", was, s.id)
			l.Remove(was)
			s.login = ""
			if l.chance.IntN(2) == 0 {
				l.join(was)
			}
		}
	case 6:
		s.n++
		l.AddRepos(was, githubtest.Repo{Name: fmt.Sprintf("more-%d", s.n)})
	}
}

// follow mends the list: by what holds today, or did yesterday, or not at all.
// Whoever is gone is taken out some time, and who took its login put in its
// place.
func (l *tale) follow() {
	l.accept = map[string]*someone{}
	how := l.chance.IntN(3)
	if how == 0 {
		return
	}
	now := func(s *someone) string {
		if how == 1 {
			return l.yesterday[s]
		}
		return s.login
	}
	taken := map[string]bool{}
	var list []wish
	for _, w := range l.list {
		if login := now(w.who); login != "" {
			list = append(list, wish{login, w.who})
			taken[login] = true
		}
	}
	for _, w := range l.list {
		if now(w.who) != "" || taken[w.login] {
			continue
		}
		heir := slices.IndexFunc(l.all, func(s *someone) bool { return s.login == w.login && now(s) == w.login })
		switch {
		case l.chance.IntN(2) == 0 && len(list) > 0: // taken out
		case heir >= 0 && l.failed[w.login] && l.chance.IntN(2) == 0:
			list = append(list, wish{w.login, l.all[heir]})
			l.accept[w.login] = l.all[heir]
		default:
			list = append(list, w)
		}
	}
	if len(list) > 0 {
		l.list = list
	}
	for _, w := range l.list { // the user sees that the account is right, though another had its login
		before := l.had[w.login]
		if l.failed[w.login] && w.login == w.who.login && (before == nil || before.login == "") && l.chance.IntN(2) == 0 {
			l.accept[w.login] = w.who
		}
	}
}

// rearrange sorts or shuffles the rows of the history.
func (l *tale) rearrange() {
	csv := l.repo.Files("main")["data/org-growth.csv"]
	if csv == "" || l.chance.IntN(2) == 0 {
		return
	}
	rows := strings.Split(strings.TrimSpace(csv), "\n")
	switch l.chance.IntN(3) {
	case 0:
		slices.Sort(rows[1:])
	case 1:
		slices.Reverse(rows[1:])
	default:
		l.chance.Shuffle(len(rows)-1, func(i, j int) { rows[i+1], rows[j+1] = rows[j+1], rows[i+1] })
	}
	l.repo.Push("main", map[string]string{"data/org-growth.csv": strings.Join(rows, "\n") + "\n"}, "in another order")
}

func (l *tale) run(d int) {
	l.day = d
	var logins []string
	for _, w := range l.list {
		logins = append(logins, w.login)
	}
	l.chance.Shuffle(len(logins), func(i, j int) { logins[i], logins[j] = logins[j], logins[i] })
	accept := strings.Join(slices.Sorted(maps.Keys(l.accept)), ",")
	before := l.repo.Files("main")["data/org-growth.csv"]
	log, failed := l.jobs(l.T, day(d), l.sharded, map[string]string{"orgs": strings.Join(logins, ", "), "accept-drops": accept, "fail-on": "never", "backfill": "false"})
	l.say("  the list is %q, accept-drops %q: counted %s; failed %s", logins, accept, l.observed(day(d)), failed)
	l.failed = map[string]bool{}
	for login := range strings.SplitSeq(failed, ",") {
		l.failed[login] = true
	}
	if rows := l.rows(day(d)); !l.misled() {
		l.check(rows, log)
	}
	for _, row := range strings.Split(before, "\n") {
		if !strings.Contains(l.repo.Files("main")["data/org-growth.csv"], row) {
			l.Errorf("the row %s is lost", row)
		}
	}
}

// rows returns what was counted on a day by number.
func (l *tale) rows(day time.Time) map[int64]int {
	counted := map[int64]int{}
	for row := range strings.SplitSeq(l.observed(day), ", ") {
		cells := strings.Fields(row)
		if len(cells) < 3 {
			continue
		}
		id, _ := strconv.ParseInt(cells[1], 10, 64)
		if _, twice := counted[id]; twice {
			l.Errorf("number %d was counted twice", id)
		}
		counted[id], _ = strconv.Atoi(cells[2])
	}
	return counted
}

func (l *tale) check(rows map[int64]int, log string) {
	current := true // whether the list is true today
	wanted := map[*someone]string{}
	for _, w := range l.list {
		current = current && w.login == w.who.login
		wanted[w.who] = w.login
	}
	for _, w := range l.list {
		n, counted := rows[w.who.id]
		switch {
		case counted && n != w.who.n:
			l.Errorf("number %d has %d repositories, and was counted as %d", w.who.id, w.who.n, n)
		case counted || l.failed[w.login] || strings.Contains(log, fmt.Sprintf("(number %d)", w.who.id)):
			if !counted && l.must(w, current, wanted) {
				l.Errorf("%s, which is number %d, was not counted\n%s", w.login, w.who.id, log)
			}
		case w.who.login == "" && (l.heir(w.login, rows) || strings.Contains(log, w.login+" is now called ")): // nobody is missed
		default:
			l.Errorf("%s, which is number %d, was neither counted nor named\n%s", w.login, w.who.id, log)
		}
	}
	for _, s := range l.all {
		if _, counted := rows[s.id]; !counted {
			continue
		}
		if _, ok := wanted[s]; !ok {
			l.Errorf("nobody asked for number %d\n%s", s.id, log)
		}
		l.had[s.login], l.counted[s] = s, rows[s.id]
		l.ever[fmt.Sprint(s.login, s.id)] = l.day
	}
}

// heir reports whether the account that has a login now was counted.
func (l *tale) heir(login string, rows map[int64]int) bool {
	return slices.ContainsFunc(l.all, func(s *someone) bool {
		_, counted := rows[s.id]
		return counted && s.login == login
	})
}

// heard reports whether an account was counted lately by the login of its entry.
func (l *tale) heard(w wish) bool {
	day := l.ever[fmt.Sprint(w.login, w.who.id)]
	return day > 0 && day >= l.day-3
}

// misled reports whether the list has an entry that is wrong, and was not
// counted lately: nobody can know whom it means.
func (l *tale) misled() bool {
	return slices.ContainsFunc(l.list, func(w wish) bool {
		return w.login != w.who.login && !l.heard(w)
	})
}

// contested reports whether a login of the list was counted for several: where
// the list is late, too, an entry may be for any of them.
func (l *tale) contested() bool {
	return slices.ContainsFunc(l.list, func(w wish) bool {
		n := 0
		for _, s := range l.all {
			if l.ever[fmt.Sprint(w.login, s.id)] > 0 {
				n++
			}
		}
		return n > 1
	})
}

// must reports whether an entry has to be counted: whom it means is clear.
func (l *tale) must(w wish, current bool, wanted map[*someone]string) bool {
	last := l.had[w.login]
	free := !slices.ContainsFunc(l.all, func(s *someone) bool { return s.login == w.login })
	switch {
	case w.who.login == "", !current && l.contested():
		return false
	case last == w.who && w.login != w.who.login:
		// Where there is a new entry, this one may be older than it.
		return free && !slices.ContainsFunc(l.list, func(w wish) bool { return !l.heard(w) })
	case last == w.who, last == nil && w.login == w.who.login:
		return w.login == w.who.login
	case l.accept[w.login] == w.who:
		return true
	}
	// Others had the login before, and are all where the list says.
	for _, s := range l.all {
		if _, ok := wanted[s]; s.login == "" && l.counted[s] > 0 || !ok && l.counted[s] > 0 {
			return false
		}
	}
	return current
}
