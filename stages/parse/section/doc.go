// Package section finds the headings of the six sections. In go the units of a document; out
// come the headings in their order (Find, and Old for reports before 2019), and CutLong cuts
// paragraphs in which headings stand inside of a line.
package section
