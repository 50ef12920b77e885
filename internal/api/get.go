package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/google/go-github/v60/github"
)

// Get asks for a resource, whose address is below the client's base, and
// decodes it. An answer with status 200 that is no JSON, or none of the form
// that is wanted, is a passing fault, as a 5xx is: a proxy or a machine that
// is about to stop may send one. It is tried four times.
func Get(ctx context.Context, client *github.Client, address string, into any) (*github.Response, error) {
	for try := 1; ; try++ {
		resp, body, err := fetch(ctx, client, address)
		if err != nil {
			return resp, err
		}
		err = decode(body, into)
		if err == nil || try == tries {
			return resp, err
		}
		if err := Sleep(ctx, jitter(try+1)); err != nil {
			return resp, err
		}
	}
}

func fetch(ctx context.Context, client *github.Client, address string) (*github.Response, []byte, error) {
	req, err := client.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return nil, nil, err
	}
	resp, err := client.BareDo(ctx, req)
	if err != nil {
		return resp, nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return resp, body, err
}

// decode says in our words what an answer is not.
func decode(body []byte, into any) error {
	body = bytes.TrimSpace(body)
	switch err := json.Unmarshal(body, into); {
	case len(body) == 0, bytes.Equal(body, []byte("null")):
		return errors.New("GitHub's answer is empty")
	case err == nil:
		return nil
	case json.Valid(body):
		return fmt.Errorf("GitHub's answer is of another form than its API's: %s", beginning(body))
	}
	return fmt.Errorf("GitHub's answer is no JSON, or not whole: %s", beginning(body))
}

// beginning is enough of an answer to tell whose page it is.
func beginning(body []byte) string {
	const most = 40
	if len(body) <= most {
		return fmt.Sprintf("%q", body)
	}
	return fmt.Sprintf("%q…", body[:most])
}
