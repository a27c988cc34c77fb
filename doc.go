// Package gouji reads China's government information disclosure annual reports
// (政府信息公开工作年度报告) and cross-checks their figures (勾稽).
//
// A report has three tables: what was disclosed (two, 主动公开), what was applied for and how
// it was answered (three, 依申请公开), and the reviews and lawsuits that followed (four,
// 行政复议、行政诉讼). gouji reads them from HTML, Word, PDF or plain text, gives every number
// its place in the document, and judges the report by a book of rules: sums that must hold,
// text that must agree with the tables, years that must follow each other. What it cannot
// read it calls unread; it never guesses a number.
//
// # One document
//
// [Check] reads and judges the bytes of one document:
//
//	c, err := gouji.Check(ctx, data, gouji.Source{Filename: "report.html"})
//
// The result has an Outcome (checked, or rejected with a class), the Report with its tables,
// and the Findings: each names its rule, its severity, a message in Chinese and English, and
// the cells and quotes that it is about. [Cell] returns one cell of the tables by its path,
// such as applications.new_received.total, and [Reread] what stands at a cell's place in the
// document, by a second reader that knows nothing of the first.
//
// # Several documents
//
// A report is also held against the same issuer's report of the year before, and against
// other versions of itself. A [Checker] judges documents together with
// [Checker.CheckTogether]; it also takes a rules file of an office and a list of who reports
// in a region. It is safe for concurrent use and cheaper than Check for many documents.
//
// # A pipeline inside a program
//
// [Open] starts the whole system inside the program: a NATS server with JetStream on disk,
// the four stages (ingest, parse, validate, publish), and a store of verdicts. What
// [Pipeline.Submit] has taken is on disk and gets a result or a dead letter, whatever ends
// in between; [Pipeline.Wait] waits for it. A data folder belongs to one process at a time.
//
//	p, err := gouji.Open(gouji.Options{Dir: "data"})
//	defer p.Close()
//	id, err := p.Submit(ctx, data, gouji.Source{Filename: "report.html"})
//	c, err := p.Wait(ctx, id)
//
// A report whose neighbour arrives later is judged again; Wait and [Pipeline.Result] return
// what holds at the time.
//
// Everything here reads documents in this process: it suits documents of one's own. A
// service that reads what anybody sends should run `gouji up` or `gouji work`, which read
// each document in a child process with limits of its own, and submit over HTTP or NATS.
//
// # What may change
//
// The names of this package, and the JSON forms that are named by a schema (gouji.check/v1
// and the like), stay. The packages below internal and pipeline/internal promise nothing.
package gouji
