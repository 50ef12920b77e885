package api

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/google/go-github/v60/github"
)

// LimitError says that GitHub's rate limit lasts longer than we may wait.
type LimitError struct {
	Until time.Time // when the limit ends
	Left  int       // requests of the hour that are not used, but kept for others; mostly 0
}

func (e *LimitError) Error() string {
	until := e.Until.UTC().Format("15:04 MST on 2 January")
	if e.Left > 0 {
		return fmt.Sprintf("GitHub's rate limit leaves %d requests until %s, which are kept for committing; to wait for more is longer than max-wait allows", e.Left, until)
	}
	return fmt.Sprintf("GitHub's rate limit is used up until %s, which is longer than max-wait allows", until)
}

// answered returns the answer that an error was made of, and GitHub's message
// in it. go-github has types of its own for some statuses.
func answered(err error) (resp *http.Response, message string) {
	var answer *github.ErrorResponse
	var code *github.TwoFactorAuthError
	var primary *github.RateLimitError
	var secondary *github.AbuseRateLimitError
	switch {
	case errors.As(err, &answer):
		return answer.Response, answer.Message
	case errors.As(err, &code):
		return code.Response, code.Message
	case errors.As(err, &primary):
		return primary.Response, primary.Message
	case errors.As(err, &secondary):
		return secondary.Response, secondary.Message
	}
	return nil, ""
}

// Status returns the HTTP status of an error that GitHub answered with, or 0.
func Status(err error) int {
	var accepted *github.AcceptedError
	if errors.As(err, &accepted) {
		return http.StatusAccepted
	}
	if resp, _ := answered(err); resp != nil {
		return resp.StatusCode
	}
	return 0
}

// Message returns in a user's words what went wrong: what GitHub said, that a
// limit lasts too long, that GitHub could not be reached, or the error's own
// text.
func Message(err error) string {
	var limit *LimitError
	var broken *url.Error
	switch {
	case errors.As(err, &limit):
		return limit.Error()
	case errors.As(err, &broken):
		return unreachable(broken.Err)
	case Status(err) == http.StatusAccepted:
		return "GitHub answered 202 Accepted, but without what was asked for"
	}
	resp, message := answered(err)
	switch {
	case resp == nil:
		return err.Error()
	case message == "":
		return "GitHub answered " + resp.Status
	}
	return fmt.Sprintf("GitHub answered %s: %s", resp.Status, message)
}
