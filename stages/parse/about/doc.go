// Package about finds out what a document is about: whether it is an annual report, whose,
// on which year, and when it was signed and published.
//
// Each fact is named in several places: the title, a line under it, the sentence that
// announces the report, the sentence that says whom to ask, the fields of the page, the
// signature. Each place is a Source with a weight, each find a candidate, and best decides
// between them. What no place names stays empty.
package about
