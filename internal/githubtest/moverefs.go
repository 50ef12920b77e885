package githubtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// moveRef moves a branch; without force only onwards.
func (s *Server) moveRef(c *call, args []string) answer {
	r := s.repositoryOf(args)
	if a, refused := s.mayNotWrite(c, r); refused {
		return a
	}
	var body struct {
		SHA   string
		Force bool
	}
	if err := json.Unmarshal(c.body, &body); err != nil {
		return refusal(http.StatusBadRequest, "Problems parsing JSON")
	}
	name, isBranch := strings.CutPrefix(args[2], "heads/")
	b := r.branches[name]
	switch {
	case len(r.branches) == 0:
		return emptyRepository()
	case !isBranch:
		return s.notKnown("moving " + args[2])
	case b == nil:
		return refusal(http.StatusUnprocessableEntity, "Reference does not exist")
	case r.commits[body.SHA] == nil:
		return refusal(http.StatusUnprocessableEntity, "Object does not exist")
	case b.forbidden != "":
		return refusal(http.StatusUnprocessableEntity, b.forbidden)
	case !body.Force && !r.contains(body.SHA, b.head()):
		return refusal(http.StatusUnprocessableEntity, "Update is not a fast forward")
	}
	r.move(name, body.SHA, c.now)
	return encoded(http.StatusOK, r.reference("refs/heads/"+name, body.SHA))
}

// deleteRef deletes a branch.
func (s *Server) deleteRef(c *call, args []string) answer {
	r := s.repositoryOf(args)
	if a, refused := s.mayNotWrite(c, r); refused {
		return a
	}
	name, isBranch := strings.CutPrefix(args[2], "heads/")
	switch {
	case !isBranch:
		return s.notKnown("deleting " + args[2])
	case r.branches[name] == nil:
		return refusal(http.StatusUnprocessableEntity, "Reference does not exist")
	}
	r.drop(name)
	return answer{status: http.StatusNoContent, header: http.Header{}}
}

// move sets a branch, which need not exist, to a commit.
func (r *Repository) move(name, sha string, now time.Time) {
	if r.branches[name] == nil {
		r.branches[name] = &branch{}
	}
	b := r.branches[name]
	b.moves = append(b.moves, move{sha, now})
	r.settle(name)
}

// movesRefs is the other GraphQL document that is known.
var movesRefs = regexp.MustCompile(`^\s*mutation\b[^{]*\{\s*updateRefs\s*\(\s*input\s*:\s*\$(\w+)\s*\)\s*\{\s*clientMutationId\s*\}\s*\}\s*$`)

type refsInput struct {
	RepositoryID string  `json:"repositoryId"`
	MutationID   *string `json:"clientMutationId"`
	RefUpdates   []struct {
		Name      string  `json:"name"`
		BeforeOID *string `json:"beforeOid"`
		AfterOID  string  `json:"afterOid"`
		Force     bool    `json:"force"`
	} `json:"refUpdates"`
}

const noCommit = "0000000000000000000000000000000000000000" // stands for a branch that does not exist

// updateRefs moves one branch, if it is where it is expected to be. GitHub's
// words for a no are not documented; clients must not read them.
func (s *Server) updateRefs(c *call, source []byte) answer {
	var in refsInput
	decoder := json.NewDecoder(bytes.NewReader(source))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&in); err != nil || len(in.RefUpdates) != 1 {
		return s.notKnown(fmt.Sprintf("updateRefs of %s (%v)", source, err))
	}
	update, r := in.RefUpdates[0], s.byNode(in.RepositoryID)
	name, isBranch := strings.CutPrefix(update.Name, "refs/heads/")
	if !isBranch {
		return s.notKnown(fmt.Sprintf("updateRefs of %s", source))
	}
	no := func(kind, message string) answer {
		return graphqlError(problem{Type: kind, Path: []string{"updateRefs"}, Message: message})
	}
	if r == nil {
		return no("NOT_FOUND", fmt.Sprintf("Could not resolve to a node with the global id of '%s'", in.RepositoryID))
	}
	if token, _ := s.rights(c); !token.Write {
		return no("FORBIDDEN", notByIntegration)
	}
	head := noCommit
	if b := r.branches[name]; b != nil {
		head = b.head()
	}
	switch {
	case update.BeforeOID != nil && *update.BeforeOID != head:
		return no("UNPROCESSABLE", fmt.Sprintf("Reference %s is not at the expected object", update.Name))
	case r.commits[update.AfterOID] == nil && update.AfterOID != noCommit:
		return no("UNPROCESSABLE", "Object does not exist")
	case head != noCommit && r.branches[name].forbidden != "":
		return no("UNPROCESSABLE", r.branches[name].forbidden)
	case update.AfterOID != noCommit && head != noCommit && !update.Force && !r.contains(update.AfterOID, head):
		return no("UNPROCESSABLE", "Update is not a fast forward")
	}
	if update.AfterOID == noCommit {
		r.drop(name)
	} else {
		r.move(name, update.AfterOID, c.now)
	}
	return encoded(http.StatusOK, map[string]any{"data": map[string]any{"updateRefs": map[string]any{"clientMutationId": in.MutationID}}})
}

func (s *Server) byNode(id string) *Repository {
	for _, r := range s.repositories {
		if id == r.NodeID() {
			return r
		}
	}
	return nil
}

// NodeID is GraphQL's name for the repository.
func (r *Repository) NodeID() string { return fmt.Sprintf("R_kgDO%d", r.repo.ID) }

func (s *Server) gitCommit(_ *call, args []string) answer {
	r := s.repositoryOf(args)
	if r == nil || r.commits[args[2]] == nil {
		return notFound()
	}
	commit := r.commits[args[2]]
	api, html := r.git(), "https://github.com/"+r.name()+"/commit/"
	by := map[string]string{"name": "github-actions[bot]", "email": "41898282+github-actions[bot]@users.noreply.github.com", "date": commit.At.UTC().Format(time.RFC3339)}
	parents := []any{}
	for _, parent := range []string{commit.Parent, commit.Second} {
		if parent != "" {
			parents = append(parents, map[string]string{"sha": parent, "url": api + "commits/" + parent, "html_url": html + parent})
		}
	}
	return encoded(http.StatusOK, map[string]any{
		"sha": commit.SHA, "node_id": "C_kwDO" + commit.SHA, "url": api + "commits/" + commit.SHA, "html_url": html + commit.SHA,
		"author": by, "committer": by, "message": strings.TrimSpace(commit.Headline + "\n\n" + commit.Body), "parents": parents,
		"tree":         map[string]string{"sha": commit.treeSHA, "url": api + "trees/" + commit.treeSHA},
		"verification": map[string]any{"verified": !commit.Pushed, "reason": "valid", "signature": nil, "payload": nil, "verified_at": nil},
	})
}
