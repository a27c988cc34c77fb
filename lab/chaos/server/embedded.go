package server

import (
	"fmt"
	"os"
	"path/filepath"
)

// upToken is the token of a `gouji up` of the laboratory.
const upToken = "laboratory-laboratory"

// Embedded is the server of a `gouji up` on a data folder, at a port of loopback. The token, default
// that of the laboratory, is put into the folder before the program makes one, so that the
// laboratory can connect before the program runs.
func Embedded(token, data string, port int) (*Broker, error) {
	if token == "" {
		token = upToken
	}
	if err := os.MkdirAll(data, 0o700); err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(data, "nats.token"), []byte(token), 0o600); err != nil {
		return nil, err
	}
	return &Broker{external: fmt.Sprintf("nats://%s@127.0.0.1:%d", token, port)}, nil
}
