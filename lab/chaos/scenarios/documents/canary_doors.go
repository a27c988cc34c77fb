package documents

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gouji/gouji/lab/chaos/load/hostile"
)

// visitor signs in to the pages as an operator, who may see all of them; reader asks the door as
// the producer of the documents.
const (
	visitor = "operator/visitor:visitor-of-the-laboratory"
	reader  = "chaos:reader-of-the-laboratory"
)

// looked are the pages and answers that are looked through, as the routes of the door and the office
// name them; {} is each document. What is handed back as it was submitted is left out, see handedBack.
func looked() []string {
	return []string{
		"/", "/reports", "/reports.csv", "/reports.xlsx", "/reports/news", "/rules", "/operate", "/draft", "/members", "/members.csv",
		"/language", "/office.css", "/favicon.ico", "/v1/reports", "/v1/openapi.json", "/v1/events",
		"/reports/{}", "/reports/{}/original", "/reports/{}/letter.docx", "/v1/reports/{}",
	}
}

// handedBack are the routes that give the bytes back that somebody has handed in.
func handedBack() []string { return []string{"/reports/{}/file"} }

// served is what the HTTP door and the pages show: all of looked, also in English, and the answers
// to a draft in every format. The bytes as submitted are left out, they are what somebody has
// handed in.
func (p *planted) served(ctx context.Context) (string, error) {
	var b strings.Builder
	docs := slices.Sorted(maps.Keys(p.Ledger.SentIDs()))
	pages := []string{"/?lang=en", "/reports?lang=en", "/v1/reports?state=dead&limit=1000", "/v1/reports?state=published&limit=1000"}
	for _, page := range looked() {
		switch {
		case strings.Contains(page, "{}"):
			for _, doc := range docs {
				pages = append(pages, strings.Replace(page, "{}", doc, 1))
			}
		case page == "/language":
			pages = append(pages, page+"?lang=en&back=/")
		case page == "/v1/events":
			if err := p.listen(ctx, &b, page+"?since=2000-01-01", len(docs)); err != nil {
				return "", err
			}
		default:
			pages = append(pages, page)
		}
	}
	for _, page := range pages {
		if err := p.ask(ctx, &b, http.MethodGet, page, "", nil); err != nil {
			return "", err
		}
	}
	ids, err := json.Marshal(map[string]any{"ids": docs[:100]})
	if err != nil {
		return "", err
	}
	if err := p.ask(ctx, &b, http.MethodPost, "/v1/status", "application/json", ids); err != nil {
		return "", err
	}
	for i, c := range p.cs {
		if i%10 == 0 {
			format := []string{"", "?format=html", "?format=csv", "?format=xlsx", "?format=text"}[i/10%5]
			if err := p.ask(ctx, &b, http.MethodPost, "/v1/check"+format, "text/plain", []byte(hostile.Prose(i)+c.text)); err != nil {
				return "", err
			}
		}
	}
	return b.String(), nil
}

// listen adds the events that are there to b: those of every end but the few that are told to
// nobody. It hears them out for listenTime at most, since the stream does not end.
func (p *planted) listen(ctx context.Context, b *strings.Builder, page string, most int) error {
	ctx, cancel := context.WithTimeout(ctx, listenTime)
	defer cancel()
	res, err := p.request(ctx, http.MethodGet, page, "", "", nil)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	fmt.Fprintln(b, page, res.Header)
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", page, res.Status)
	}
	p.pages++
	lines, events := bufio.NewScanner(res.Body), 0
	for events < most && lines.Scan() {
		fmt.Fprintln(b, lines.Text())
		if strings.HasPrefix(lines.Text(), "data:") {
			events++
		}
	}
	if events == 0 {
		return fmt.Errorf("%s: no event came", page)
	}
	return nil
}

// listenTime bounds how long events are heard.
const listenTime = 10 * time.Second

// request asks for a page with a token, where there is none as who may see it.
func (p *planted) request(ctx context.Context, method, page, kind, token string, body []byte) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, p.door+page, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if token == "" && strings.HasPrefix(page, "/v1/") {
		_, token, _ = strings.Cut(reader, ":")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	} else {
		name, secret, _ := strings.Cut(strings.TrimPrefix(visitor, "operator/"), ":")
		req.SetBasicAuth(name, secret)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	return http.DefaultClient.Do(req)
}

// ask adds what a page answers to b. An answer of a document that has no page is one too.
func (p *planted) ask(ctx context.Context, b *strings.Builder, method, page, kind string, body []byte) error {
	res, err := p.request(ctx, method, page, kind, "", body)
	if err != nil {
		return err
	}
	data, err := io.ReadAll(res.Body)
	if err = errors.Join(err, res.Body.Close()); err != nil {
		return fmt.Errorf("%s: %w", page, err)
	}
	if res.StatusCode == http.StatusOK {
		p.pages++
	}
	fmt.Fprintln(b, page, res.Header)
	if bytes.HasPrefix(data, []byte("PK")) {
		return unpacked(b, data)
	}
	b.Write(data)
	return nil
}

// unpacked adds the parts of a workbook or a letter to b.
func unpacked(b *strings.Builder, data []byte) error {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return err
		}
		_, err = io.Copy(b, r)
		if err = errors.Join(err, r.Close()); err != nil {
			return err
		}
	}
	return nil
}

// masked are the canaries that are numbers: what a report says of a person in words is shown as
// it says it.
func masked(cs []canary) []canary {
	return slices.DeleteFunc(slices.Clone(cs), func(c canary) bool { return c.kind == "name" || c.kind == "token" })
}
