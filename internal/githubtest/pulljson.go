package githubtest

import (
	"encoding/json"
	"fmt"
	"net/url"
	"time"
)

// describe is a pull request as lists show it, or with all that is said of a
// single one.
func (r *Repository) describe(p *pull, whole bool) map[string]any {
	state, api := "closed", "https://api.github.com/repos/"+r.name()
	if p.Open {
		state = "open"
	}
	self, issue := fmt.Sprintf("%s/pulls/%d", api, p.Number), fmt.Sprintf("%s/issues/%d", api, p.Number)
	out := map[string]any{
		"id": p.id, "node_id": fmt.Sprintf("PR_kwDO%d", p.id), "number": p.Number, "state": state, "locked": false,
		"title": p.Title, "body": textOrNil(p.Body), "user": person("github-actions[bot]", 41898282, "Bot"),
		"labels": []any{}, "milestone": nil, "active_lock_reason": nil, "draft": false,
		"assignee": nil, "assignees": []any{}, "requested_reviewers": []any{}, "requested_teams": []any{},
		"created_at": p.created.UTC().Format(time.RFC3339), "updated_at": p.updated.UTC().Format(time.RFC3339),
		"closed_at": timeOrNil(p.closed), "merged_at": nil, "merge_commit_sha": textOrNil(p.merge),
		"head": r.side(p.Head, p.SHA), "base": r.side(p.Base, r.headOr(p.Base, p.SHA)),
		"author_association": "CONTRIBUTOR", "auto_merge": nil, "_links": links(self, issue, p),
		"url": self, "html_url": p.URL, "diff_url": p.URL + ".diff", "patch_url": p.URL + ".patch", "issue_url": issue,
		"commits_url": self + "/commits", "review_comments_url": self + "/comments",
		"review_comment_url": api + "/pulls/comments{/number}", "comments_url": issue + "/comments",
		"statuses_url": api + "/statuses/" + p.SHA,
	}
	if p.Merged {
		out["merged_at"] = timeOrNil(p.closed)
	}
	if whole {
		for name, value := range map[string]any{
			"merged": p.Merged, "merged_by": nil, "mergeable": nil, "rebaseable": nil, "mergeable_state": "unknown",
			"comments": 0, "review_comments": 0, "maintainer_can_modify": false,
			"commits": 1, "additions": 1, "deletions": 0, "changed_files": 1,
		} {
			out[name] = value
		}
	}
	return out
}

func links(self, issue string, p *pull) map[string]any {
	out := map[string]any{}
	for name, address := range map[string]string{
		"self": self, "html": p.URL, "issue": issue, "comments": issue + "/comments",
		"review_comments": self + "/comments", "review_comment": self + "/comments{/number}",
		"commits": self + "/commits", "statuses": self + "/statuses",
	} {
		out[name] = map[string]string{"href": address}
	}
	return out
}

func (r *Repository) side(branch, sha string) any {
	kind := "User"
	if r.owner.org {
		kind = "Organization"
	}
	return map[string]any{
		"label": r.owner.login + ":" + branch, "ref": branch, "sha": sha,
		"user": person(r.owner.login, r.owner.id, kind), "repo": json.RawMessage(r.owner.appendRepo(nil, r.repo)),
	}
}

func (r *Repository) headOr(branch, sha string) string {
	if b := r.branches[branch]; b != nil {
		return b.head()
	}
	return sha
}

func person(login string, id int64, kind string) any {
	api := "https://api.github.com/users/" + url.PathEscape(login)
	return map[string]any{
		"login": login, "id": id, "node_id": fmt.Sprintf("U_kgDO%d", id), "type": kind, "site_admin": false, "gravatar_id": "",
		"avatar_url": fmt.Sprintf("https://avatars.githubusercontent.com/u/%d?v=4", id), "html_url": "https://github.com/" + url.PathEscape(login),
		"url": api, "followers_url": api + "/followers", "following_url": api + "/following{/other_user}", "gists_url": api + "/gists{/gist_id}",
		"starred_url": api + "/starred{/owner}{/repo}", "subscriptions_url": api + "/subscriptions", "organizations_url": api + "/orgs",
		"repos_url": api + "/repos", "events_url": api + "/events{/privacy}", "received_events_url": api + "/received_events",
	}
}

func textOrNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func timeOrNil(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format(time.RFC3339)
}
