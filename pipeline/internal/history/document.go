package history

// Document is what is known of where a document is. Lookups and the audit fill it, each by
// its own way of looking.
type Document struct {
	// Accepted says that the document was taken in, Receipt that it is through.
	Accepted, Receipt bool
	// Dead says that a dead letter of it stands, or what is left of one that was dropped;
	// Parked that a message of it waits outside its consumer.
	Dead, Parked bool
	// Moving says that some stage has it before it.
	Moving bool
}

// Whereabouts is where a document is.
type Whereabouts int

// Where a document is. Unaccounted is the one that must never be.
const (
	Unknown Whereabouts = iota
	Published
	Dead
	InFlight
	Unaccounted
)

// Whereabouts puts a document into one place. One with a receipt is published, also when
// something of it failed later under other rules.
func (d Document) Whereabouts() Whereabouts {
	switch {
	case d.Receipt:
		return Published
	case d.Dead:
		return Dead
	case !d.Accepted:
		return Unknown
	case d.Moving || d.Parked:
		return InFlight
	}
	return Unaccounted
}
