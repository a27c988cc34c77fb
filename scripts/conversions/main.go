// Command conversions has reports of the generator converted by the programs that people use,
// reads what comes out, and prints a table of routes: how many cells were right, wrong,
// invented or missing. The programs come from Debian's packages libreoffice-writer, chromium,
// libreoffice-calc, pandoc, poppler-utils, qpdf, ghostscript, tesseract-ocr,
// tesseract-ocr-chi-sim, texlive-extra-utils and texlive-latex-recommended (pdfjam), lynx, w3m
// and catdoc; routes whose program is missing are told and left out. It takes minutes and is no
// part of CI.
//
//	go run ./scripts/conversions -gouji bin/gouji -n 20
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "conversions:", err)
		os.Exit(1)
	}
}

func run() error {
	gouji := flag.String("gouji", "bin/gouji", "the program to judge")
	n := flag.Int("n", 20, "how many reports of each source")
	seed := flag.Uint64("seed", 1, "seed of the generator")
	only := flag.String("only", "", "only routes whose name holds this")
	limit := flag.Duration("limit", 10*time.Minute, "how long one step may take; recognition on a busy machine takes minutes")
	keep := flag.String("keep", "", "folder to keep the files in")
	flag.Parse()
	bin, err := filepath.Abs(*gouji)
	if err != nil {
		return err
	}
	dir := *keep
	if dir == "" {
		if dir, err = os.MkdirTemp("", "conversions"); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
	}
	lab := &laboratory{gouji: bin, dir: dir, n: *n, seed: *seed, limit: *limit, sources: make(map[string][]sample)}
	fmt.Println("| route | reports | refused | right | wrong | invented | missing |\n|---|--:|--:|--:|--:|--:|--:|")
	var failed []error
	for _, r := range routes() {
		if !strings.Contains(r.name, *only) {
			continue
		}
		if missing := r.lacks(); missing != "" {
			fmt.Printf("| %s | skipped: no %s | | | | | |\n", r.name, missing)
			continue
		}
		s, err := lab.measure(r)
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", r.name, err))
			fmt.Printf("| %s | failed after %d | | | | | |\n", r.name, s.reports)
			continue
		}
		fmt.Printf("| %s | %d | %d | %.2f %% | %d | %d | %d |\n", r.name, s.reports, s.refused, s.share(), s.wrong, s.invented, s.missing)
	}
	return errors.Join(failed...)
}

// route is a way from a report of the generator to a file.
type route struct {
	name string
	// layout and faults are those of the generator, ext the ending of its files.
	layout, faults string
	// needs are the programs that steps call.
	needs []string
	// to is the ending of the file that comes out.
	to string
	// steps are command lines; {in}, {out} and {dir} stand for the file, the file that is to come
	// out, and a folder for files between.
	steps []string
	// blank says that a step takes the noughts out of their cells: they are to be blank.
	blank bool
}

// lacks is the first program that is not installed, "" if all are.
func (r route) lacks() string {
	for _, p := range r.needs {
		if _, err := exec.LookPath(p); err != nil {
			return p
		}
	}
	return ""
}

// convert runs the steps on a file.
func (r route) convert(in, out string, limit time.Duration) error {
	dir, err := os.MkdirTemp("", "step")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	for _, step := range r.steps {
		ctx, cancel := context.WithTimeout(context.Background(), limit)
		cmd := exec.CommandContext(ctx, "bash", "-euc", strings.NewReplacer("{in}", in, "{out}", out, "{dir}", dir).Replace(step))
		said, err := cmd.CombinedOutput()
		cancel()
		if err != nil {
			return fmt.Errorf("%s: %w: %.300s", step, err, said)
		}
	}
	if _, err := os.Stat(out); err != nil {
		return fmt.Errorf("%s made no file: %w", r.steps[len(r.steps)-1], err)
	}
	return nil
}

