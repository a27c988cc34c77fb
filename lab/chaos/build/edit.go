package build

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Edit is one exact replacement in a source file. Its old text must stand there once, so
// that a build that is meant to be broken is never the sound one by mistake.
type Edit struct{ File, Old, New string }

// Apply makes the edit in the text of its file.
func (e Edit) Apply(source string) (string, error) {
	if n := strings.Count(source, e.Old); n != 1 {
		return "", fmt.Errorf("edit of %s: the text to replace stands there %d times, want once: %.80q", e.File, n, e.Old)
	}
	return strings.Replace(source, e.Old, e.New, 1), nil
}

// With builds the program with other text for the files in sources, and the edits, by
// `go build -overlay`: no file of the source is touched. What is made is in the folder dir.
func With(ctx context.Context, dir string, sources map[string]string, edits ...Edit) (string, error) {
	root, err := ModuleRoot(ctx)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	for _, e := range edits {
		if sources[e.File] == "" {
			data, err := os.ReadFile(filepath.Join(root, e.File))
			if err != nil {
				return "", err
			}
			sources[e.File] = string(data)
		}
		if sources[e.File], err = e.Apply(sources[e.File]); err != nil {
			return "", err
		}
	}
	replace := map[string]string{}
	for file, text := range sources {
		to := filepath.Join(dir, strings.ReplaceAll(file, "/", "-"))
		if err := os.WriteFile(to, []byte(text), 0o600); err != nil {
			return "", err
		}
		replace[filepath.Join(root, file)] = to
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	list, out := filepath.Join(dir, "overlay.json"), filepath.Join(dir, "gouji")
	if err := os.WriteFile(list, overlay, 0o600); err != nil {
		return "", err
	}
	return out, GoBuild(ctx, root, "-overlay", list, "-ldflags", "-s -w", "-o", out, "./cmd/gouji")
}
