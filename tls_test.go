package main

import (
	"encoding/pem"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/org-growth/org-growth/internal/githubtest"
)

// An authority of one's own is trusted by SSL_CERT_FILE, as the README says,
// and by nothing else. Without it the error says so.
func TestPrivateAuthority(t *testing.T) {
	if !strings.Contains(readFile(t, "README.md"), "SSL_CERT_FILE: /github/workspace/") {
		t.Error("the README does not name SSL_CERT_FILE")
	}
	server := githubtest.Start(t)
	server.AddOrg("nhsuk", 0, githubtest.Repo{Name: "one"})
	repository := server.AddRepository("octo/stats", map[string]string{"README.md": markers})
	web := httptest.NewTLSServer(server)
	defer web.Close()
	authority := filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: web.Certificate().Raw})
	if err := os.WriteFile(authority, block, 0o600); err != nil {
		t.Fatal(err)
	}

	log, err := runAt(t, web.URL, "NODE_EXTRA_CA_CERTS="+authority)
	if err == nil || !strings.Contains(log, "certificate signed by unknown authority. If the server's certificates are from an authority of your own") ||
		!strings.Contains(log, "SSL_CERT_FILE: /github/workspace/ca.pem") {
		t.Errorf("without SSL_CERT_FILE it ends with %v:\n%s", err, log)
	}
	if log, err := runAt(t, web.URL, "SSL_CERT_FILE="+authority); err != nil {
		t.Errorf("with SSL_CERT_FILE it ends with %v:\n%s", err, log)
	}
	if n := len(repository.Commits("main")); n != 2 {
		t.Errorf("there are %d commits, want one of ours", n-1)
	}
}

// runAt runs the program itself against an Enterprise Server at an address.
func runAt(t *testing.T, address, variable string) (log string, err error) {
	t.Helper()
	step, err := githubtest.NewStep("action.yml", t.TempDir(), "octo/stats", "ghs_token", map[string]string{"orgs": "nhsuk", "chart": ""})
	if err != nil {
		t.Fatal(err)
	}
	step.Env["GITHUB_API_URL"], step.Env["GITHUB_GRAPHQL_URL"] = address, address+"/graphql"
	step.Env["ORG_GROWTH_MAIN"] = "1"
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	process := exec.Command(program)
	process.Env = []string{variable}
	for name, value := range step.Env {
		process.Env = append(process.Env, name+"="+value)
	}
	out, err := process.CombinedOutput()
	return string(out), err
}