const (
	office   = "soffice -env:UserInstallation=file://${TMPDIR:-/tmp}/conversions-office --headless "
	printPDF = "chromium --headless --no-sandbox --disable-gpu --user-data-dir={dir}/profile --no-pdf-header-footer --print-to-pdf={out} file://{in}"
	// The page is printed once; what comes after it starts from that print.
	printed = "[ -f {in}.pdf ] || chromium --headless --no-sandbox --disable-gpu --user-data-dir={dir}/profile --no-pdf-header-footer --print-to-pdf={in}.pdf file://{in}; cp {in}.pdf {dir}/x.pdf"
	narrow  = `sed 's#</head>#<style>body{font-size:15px}td{border:1px solid;width:24px;word-break:break-all}</style></head>#' {in} > {dir}/x.html`
	blank   = `sed 's#<td\([^>]*\)>0\(\.00\)\?</td>#<td\1></td>#g' {in} > {dir}/x.html`
	bare    = `sed 's/ border="1"//g' {in} > {dir}/x.html`
	// What a browser puts on the clipboard as text: cells apart by tabs, rows by line ends.
	copied = `sed 's#</body>#<script>var t=document.body.innerText;document.body.textContent=t</script></body>#' {in} > {dir}/x.html; ` +
		`chromium --headless --no-sandbox --disable-gpu --user-data-dir={dir}/profile --dump-dom file://{dir}/x.html > {dir}/y.html; ` +
		`sed -n '/<body/,$p' {dir}/y.html | sed 's/<[^>]*>//g; s/&nbsp;/\xc2\xa0/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' > {out}`
	spelled  = "html-clean"
	oddCells = "thousands"
)

