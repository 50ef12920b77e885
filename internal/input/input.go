// Package input turns what a workflow says, the action's inputs and GitHub's
// own variables, into a Config. Every mistake is reported at once, by the name
// of its input and with the way out. Defaults stand in action.yml alone.
package input

import (
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"github.com/org-growth/org-growth/internal/stats"
)

// Config is what a run is to do.
type Config struct {
	OrgsFile string // path; empty: none
	Title    string
	README   string // path; empty: none
	CSV      string // path, with {year} and {month} in it where the history stands in several files
	Chart    string // path of the light picture of the growth of the first figure; empty: none
	Total    string // likewise of the total
	Figures  []stats.Metric
	Events   []Event
	Redraw   stats.Period
	Site     string // folder of the web page; empty: none
	Intro    string // path of what stands on its top; empty: none
	Columns  []string
	Rows     int // of the table in README and job summary; 0: all
	Rules    stats.Rules
	Backfill bool
	Branch   string // to commit on
	Make     bool   // whether it is made where it is missing: it is named in the input branch
	Propose  bool   // keep a pull request to the branch open instead
	Commit   bool   // false: only write into the workspace
	Message  string // first line of the commit's message
	Shard    Shard
	MaxWait  time.Duration
	FailOn   string          // any, all or never
	Accept   []stats.Account // by their keys, or all, whose counts may fall by more than half
	Token    string          // commits
	Reader   Reader          // reads

	Repository string // owner/name of the calling repository
	Ref        string // that the workflow runs on, like refs/heads/main
	SHA        string // of the commit that started the workflow
	APIURL     string
	GraphQLURL string
	ServerURL  string // like https://github.com
	Workspace  string // folder; empty: none

	orgs listing // of the input orgs
}

// Reader is the token that reads, and the input that it came from.
type Reader struct {
	Token string
	Input string
}

// Shard is the part of the work that a job of a matrix does. The zero value is
// all of it.
type Shard struct {
	Number, Of int  // counts its part of the list and writes the history alone; 0 of 0: no part
	Report     bool // counts nothing, and makes the rest of the history
}

// has reports whether an organisation is of the part: by a hash of what it is called
// in the list, so that adding one moves no other.
func (s Shard) has(written string) bool {
	if s.Of == 0 {
		return !s.Report
	}
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(written)) // which never fails
	return int64(hash.Sum32())%int64(s.Of) == int64(s.Number-1)
}

// Values of fail-on.
const (
	Any   = "any"
	All   = "all"
	Never = "never"
)

// Parse reads the inputs and variables by their names in the environment.
// Columns are the names that a table can have. The error joins all mistakes.
func Parse(getenv func(string) string, columns []string) (Config, error) {
	p := inputs{getenv: getenv}
	c := Config{
		OrgsFile: p.path("orgs-file"),
		Title:    p.line("title"),
		README:   p.path("readme"),
		CSV:      p.required(p.history("csv"), "csv", "the history needs a file, like data/org-growth.csv"),
		Chart:    p.picture("chart"),
		Total:    p.picture("total-chart"),
		Figures:  p.figures("figures"),
		Events:   p.events("events"),
		Redraw:   stats.Period(p.choice("redraw", string(stats.Daily), string(stats.Weekly), string(stats.Monthly))),
		Site:     p.folder("site"),
		Intro:    p.path("intro"),
		Columns:  p.columns("columns", columns),
		Rows:     p.number("rows"),
		Rules: stats.Rules{
			Forks:    p.boolean("include-forks"),
			Archived: p.boolean("include-archived"),
			Aliases:  p.aliases("language-aliases"),
		},
		Backfill: p.boolean("backfill"),
		Propose:  p.boolean("pull-request"),
		Commit:   p.boolean("commit"),
		Message:  p.required(p.line("commit-message"), "commit-message", "a commit needs a message"),
		Shard:    p.shard("shard"),
		MaxWait:  p.duration("max-wait"),
		FailOn:   p.choice("fail-on", Any, All, Never),
		Accept:   p.accounts("accept-drops"),
		Token:    p.secret("token"),

		Repository: getenv("GITHUB_REPOSITORY"),
		Ref:        getenv("GITHUB_REF"),
		SHA:        getenv("GITHUB_SHA"),
		APIURL:     strings.TrimSuffix(p.variable("GITHUB_API_URL"), "/"),
		ServerURL:  strings.TrimSuffix(p.variable("GITHUB_SERVER_URL"), "/"),
		GraphQLURL: getenv("GITHUB_GRAPHQL_URL"),
		Workspace:  getenv("GITHUB_WORKSPACE"),
	}
	c.Reader = Reader{p.secret("read-token"), "read-token"}
	if c.Reader.Token == "" {
		c.Reader = Reader{c.Token, "token"}
	}
	if c.GraphQLURL == "" {
		c.GraphQLURL = graphQL(c.APIURL)
	}
	c.orgs = p.orgs("orgs")
	if p.input("orgs") == "" && c.OrgsFile == "" {
		p.fail("orgs", "no organisations are named: give orgs a login per line, or orgs-file the path of a list")
	}
	if c.Intro != "" && c.Site == "" {
		p.fail("intro", "is the top of the web page, and site is empty: name a folder for the page, like site: docs, or leave intro out")
	}
	c.Branch, c.Make = p.branch("branch", c), p.input("branch") != ""
	if slices.Contains(ours, c.Branch) {
		p.fail("branch", "%s is made and moved by this action for its pull requests, so what is committed there would be lost: name another, like branch: main", c.Branch)
	}
	p.target(c)
	return c, errors.Join(p.mistakes...)
}

