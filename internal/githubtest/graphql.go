package githubtest

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"
)

// mutation is the GraphQL document that commits, however it is laid out.
var mutation = regexp.MustCompile(`^\s*mutation\b[^{]*\{\s*createCommitOnBranch\s*\(\s*input\s*:\s*\$(\w+)\s*\)\s*\{\s*commit\s*\{([^{}]*)\}\s*\}\s*\}\s*$`)

// problem is an error as GraphQL words it.
type problem struct {
	Type       string         `json:"type,omitempty"`
	Path       []string       `json:"path,omitempty"`
	Extensions map[string]any `json:"extensions,omitempty"`
	Message    string         `json:"message"`
}

// graphqlError is HTTP 200, as all that GraphQL says.
func graphqlError(p problem) answer {
	answer := map[string]any{"errors": []problem{p}}
	if p.Path != nil {
		answer["data"] = map[string]any{p.Path[0]: nil}
	}
	return encoded(http.StatusOK, answer)
}

func mutationError(kind, format string, args ...any) answer {
	return graphqlError(problem{Type: kind, Path: []string{"createCommitOnBranch"}, Message: fmt.Sprintf(format, args...)})
}

func (s *Server) graphql(c *call, _ []string) answer {
	var body struct {
		Query     string
		Variables map[string]json.RawMessage
	}
	if err := json.Unmarshal(c.body, &body); err != nil {
		return refusal(http.StatusBadRequest, "Problems parsing JSON")
	}
	if moves := movesRefs.FindStringSubmatch(body.Query); moves != nil {
		return s.updateRefs(c, body.Variables[moves[1]])
	}
	known := mutation.FindStringSubmatch(body.Query)
	if known == nil {
		return s.notKnown("the GraphQL " + body.Query)
	}
	fields := strings.Fields(strings.ReplaceAll(known[2], ",", " "))
	for _, field := range fields {
		if field != "oid" && field != "url" {
			return s.notKnown("the GraphQL field " + field + " of a commit")
		}
	}
	in, err := parseInput(body.Variables[known[1]])
	if err != nil {
		return graphqlError(problem{
			Extensions: map[string]any{"value": body.Variables[known[1]]},
			Message:    "Variable $" + known[1] + " of type CreateCommitOnBranchInput! was provided invalid value for " + err.Error(),
		})
	}
	return s.createCommit(c, in, fields)
}

// commitInput is CreateCommitOnBranchInput, with the one way to name a branch
// that we use.
type commitInput struct {
	ClientMutationID *string `json:"clientMutationId"`
	Branch           *struct {
		Repository string `json:"repositoryNameWithOwner"`
		Name       string `json:"branchName"`
	} `json:"branch"`
	ExpectedHead *string `json:"expectedHeadOid"`
	Message      *struct {
		Headline *string `json:"headline"`
		Body     string  `json:"body"`
	} `json:"message"`
	Changes struct {
		Additions []struct {
			Path     string  `json:"path"`
			Contents *string `json:"contents"`
		} `json:"additions"`
		Deletions []struct {
			Path string `json:"path"`
		} `json:"deletions"`
	} `json:"fileChanges"`

	files   map[string]string
	deleted []string
}

var objectID = regexp.MustCompile(`^[0-9a-f]{40}$`)

func parseInput(source []byte) (*commitInput, error) {
	in := &commitInput{files: map[string]string{}}
	decoder := json.NewDecoder(bytes.NewReader(source))
	decoder.DisallowUnknownFields()
	switch err := decoder.Decode(in); {
	case err != nil:
		return nil, fmt.Errorf("input (%w)", err)
	case in.Branch == nil:
		return nil, missing("branch")
	case in.ExpectedHead == nil:
		return nil, missing("expectedHeadOid")
	case !objectID.MatchString(*in.ExpectedHead):
		return nil, errors.New("expectedHeadOid (Could not coerce value to GitObjectID)")
	case in.Message == nil || in.Message.Headline == nil:
		return nil, missing("message.headline")
	}
	for i, a := range in.Changes.Additions {
		if a.Contents == nil {
			return nil, missing(fmt.Sprintf("fileChanges.additions.%d.contents", i))
		}
		content, err := base64.StdEncoding.Strict().DecodeString(*a.Contents)
		if err != nil {
			return nil, fmt.Errorf("fileChanges.additions.%d.contents (Could not coerce value to Base64String)", i)
		}
		in.files[a.Path] = string(content)
	}
	for _, d := range in.Changes.Deletions {
		in.deleted = append(in.deleted, d.Path)
	}
	return in, nil
}

func missing(name string) error { return errors.New(name + " (Expected value to not be null)") }

func (s *Server) createCommit(c *call, in *commitInput, fields []string) answer {
	r := s.repositories[strings.ToLower(in.Branch.Repository)]
	if r == nil {
		return mutationError("NOT_FOUND", "Could not resolve to a Repository with the name '%s'.", in.Branch.Repository)
	}
	if token, _ := s.rights(c); !token.Write {
		return mutationError("FORBIDDEN", notByIntegration)
	}
	b := r.branches[in.Branch.Name]
	switch {
	case b == nil:
		return mutationError("NOT_FOUND", "Branch not found")
	case b.head() != *in.ExpectedHead:
		return mutationError("STALE_DATA", `Expected branch to point to "%s" but it did not.  Pull and try again.`, *in.ExpectedHead)
	}
	if wrong := in.wrongPath(r.commits[b.head()]); wrong != "" {
		return mutationError("UNPROCESSABLE", "%s", wrong)
	}
	if b.forbidden != "" {
		return mutationError("UNPROCESSABLE", "%s", b.forbidden)
	}
	commit := r.commit(in.Branch.Name, Commit{Headline: *in.Message.Headline, Body: in.Message.Body}, plainFiles(in.files), in.deleted)
	made := map[string]string{}
	for _, field := range fields {
		made[field] = map[string]string{"oid": commit.SHA, "url": "https://github.com/" + r.name() + "/commit/" + commit.SHA}[field]
	}
	return encoded(http.StatusOK, map[string]any{"data": map[string]any{"createCommitOnBranch": map[string]any{"commit": made}}})
}

// wrongPath says what is wrong with the paths of a commit on a parent, if
// anything is.
func (in *commitInput) wrongPath(parent *Commit) string {
	for file := range in.files {
		if file == "" || path.IsAbs(file) || path.Clean(file) != file || slices.Contains([]string{"..", ".git", "."}, strings.Split(file, "/")[0]) {
			return fmt.Sprintf("A path was requested for addition which is invalid: %q", file)
		}
	}
	for _, file := range in.deleted {
		if _, exists := parent.tree[file]; !exists {
			return fmt.Sprintf("A path was requested for deletion which does not exist as of commit oid `%s`", parent.SHA)
		}
	}
	return ""
}
