// Package viewer shows a report beside its original: on the left what the document holds,
// on the right its findings and its three tables in the shape of the form. Every figure and
// every quote leads to the place it was read from, and back, by plain links; a small script
// adds keys, a filter and highlighting, and nothing depends on it.
//
// The original is never the raw page. It is written anew from the Document that ingest made,
// every character escaped: text, HTML and DOCX as a flow of paragraphs and tables, a PDF as
// its words at their places, over an image of the page where one is given.
package viewer