// routes are all ways, in the order of the table.
func routes() []route {
	lo := func(format string) []string {
		return []string{office + "--convert-to " + format + " --outdir {dir} {in}", "mv {dir}/*." + strings.SplitN(format, ":", 2)[0] + " {out}"}
	}
	loHTML := []string{office + "--infilter='HTML (StarWriter)' --convert-to pdf:writer_pdf_Export --outdir {dir} {in}", "mv {dir}/*.pdf {out}"}
	pandoc := func(to string) []string { return []string{"pandoc -f html -t " + to + " {in} -o {out}"} }
	return []route{
		{"PDF by LibreOffice from a page, ruled", spelled, "", []string{"soffice"}, ".pdf", loHTML, false},
		{"PDF by LibreOffice from a page, ruled, odd cells", spelled, oddCells, []string{"soffice"}, ".pdf", loHTML, false},
		{"PDF by LibreOffice from a page, ruled, blanks", spelled, "", []string{"soffice"}, ".pdf", []string{blank, strings.Replace(loHTML[0], "{in}", "{dir}/x.html", 1), loHTML[1]}, true},
		{"PDF by LibreOffice from DOCX", "docx", "", []string{"soffice"}, ".pdf", lo("pdf"), false},
		{"PDF by Chromium, ruled", spelled, "", []string{"chromium"}, ".pdf", []string{printPDF}, false},
		{"PDF by Chromium, ruled, odd cells", spelled, oddCells, []string{"chromium"}, ".pdf", []string{printPDF}, false},
		{"PDF by Chromium, ruled, blanks", spelled, "", []string{"chromium"}, ".pdf", []string{blank, strings.Replace(printPDF, "{in}", "{dir}/x.html", 1)}, true},
		{"PDF by Chromium, ruled, narrow columns", spelled, "", []string{"chromium"}, ".pdf", []string{narrow, strings.Replace(printPDF, "{in}", "{dir}/x.html", 1)}, false},
		{"PDF by Chromium, no sides", spelled, "", []string{"chromium"}, ".pdf", []string{bare, strings.Replace(printPDF, "{in}", "{dir}/x.html", 1)}, false},
		{"the same, AES-256 by qpdf", spelled, "", []string{"chromium", "qpdf"}, ".pdf", []string{printed, "qpdf --encrypt '' owner 256 -- {dir}/x.pdf {out}"}, false},
		{"the same, by Ghostscript", spelled, "", []string{"chromium", "gs"}, ".pdf", []string{printed, "gs -q -sDEVICE=pdfwrite -o {out} {dir}/x.pdf"}, false},
		{"the same, two pages a sheet", spelled, "", []string{"chromium", "pdfjam"}, ".pdf", []string{printed, "pdfjam -q --nup 2x1 --landscape -o {out} {dir}/x.pdf"}, false},
		{"the same, scanned and recognized", spelled, "", []string{"chromium", "pdftoppm", "tesseract"}, ".pdf", []string{printed, "pdftoppm -r 200 -png {dir}/x.pdf {dir}/p", "ls {dir}/p*.png > {dir}/list; OMP_THREAD_LIMIT=1 tesseract {dir}/list {dir}/o -l chi_sim pdf", "mv {dir}/o.pdf {out}"}, false},
		{"pdftotext -layout of the same", spelled, "", []string{"chromium", "pdftotext"}, ".txt", []string{printed, "pdftotext -layout {dir}/x.pdf {out}"}, false},
		{"pdftotext -raw of the same", spelled, "", []string{"chromium", "pdftotext"}, ".txt", []string{printed, "pdftotext -raw {dir}/x.pdf {out}"}, false},
		{"pdftotext of the same", spelled, "", []string{"chromium", "pdftotext"}, ".txt", []string{printed, "pdftotext {dir}/x.pdf {out}"}, false},
		{"pdftohtml of the same", spelled, "", []string{"chromium", "pdftohtml"}, ".html", []string{printed, "pdftohtml -s -i -noframes -enc UTF-8 {dir}/x.pdf {out}"}, false},
		{"pdftotext -bbox of the same", spelled, "", []string{"chromium", "pdftotext"}, ".html", []string{printed, "pdftotext -bbox {dir}/x.pdf {out}"}, false},
		{"pdftohtml -xml of the same", spelled, "", []string{"chromium", "pdftohtml"}, ".xml", []string{printed, "pdftohtml -xml -i -enc UTF-8 {dir}/x.pdf {out}"}, false},
		{"copied out of Chromium", spelled, "", []string{"chromium"}, ".txt", []string{copied}, false},
		{"copied out of a sheet", "xlsx", "", []string{"soffice"}, ".txt", []string{office + "--convert-to 'csv:Text - txt - csv (StarCalc):9,34,76,1,,0,false,true,false,false,false,2' --outdir {dir} {in}", "mv {dir}/*.csv {out}"}, false},
		{"text by lynx", spelled, "", []string{"lynx"}, ".txt", []string{"lynx -dump -nolist -width=200 -display_charset=utf-8 -assume_charset=utf-8 {in} > {out}"}, false},
		{"text by w3m", spelled, "", []string{"w3m"}, ".txt", []string{"w3m -dump -cols 200 -O UTF-8 -T text/html {in} > {out}"}, false},
		{"text by catdoc, from DOC by LibreOffice", "docx", "", []string{"soffice", "catdoc"}, ".txt", []string{office + "--convert-to doc --outdir {dir} {in}", "catdoc -d utf-8 {dir}/*.doc > {out}"}, false},
		{"XLS by LibreOffice", "xlsx", "", []string{"soffice"}, ".xls", lo("xls"), false},
		{"CSV by LibreOffice", "xlsx", "", []string{"soffice"}, ".csv", []string{office + "--convert-to 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2' --outdir {dir} {in}", "mv {dir}/*.csv {out}"}, false},
		{"DOC by LibreOffice", "docx", "", []string{"soffice"}, ".doc", lo("doc"), false},
		{"ODT by LibreOffice", "docx", "", []string{"soffice"}, ".odt", lo("odt"), false},
		{"RTF by LibreOffice", "docx", "", []string{"soffice"}, ".rtf", lo("rtf"), false},
		{"page by LibreOffice", "docx", "", []string{"soffice"}, ".html", lo("html"), false},
		{"DOCX by LibreOffice from a page", spelled, "", []string{"soffice"}, ".docx", []string{office + "--infilter='HTML (StarWriter)' --convert-to docx --outdir {dir} {in}", "mv {dir}/*.docx {out}"}, false},
		{"DOCX by pandoc", spelled, "", []string{"pandoc"}, ".docx", pandoc("docx"), false},
		{"Markdown with HTML tables by pandoc", spelled, "", []string{"pandoc"}, ".md", pandoc("gfm"), false},
		{"Markdown by pandoc", spelled, "", []string{"pandoc"}, ".md", pandoc("markdown"), false},
		{"reStructuredText by pandoc", spelled, "", []string{"pandoc"}, ".txt", pandoc("rst"), false},
		{"plain text by pandoc", spelled, "", []string{"pandoc"}, ".txt", pandoc("plain"), false},
	}
}
