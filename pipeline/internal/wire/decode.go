package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/gouji/gouji/pipeline/fault"
)

// DecodePayload decodes JSON strictly: bytes that are no JSON are malformed, an unknown
// field, a wrong type or a trailing byte is schema_invalid.
func DecodePayload[T any](data []byte) (T, error) {
	var v T
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&v); err != nil {
		if !json.Valid(data) {
			return v, fault.Poison(fault.Malformed, fmt.Errorf("payload: %w", err))
		}
		return v, fault.Poison(fault.SchemaInvalid, fmt.Errorf("payload: %w", err))
	}
	if _, err := dec.Token(); err != io.EOF {
		return v, fault.Poisonf(fault.SchemaInvalid, "payload: bytes after the end")
	}
	return v, nil
}

// objectFields splits a JSON object into its members. Unlike encoding/json it minds case
// and refuses a name that stands there twice.
func objectFields(data []byte) (map[string]json.RawMessage, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	t, err := dec.Token()
	if err != nil {
		return nil, fault.Poison(fault.Malformed, err)
	}
	if t != json.Delim('{') {
		return nil, fault.Poisonf(fault.SchemaInvalid, "not a JSON object")
	}
	fields := map[string]json.RawMessage{}
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return nil, fault.Poison(fault.Malformed, err)
		}
		name, _ := t.(string)
		if _, twice := fields[name]; twice {
			return nil, fault.Poisonf(fault.SchemaInvalid, "field %.40q stands there twice", name)
		}
		var v json.RawMessage
		if err := dec.Decode(&v); err != nil {
			return nil, fault.Poison(fault.Malformed, err)
		}
		fields[name] = v
	}
	if _, err := dec.Token(); err != nil {
		return nil, fault.Poison(fault.Malformed, err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fault.Poisonf(fault.SchemaInvalid, "bytes after the end")
	}
	return fields, nil
}
