package door

import (
	"context"
	"net/http"

	"github.com/gouji/gouji/pipeline/fault"
)

// Visitor is who a sign-in in front of the door says makes a request.
type Visitor struct {
	// Name is that of a producer, who sees its own documents alone.
	Name string
	// All says that the visitor may see the documents of all producers.
	All bool
}

// reader is whose documents a request may see.
type reader struct {
	all      bool
	producer string
}

// reader finds out whose documents a request may see: the owner of a token its own, whoever a
// sign-in names what it says, and where there is neither everybody sees all.
func (d *Door) reader(r *http.Request, c *caller) (reader, error) {
	switch {
	case len(d.o.Tokens) > 0:
		return reader{producer: c.Producer}, nil
	case d.o.SignedIn == nil:
		return reader{all: true}, nil
	}
	v, ok := d.o.SignedIn(r)
	if !ok {
		return reader{}, fault.Poisonf(fault.Unauthorized, "sign in to see what became of documents")
	}
	return reader{v.All, v.Name}, nil
}

// sees reports whether a reader may see a document: the one of whoever submitted its bytes
// first, as in the lists of results and in the pages. A document that cannot be told from one
// that nobody submitted is not there.
func (d *Door) sees(ctx context.Context, who reader, id string) (bool, error) {
	if who.all {
		return true, nil
	}
	owner, err := d.o.Find.Owner(ctx, id)
	return err == nil && owner != "" && owner == who.producer, err
}
