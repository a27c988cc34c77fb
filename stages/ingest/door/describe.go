package door

import (
	_ "embed"
	"encoding/json"
	"net/http"
)

//go:embed openapi.json
var openAPI []byte

// describe answers with the description of the door, OpenAPI 3.1. Anybody may read it.
func (d *Door) describe(http.ResponseWriter, *http.Request, *caller, *Request) answer {
	return answer{status: http.StatusOK, body: json.RawMessage(openAPI)}
}