// At returns where the files of the workflow's branch are: the branch, or the
// commit where the workflow runs on a tag or a pull request.
func (c Config) At() string {
	if strings.HasPrefix(c.Ref, "refs/heads/") {
		return c.Ref
	}
	return c.SHA
}

// Host returns the host of the server that the workflow runs on.
func (c Config) Host() string { return stats.HostOf(c.ServerURL) }

// Counts reports whether an account is of the part that this job counts.
func (c Config) Counts(a stats.Account) bool { return c.Shard.has(a.Key().Written(c.Host())) }

// Accepts reports whether accept-drops names an account, or all.
func (c Config) Accepts(a stats.Account) bool { return c.all() || c.Vouches(a) }

// Vouches reports whether accept-drops names an account.
func (c Config) Vouches(a stats.Account) bool { return slices.Contains(c.Accept, a.Key()) }

// all reports whether accept-drops names all, which reads like a login.
func (c Config) all() bool {
	return slices.ContainsFunc(c.Accept, func(a stats.Account) bool { return a.Written(c.Host()) == All })
}

// graphQL derives the address of GraphQL from that of the REST API, which is
// https://api.github.com, or https://HOST/api/v3 on an Enterprise Server.
func graphQL(api string) string {
	if server, ok := strings.CutSuffix(api, "/api/v3"); ok {
		return server + "/api/graphql"
	}
	return api + "/graphql"
}

// Orgs returns the list of organisations: that of orgs, joined by that of
// orgs-file, whose content is given. Of two entries for one login the first
// counts. Notes are for the user to read; the error joins all mistakes.
func Orgs(c Config, file []byte) (orgs []stats.Org, notes []Note, err error) {
	all := c.orgs
	if c.OrgsFile != "" {
		listed, err := readFile(c.OrgsFile, file)
		if err != nil {
			return nil, nil, err
		}
		all.orgs = append(slices.Clip(all.orgs), listed.orgs...)
		all.notes = append(slices.Clip(all.notes), listed.notes...)
	}
	first := map[stats.Account]bool{}
	for _, org := range all.orgs {
		if org.Host == "" {
			org.Host = c.Host()
		}
		if first[org.Key()] {
			all.notes = append(all.notes, Note{true, fmt.Sprintf("%s is in the list of organisations more than once: it is counted once", org.Written(c.Host()))})
			continue
		}
		first[org.Key()] = true
		orgs = append(orgs, org)
	}
	for _, a := range c.Accept {
		if name := a.Written(c.Host()); name != All && !first[a] {
			all.notes = append(all.notes, Note{true, fmt.Sprintf("accept-drops: %s is not in the list of organisations", name)})
		}
	}
	if len(orgs) == 0 {
		return nil, nil, errors.New("the list of organisations is empty: give orgs a login per line")
	}
	return orgs, all.notes, nil
}

// target checks what is needed to commit, or not to.
func (p *inputs) target(c Config) {
	switch {
	case strings.EqualFold(p.input("commit"), "false") && c.Workspace == "":
		p.fail("commit", "false writes into the workspace, but GITHUB_WORKSPACE is not set: run in a workflow, after actions/checkout")
	case !c.Commit && c.Propose:
		p.fail("pull-request", "is true, and commit is false: set commit to true for a pull request, or leave pull-request out")
	case c.Commit && c.Token == "":
		p.fail("token", "is empty, so nothing can be committed: leave it out for the workflow's own token, or check the secret's name")
	case c.Commit && strings.Count(c.Repository, "/") != 1:
		p.fail("commit", "GITHUB_REPOSITORY is %q, not owner/name: run in a workflow, or set commit: false", c.Repository)
	}
}

// branch returns the branch to commit on: the one named, or the one that the
// workflow runs on.
func (p *inputs) branch(name string, c Config) string {
	if branch := p.line(name); branch != "" {
		if !validBranch(branch) {
			p.fail(name, "%q is no name of a branch: write it without refs/heads/ and without spaces", branch)
		}
		return branch
	}
	branch, ok := strings.CutPrefix(c.Ref, "refs/heads/")
	switch {
	case ok || !c.Commit:
	case strings.HasPrefix(c.Ref, "refs/pull/"):
		p.fail(name, "the workflow runs on %s, which is no branch: let it run on schedule and workflow_dispatch alone, or name the branch to commit on", c.Ref)
	default:
		p.fail(name, "the workflow runs on %s, which is no branch: name the branch to commit on, like branch: main", orNothing(c.Ref))
	}
	return branch
}

// ours are the branches of the action itself.
var ours = []string{"org-growth/update", "org-growth/next"}

func orNothing(ref string) string {
	if ref == "" {
		return "no ref"
	}
	return ref
}

func validBranch(name string) bool {
	return !strings.HasPrefix(name, "refs/") && !strings.HasPrefix(name, "-") &&
		!strings.HasPrefix(name, "/") && !strings.HasSuffix(name, "/") && !strings.HasSuffix(name, ".lock") &&
		!strings.Contains(name, "..") && !strings.Contains(name, "//") && !strings.ContainsAny(name, " ~^:?*[\\\x7f\t")
}
