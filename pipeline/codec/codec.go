// Package codec is how a value is written that one stage leaves for the next: CBOR (RFC 8949)
// behind the mark of self-described CBOR. Values of earlier versions are JSON, which is read
// as well; JSON never begins with that mark.
//
// A struct is a map by its fields' names, or by small numbers where it says so with a tag
// such as `cbor:"1,keyasint"`: those that stand in a message a thousand times. Fields without
// a tag go by their JSON tag, with its omitempty and omitzero, so that a value comes back as
// it does through JSON.
package codec

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/fxamacker/cbor/v2"

	"github.com/gouji/gouji/pipeline/fault"
)

// mark is tag 55799 of RFC 8949, section 3.4.6.
const mark = "\xd9\xd9\xf7"

// modes are the ways of writing and reading; they are immutable and cost 10 µs to make.
type modes struct {
	write       cbor.EncMode
	strict, lax cbor.DecMode
}

// theModes makes them once for the process.
var theModes = sync.OnceValue(func() modes {
	write, err := cbor.EncOptions{
		Sort:          cbor.SortBytewiseLexical, // the same value gives the same bytes
		ShortestFloat: cbor.ShortestFloat16,     // only where nothing is lost
	}.EncMode()
	read := cbor.DecOptions{
		DupMapKey:         cbor.DupMapKeyEnforcedAPF,
		ExtraReturnErrors: cbor.ExtraDecErrorUnknownField,
		// A document has at most some millions of blocks and bytes; the length of the message
		// bounds both, for it is looked through before anything is made.
		MaxArrayElements: 1 << 30,
		MaxMapPairs:      1 << 30,
		MaxNestedLevels:  64,
		UTF8:             cbor.UTF8DecodeInvalid, // a producer's text is handed on as it is
	}
	strict, err2 := read.DecMode()
	read.ExtraReturnErrors = cbor.ExtraDecErrorNone
	lax, err3 := read.DecMode()
	if err := errors.Join(err, err2, err3); err != nil {
		panic(err) // the options are constants
	}
	return modes{write, strict, lax}
})

// Marshal writes a value. The same value gives the same bytes.
func Marshal(v any) ([]byte, error) {
	b := bytes.NewBufferString(mark)
	if err := theModes().write.NewEncoder(b).Encode(v); err != nil {
		return nil, fmt.Errorf("write %T: %w", v, err)
	}
	return b.Bytes(), nil
}

// Marked reports that data is what Marshal writes, and not JSON.
func Marked(data []byte) bool { return bytes.HasPrefix(data, []byte(mark)) }

// Unmarshal reads a value strictly, from CBOR or JSON: what is neither is poison of class
// malformed; an unknown field, a wrong type or a trailing byte is schema_invalid.
func Unmarshal[T any](data []byte) (T, error) {
	var v T
	if !Marked(data) {
		return v, fromJSON(data, &v)
	}
	rest := data[len(mark):]
	if err := theModes().strict.Unmarshal(rest, &v); err != nil {
		if cbor.Wellformed(rest) != nil && !errors.As(err, new(*cbor.ExtraneousDataError)) {
			return v, fault.Poison(fault.Malformed, fmt.Errorf("payload: %w", err))
		}
		return v, fault.Poison(fault.SchemaInvalid, fmt.Errorf("payload: %w", err))
	}
	return v, nil
}

// Peek reads those fields of a value that v has and passes over all others.
func Peek(data []byte, v any) error {
	if !Marked(data) {
		return json.Unmarshal(data, v)
	}
	return theModes().lax.Unmarshal(data[len(mark):], v)
}

func fromJSON(data []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		if !json.Valid(data) {
			return fault.Poison(fault.Malformed, fmt.Errorf("payload: %w", err))
		}
		return fault.Poison(fault.SchemaInvalid, fmt.Errorf("payload: %w", err))
	}
	if _, err := dec.Token(); err != io.EOF {
		return fault.Poisonf(fault.SchemaInvalid, "payload: bytes after the end")
	}
	return nil
}
