// Package syntax reads the objects that a PDF file is made of (ISO 32000-1, clause 7): the
// cross-reference table, objects and object streams, filters and encryption.
//
// Files come from strangers. Whatever they hold, every walk ends: references, chains of
// tables, object streams and filters are each followed once, nesting is bounded, and what may
// be decoded in all is limited. A file whose table is damaged is searched for its objects.
package syntax
