package broker

// Boundary marks the moment before or after a side effect: a crash here must neither lose
// nor repeat anything. It does nothing and is compiled away; the fault laboratory builds a
// program of its own in which this file is another one that ends the process (see
// lab/chaos/crash). point is a literal, so that the laboratory can read all of them from the
// source; of is the stage, or the kind of message, whose effect it is.
func Boundary(point, of string) {}
