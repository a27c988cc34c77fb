package report

import (
	"encoding/json"
	"fmt"
)

// The wire forms of a place hold only the fields that its kind has, but always
// all of those: an offset of 0 is an offset and must be seen.
type (
	textPlace struct {
		Kind  string `json:"kind"`
		In    string `json:"in,omitempty"`
		Start int    `json:"start"`
		End   int    `json:"end"`
	}
	pathPlace struct {
		Kind  string `json:"kind"`
		In    string `json:"in,omitempty"`
		Path  string `json:"path"`
		Start int    `json:"start"`
		End   int    `json:"end"`
	}
	pagePlace struct {
		Kind string     `json:"kind"`
		In   string     `json:"in,omitempty"`
		Page int        `json:"page"`
		Box  [4]float64 `json:"box"`
	}
	anyPlace struct {
		Kind  string     `json:"kind"`
		In    string     `json:"in"`
		Path  string     `json:"path"`
		Start int        `json:"start"`
		End   int        `json:"end"`
		Page  int        `json:"page"`
		Box   [4]float64 `json:"box"`
	}
)

// MarshalJSON writes the fields of the place's kind, and null for the zero Place.
func (p Place) MarshalJSON() ([]byte, error) {
	if b := p.quickJSON(); b != nil {
		return b, nil
	}
	switch p.Kind {
	case "":
		return []byte("null"), nil
	case PlaceText:
		return json.Marshal(textPlace{p.Kind, p.In, p.Start, p.End})
	case PlacePDF, PlaceOFD, PlaceWords:
		return json.Marshal(pagePlace{p.Kind, p.In, p.Page, p.Box})
	}
	if pathed(p.Kind) {
		return json.Marshal(pathPlace{p.Kind, p.In, p.Path, p.Start, p.End})
	}
	return nil, fmt.Errorf("report: a place of unknown kind %q cannot be written", p.Kind)
}

// UnmarshalJSON reads what MarshalJSON writes and refuses unknown kinds.
func (p *Place) UnmarshalJSON(b []byte) error {
	*p = Place{}
	if string(b) == "null" || p.quick(b) {
		return nil
	}
	var a anyPlace
	if err := json.Unmarshal(b, &a); err != nil {
		return err
	}
	if a.Kind == PlaceText || onPage(a.Kind) || pathed(a.Kind) {
		*p = Place(a)
		return nil
	}
	return fmt.Errorf("report: a place of unknown kind %q", a.Kind)
}
