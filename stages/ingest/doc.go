// Package ingest turns the bytes of a report, of any format, into a report.Document.
//
// All dangerous input is handled here and in the packages below, and nowhere else: what a
// Document holds is valid UTF-8, bounded in size and in order. Nothing is interpreted;
// that a number belongs to a table is for the parse stage to find out.
//
//	charset  bytes of unknown encoding to UTF-8
//	text     plain text and Markdown
//	html     pages
//	docx     Office Open XML
//	doc      Word 97-2003
//	rtf      Rich Text Format
//	odt      OpenDocument text
//	flow     paragraphs and tables of these three
//	xlsx     workbooks
//	xls      workbooks of Excel 97-2003
//	csv      separated values
//	sheet    lines and grids of these three
//	ofd      OFD, as words with boxes
//	boxed    lists of words with boxes
//	envelope archives, mails, JSON, scripts
//	packed   ZIP packages of XML parts
//	ole      compound files
//	pdf      PDF, read by a child process
//	child    processes that may die of what they read
//
// A Reader reads in this process, save PDF; an Isolated reads everything in children.
//
// Errors that would come back on the same bytes are poison of package fault, with the
// classes of the contract; their messages say what the sender can do. Any other error is
// ours or the machine's and worth another try.
package ingest
