package githubtest

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

// routes are all requests that are known. {} stands for one part of a path,
// {...} at the end for all that is left.
var routes = []struct {
	method, path string
	do           func(s *Server, c *call, args []string) answer
}{
	{"GET", "/orgs/{}", (*Server).org},
	{"GET", "/users/{}", (*Server).user},
	{"GET", "/user/{}", (*Server).userByID},
	{"GET", "/orgs/{}/repos", (*Server).orgRepos},
	{"GET", "/users/{}/repos", (*Server).userRepos},
	{"GET", "/organizations/{}/repos", (*Server).reposByID}, // where Link headers point
	{"GET", "/user/{}/repos", (*Server).reposByID},
	{"GET", "/repos/{}/{}", (*Server).repository},
	{"GET", "/repos/{}/{}/git/ref/{...}", (*Server).ref},
	{"POST", "/repos/{}/{}/git/refs", (*Server).createRef},
	{"PATCH", "/repos/{}/{}/git/refs/{...}", (*Server).moveRef},
	{"DELETE", "/repos/{}/{}/git/refs/{...}", (*Server).deleteRef},
	{"GET", "/repos/{}/{}/git/commits/{}", (*Server).gitCommit},
	{"GET", "/repos/{}/{}/git/trees/{}", (*Server).gitTree},
	{"GET", "/repos/{}/{}/git/blobs/{}", (*Server).gitBlob},
	{"GET", "/repos/{}/{}/contents/{...}", (*Server).contents},
	{"GET", "/repos/{}/{}/pulls", (*Server).pulls},
	{"POST", "/repos/{}/{}/pulls", (*Server).createPull},
	{"GET", "/repos/{}/{}/pulls/{}", (*Server).pull},
	{"PATCH", "/repos/{}/{}/pulls/{}", (*Server).updatePull},
	{"POST", "/graphql", (*Server).graphql},
}

func (s *Server) route(c *call) answer {
	for _, r := range routes {
		if args, ok := match(r.path, c.path); ok && r.method == c.Method {
			return r.do(s, c, args)
		}
	}
	return s.notKnown(c.Method + " " + c.URL.RequestURI())
}

// notKnown remembers a request.
func (s *Server) notKnown(what string) answer {
	s.unknown = append(s.unknown, what)
	return text(http.StatusNotImplemented, "githubtest does not know "+what+"\n")
}

func match(pattern, path string) (args []string, ok bool) {
	for {
		if pattern == "{...}" {
			return append(args, path), path != ""
		}
		want, pattern2, more := strings.Cut(pattern, "/")
		have, path2, more2 := strings.Cut(path, "/")
		switch {
		case more != more2, want != have && (want != "{}" || have == ""):
			return nil, false
		case want == "{}":
			args = append(args, have)
		}
		if !more {
			return args, true
		}
		pattern, path = pattern2, path2
	}
}

func text(status int, body string) answer {
	return answer{status: status, header: http.Header{"Content-Type": {"text/plain; charset=utf-8"}}, body: []byte(body)}
}

// plain is JSON as it is.
func plain(status int, body []byte) answer {
	return answer{status: status, header: http.Header{"Content-Type": {"application/json; charset=utf-8"}}, body: body}
}

func encoded(status int, value any) answer {
	body, err := json.Marshal(value)
	if err != nil {
		panic(err) // a mistake in this package
	}
	return plain(status, body)
}

// refusal is an error as GitHub's REST API words it.
func refusal(status int, message string) answer {
	return encoded(status, struct {
		Message       string `json:"message"`
		Documentation string `json:"documentation_url"`
		Status        string `json:"status"`
	}{message, "https://docs.github.com/rest", strconv.Itoa(status)})
}

func notFound() answer { return refusal(http.StatusNotFound, "Not Found") }
