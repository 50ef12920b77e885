package githubtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"
)

// Step is what the runner gives to a step of a workflow that uses an action,
// and what the step gives back: the environment, and files in a folder of its
// own.
type Step struct {
	Env    map[string]string
	folder string
}

// NewStep prepares a step on the branch main of a repository: the inputs are
// those of with, else the defaults of an action.yml, in which an expression
// stands for the token. The folder is made if it is missing; it gets the
// workspace, empty unless something is there.
func NewStep(actionFile, folder, repository, token string, with map[string]string) (*Step, error) {
	workspace := filepath.Join(folder, "workspace")
	if err := os.MkdirAll(workspace, 0o755); err != nil {
		return nil, err
	}
	s := &Step{folder: folder, Env: map[string]string{
		"GITHUB_ACTIONS":      "true",
		"GITHUB_API_URL":      "https://api.github.com",
		"GITHUB_GRAPHQL_URL":  "https://api.github.com/graphql",
		"GITHUB_SERVER_URL":   "https://github.com",
		"GITHUB_REPOSITORY":   repository,
		"GITHUB_REF":          "refs/heads/main",
		"GITHUB_WORKSPACE":    workspace,
		"GITHUB_OUTPUT":       filepath.Join(folder, "output"),
		"GITHUB_STEP_SUMMARY": filepath.Join(folder, "summary"),
	}}
	return s, s.inputs(actionFile, token, with)
}

// inputs sets the variables as the runner does, and refuses inputs that the
// action does not have, of which the runner only warns.
func (s *Step) inputs(actionFile, token string, with map[string]string) error {
	content, err := os.ReadFile(actionFile)
	if err != nil {
		return err
	}
	var action struct {
		Inputs map[string]struct {
			Default string `yaml:"default"`
		} `yaml:"inputs"`
	}
	if err := yaml.Unmarshal(content, &action); err != nil {
		return fmt.Errorf("%s: %w", actionFile, err)
	}
	for name, input := range action.Inputs {
		value := input.Default
		if value == "${{ github.token }}" {
			value = token
		}
		s.Env[inputVariable(name)] = value
	}
	for name, value := range with {
		if _, ok := action.Inputs[name]; !ok {
			return fmt.Errorf("%s has no input %s", actionFile, name)
		}
		s.Env[inputVariable(name)] = value
	}
	return nil
}

func inputVariable(name string) string { return "INPUT_" + strings.ToUpper(name) }

// Getenv returns a variable, or "" where it is not set.
func (s *Step) Getenv(name string) string { return s.Env[name] }

// Workspace returns the path of the workspace.
func (s *Step) Workspace() string { return s.Env["GITHUB_WORKSPACE"] }

// Summary returns the job summary, or "" where the step wrote none.
func (s *Step) Summary() (string, error) { return s.read("summary") }

// Outputs returns the outputs, which stand in their file as name<<END, value
// and END.
func (s *Step) Outputs() (map[string]string, error) {
	content, err := s.read("output")
	if err != nil {
		return nil, err
	}
	outputs := map[string]string{}
	for content != "" {
		head, rest, _ := strings.Cut(content, "\n")
		name, end, ok := strings.Cut(head, "<<")
		value, after, closed := strings.Cut(rest, "\n"+end+"\n")
		if !ok || !closed {
			return nil, fmt.Errorf("the file of outputs is broken at %q", head)
		}
		outputs[name], content = value, after
	}
	return outputs, nil
}

func (s *Step) read(name string) (string, error) {
	content, err := os.ReadFile(filepath.Join(s.folder, name))
	if os.IsNotExist(err) {
		return "", nil
	}
	return string(content), err
}
