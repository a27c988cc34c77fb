package codec

import (
	"errors"
	"fmt"
	"io"

	"github.com/fxamacker/cbor/v2"
)

// List is a member of a struct that is written element by element.
type List struct {
	// Name is the member's, as it stands in the message.
	Name string
	// Len is how many elements there are, At returns each.
	Len int
	At  func(i int) any
}

// WriteLists writes a struct whose long lists come one element at a time behind its other
// members, so that what is written is never held as a whole beside what it is made of. head
// is the struct without the lists. What is read by Unmarshal is as if Marshal had written it.
func WriteLists(w io.Writer, head any, lists ...List) error {
	m := theModes().write
	b, err := m.Marshal(head)
	if err != nil {
		return fmt.Errorf("write %T: %w", head, err)
	}
	// A map of less than 24 members has their number in its first byte.
	const shortMap, most = 0xa0, 23
	if len(b) == 0 || b[0]&0xe0 != shortMap || int(b[0]-shortMap)+len(lists) > most {
		return fmt.Errorf("write %T: it is no struct with at most %d members", head, most-len(lists))
	}
	b[0] += byte(len(lists))
	if _, err := io.WriteString(w, mark); err != nil {
		return err
	}
	if _, err := w.Write(b); err != nil {
		return err
	}
	for _, l := range lists {
		if err := writeList(w, m, l); err != nil {
			return fmt.Errorf("write %T: %s: %w", head, l.Name, err)
		}
	}
	return nil
}

func writeList(w io.Writer, m cbor.EncMode, l List) error {
	name, err := m.Marshal(l.Name)
	if err != nil {
		return err
	}
	e := m.NewEncoder(w)
	_, err = w.Write(name)
	err = errors.Join(err, e.StartIndefiniteArray())
	for i := 0; i < l.Len && err == nil; i++ {
		err = e.Encode(l.At(i))
	}
	return errors.Join(err, e.EndIndefinite())
}
