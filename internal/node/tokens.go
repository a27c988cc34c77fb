package node

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/gouji/gouji/internal/office"
	"github.com/gouji/gouji/stages/ingest/door"
)

// ReadTokens reads a file of lines producer:secret, for who submits, and role/name:secret, for
// who sees the pages of the office (viewer, reviewer, operator); a producer signs in there with
// his own. "" is no tokens. Blank lines and lines that begin with # are left out. Errors name
// the line and never the secret.
func ReadTokens(path string) ([]door.Token, []office.User, error) {
	if path == "" {
		return nil, nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, fmt.Errorf("opening the file of HTTP tokens: %w", err)
	}
	defer f.Close()
	var tokens []door.Token
	var users []office.User
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		who, secret, ok := strings.Cut(line, ":")
		if !ok || secret == "" {
			return nil, nil, fmt.Errorf("%s:%d: the line is not producer:secret or role/name:secret", path, n)
		}
		role, name, given := strings.Cut(who, "/")
		if !given {
			role, name = string(office.Producer), who
		}
		if !slices.Contains(office.Roles(), office.Role(role)) || name == "" {
			return nil, nil, fmt.Errorf("%s:%d: %.40q is not one of the roles %v, or has no name", path, n, role, office.Roles())
		}
		users = append(users, office.NewUser(strings.ToLower(name), office.Role(role), secret))
		if role == string(office.Producer) {
			tokens = append(tokens, door.NewToken(name, secret))
		}
	}
	if err := lines.Err(); err != nil {
		return nil, nil, fmt.Errorf("reading the file of HTTP tokens: %w", err)
	}
	if len(tokens) == 0 {
		return nil, nil, fmt.Errorf("%s has no token of a producer; with no token at all the door is open", path)
	}
	return tokens, users, nil
}
