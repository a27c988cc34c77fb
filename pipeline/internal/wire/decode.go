package wire

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/gouji/gouji/pipeline/fault"
)

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
