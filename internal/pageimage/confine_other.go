//go:build !linux

package pageimage

import (
	"errors"
	"syscall"
)

// Elsewhere than on Linux no process is confined, and so nothing is drawn.

func attributes() *syscall.SysProcAttr { return nil }

func confine(string) error { return errors.New("only Linux can confine pdftoppm") }

func become(string, []string) error { return errors.ErrUnsupported }
