package githubtest

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Token is what a token may do.
type Token struct {
	Write        bool // contents: write
	PullRequests bool // pull-requests: write
	Private      bool // see private and internal repositories in lists
	Limit        int  // requests an hour; 0: that of the server
}

// AddToken tells of a token. From the first on, unknown ones are refused.
func (s *Server) AddToken(token string, t Token) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens[token] = t
}

const (
	anonymousLimit = 60  // requests an hour
	atOnce         = 100 // requests

	secondary = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
	userAgent = "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.\r\n"
)

// bearer returns the token of a request; an empty one as a space, since it is
// not the same as none.
func bearer(header http.Header) string {
	auth := header.Get("Authorization")
	if auth == "" {
		return ""
	}
	scheme, token, _ := strings.Cut(auth, " ")
	if token = strings.TrimSpace(token); token == "" || !strings.EqualFold(scheme, "bearer") && !strings.EqualFold(scheme, "token") {
		return " "
	}
	return token
}

// rights returns what the caller may do, and false for a token that nobody
// gave out.
func (s *Server) rights(c *call) (Token, bool) {
	t, known := s.tokens[c.token]
	switch {
	case c.token == "":
		return Token{}, true
	case c.token == " ":
		return Token{}, false
	case len(s.tokens) == 0:
		return Token{Write: true, PullRequests: true, Private: true}, true
	}
	return t, known
}

// refuse answers requests that do not get as far as what they ask for, and
// counts them.
func (s *Server) refuse(c *call) (refused answer, yes bool) {
	if c.Header.Get("User-Agent") == "" {
		return text(http.StatusForbidden, userAgent), true
	}
	if _, known := s.rights(c); !known {
		return refusal(http.StatusUnauthorized, "Bad credentials"), true
	}
	if c.token == "" && c.path == "/graphql" {
		return refusal(http.StatusUnauthorized, "This endpoint requires you to be authenticated."), true
	}
	b := s.budget(c)
	if b.used >= b.limit {
		return exceeded(c), true
	}
	b.used++
	if s.PerMinute > 0 && c.path != "/graphql" && (b.points(c) > s.PerMinute || s.open > atOnce) {
		a := refusal(http.StatusForbidden, secondary)
		a.header.Set("Retry-After", "60")
		return a, true
	}
	return answer{}, false
}

func exceeded(c *call) answer {
	message := "API rate limit exceeded for installation."
	if c.token == "" {
		message = "API rate limit exceeded for 127.0.0.1. (But here's the good news: Authenticated requests get a higher rate limit. Check out the documentation for more details.)"
	}
	if c.path == "/graphql" {
		return graphqlError(problem{Type: "RATE_LIMITED", Message: message})
	}
	return refusal(http.StatusForbidden, message)
}

// budget is what one token may still ask of REST or of GraphQL.
type budget struct {
	resource    string
	limit, used int
	reset       time.Time
	recent      []spent // in the last minute
}

type spent struct {
	at     time.Time
	points int
}

func (s *Server) budget(c *call) *budget {
	resource := "core"
	if c.path == "/graphql" {
		resource = "graphql"
	}
	key := c.token + " " + resource
	b := s.budgets[key]
	if b == nil {
		b = &budget{resource: resource}
		s.budgets[key] = b
	}
	if !c.now.Before(b.reset) {
		b.used, b.reset = 0, c.now.Truncate(time.Second).Add(time.Hour)
	}
	b.limit = s.Limit
	if token, known := s.rights(c); known && token.Limit > 0 {
		b.limit = token.Limit
	}
	if c.token == "" {
		b.limit = min(s.Limit, anonymousLimit)
	}
	return b
}

// points adds a request to those of the last minute and returns their sum: one
// for a read, five for a write.
func (b *budget) points(c *call) int {
	for len(b.recent) > 0 && c.now.Sub(b.recent[0].at) >= time.Minute {
		b.recent = b.recent[1:]
	}
	cost := 1
	if c.Method != http.MethodGet {
		cost = 5
	}
	b.recent = append(b.recent, spent{c.now, cost})
	sum := 0
	for _, s := range b.recent {
		sum += s.points
	}
	return sum
}

func (b *budget) describe(header http.Header, ahead time.Duration) {
	header.Set("X-Ratelimit-Limit", strconv.Itoa(b.limit))
	header.Set("X-Ratelimit-Remaining", strconv.Itoa(max(b.limit-b.used, 0)))
	header.Set("X-Ratelimit-Used", strconv.Itoa(b.used))
	header.Set("X-Ratelimit-Reset", strconv.FormatInt(b.reset.Add(ahead).Unix(), 10))
	header.Set("X-Ratelimit-Resource", b.resource)
}
