//go:build unix

package publish

import (
	"os"
	"syscall"
)

// ownership returns a function that gives a file the owner of the root folder,
// where we are allowed to.
func ownership(root *os.Root) (func(name string) error, error) {
	info, err := root.Stat(".")
	if err != nil {
		return nil, err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok || os.Geteuid() != 0 {
		return func(string) error { return nil }, nil
	}
	return func(name string) error { return root.Chown(name, int(owner.Uid), int(owner.Gid)) }, nil
}
