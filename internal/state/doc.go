// Package state is what gouji keeps at the broker beside the documents' own messages: the
// ledger of parsed reports by issuer and year, and the rules file in force. It stands on
// package client; the transport knows nothing of it.
package state
