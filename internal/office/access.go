package office

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

// Role is what somebody may do.
type Role string

// The roles. A viewer reads; a reviewer decides and writes letters as well; an operator reads,
// and sees the state of the system; a producer sees what he submitted himself. Local is
// whoever sits at the machine, where nobody has to sign in, and may do all.
const (
	Viewer   Role = "viewer"
	Reviewer Role = "reviewer"
	Operator Role = "operator"
	Producer Role = "producer"
	Local    Role = "local"
)

// Roles are those that a sign-in can give.
func Roles() []Role { return []Role{Viewer, Reviewer, Operator, Producer} }

type action int

const (
	see action = iota
	decide
	operate
	keep // the list of members
)

func (r Role) may(a action) bool {
	switch a {
	case decide:
		return r == Reviewer || r == Local
	case operate:
		return r == Operator || r == Local
	case keep:
		return r == Reviewer || r == Operator || r == Local
	}
	return r != ""
}

// User is somebody who signs in with a name and a secret.
type User struct {
	Name string
	Role Role
	// Digest is the SHA-256 of the secret; the secret itself is not kept.
	Digest [sha256.Size]byte
}

// NewUser returns a user with that secret.
func NewUser(name string, role Role, secret string) User {
	return User{name, role, sha256.Sum256([]byte(secret))}
}

// Access says how visitors are known. With neither Users nor UserHeader everybody who can reach
// the office is Local: that is for an address that only this machine reaches.
type Access struct {
	// Users sign in with HTTP Basic authentication.
	Users []User
	// UserHeader and RoleHeader are headers in which a proxy in front says who it has let in,
	// and as what. The proxy must remove them from what visitors send. Users are then not
	// asked for.
	UserHeader, RoleHeader string
}

func (a Access) valid() error {
	for _, u := range a.Users {
		if u.Name == "" || !slices.Contains(Roles(), u.Role) {
			return fmt.Errorf("office: the user %.40q has no name or no role of %v", u.Name, Roles())
		}
	}
	if (a.UserHeader == "") != (a.RoleHeader == "") {
		return fmt.Errorf("office: the headers of user and role go together")
	}
	return nil
}

// Open reports whether nobody has to sign in.
func (a Access) Open() bool { return len(a.Users) == 0 && a.UserHeader == "" }

// SetUsers has these sign in from now on, and nobody else. It fails, and changes nothing, where
// one of them is none, and where whether somebody has to sign in would change.
func (f *Office) SetUsers(users []User) error {
	a := *f.access.Load()
	if a.UserHeader == "" && (len(users) == 0) != (len(a.Users) == 0) {
		return errors.New("office: whether a sign-in is asked for at all is settled at the start")
	}
	a.Users = users
	if err := a.valid(); err != nil {
		return err
	}
	f.access.Store(&a)
	return nil
}

// visit is who makes a request and how he wants the page.
type visit struct {
	User string
	role Role
	lang string
	path string
}

type visitKey struct{}

func visitOf(r *http.Request) *visit {
	v, ok := r.Context().Value(visitKey{}).(*visit)
	if !ok {
		return &visit{lang: "zh"} // without a role he may do nothing
	}
	return v
}

// Path is the address of the page, to come back to.
func (v *visit) Path() string { return v.path }

// Section is the first part of the page's address, "" for the overview.
func (v *visit) Section() string {
	first, _, _ := strings.Cut(strings.TrimPrefix(v.path, "/"), "/")
	first, _, _ = strings.Cut(first, "?")
	return first
}

// Decides and Operates say which links a page shows.
func (v *visit) Decides() bool { return v.role.may(decide) }

// Operates reports whether he sees the operator's page.
func (v *visit) Operates() bool { return v.role.may(operate) }

// Lists reports whether he sees the list of members, which is of all producers' issuers.
func (v *visit) Lists() bool { return v.role.may(see) && v.role != Producer }

// Role is the role for the page's head.
func (v *visit) Role() string { return string(v.role) }

// producer is whose documents alone he sees, "" for all.
func (v *visit) producer() string {
	if v.role == Producer {
		return v.User
	}
	return ""
}

// Behind returns who a proxy in front has let in and as what, false for nobody. It is asked
// only where there is a UserHeader.
func (a Access) Behind(r *http.Request) (user string, role Role, ok bool) {
	var v visit
	err := a.admit(r, &v)
	return v.User, v.role, err == nil && a.UserHeader != ""
}

// admit finds out who makes the request.
func (a Access) admit(r *http.Request, v *visit) error {
	switch {
	case a.UserHeader != "":
		v.User, v.role = r.Header.Get(a.UserHeader), Role(r.Header.Get(a.RoleHeader))
		if v.User == "" || len(v.User) > 200 || !utf8.ValidString(v.User) {
			return refused(http.StatusUnauthorized, "refuse.proxy")
		}
		if !slices.Contains(Roles(), v.role) {
			v.role = ""
			return refused(http.StatusForbidden, "refuse.role")
		}
		return nil
	case len(a.Users) == 0:
		v.role = Local
		return nil
	}
	name, secret, ok := r.BasicAuth()
	if !ok || len(secret) > 1024 {
		return refused(http.StatusUnauthorized, "refuse.signin")
	}
	digest := sha256.Sum256([]byte(secret))
	// All are compared, so that the time tells nothing about a secret or its place in the list.
	found := -1
	for i, u := range a.Users {
		same := subtle.ConstantTimeCompare(digest[:], u.Digest[:]) & subtle.ConstantTimeCompare([]byte(strings.ToLower(name)), []byte(u.Name))
		found = subtle.ConstantTimeSelect(same, i, found)
	}
	if found < 0 {
		return refused(http.StatusUnauthorized, "refuse.signin")
	}
	v.User, v.role = a.Users[found].Name, a.Users[found].Role
	return nil
}
