package chaos

import (
	"archive/zip"
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
)

// visitor signs in to the pages as an operator, who may see all of them; reader asks the door as
// the producer of the documents.
const (
	visitor = "operator/visitor:visitor-of-the-laboratory"
	reader  = "chaos:reader-of-the-laboratory"
)

// served is what the HTTP door and the pages show: the year, the list as a page, as CSV and as
// a workbook, and of every document its page, original, letter and result, and the answers to a
// draft. The bytes as submitted are left out, they are what somebody has handed in.
func (p *planted) served(ctx context.Context) (string, error) {
	var b strings.Builder
	pages := []string{"/", "/?lang=en", "/reports", "/reports.csv", "/reports.xlsx", "/rules", "/operate", "/draft", "/v1/reports"}
	for _, doc := range slices.Sorted(maps.Keys(p.ledger.sentIDs())) {
		pages = append(pages, "/reports/"+doc, "/reports/"+doc+"/original", "/reports/"+doc+"/letter.docx", "/v1/reports/"+doc)
	}
	for _, page := range pages {
		if err := p.ask(ctx, &b, http.MethodGet, page, "", nil); err != nil {
			return "", err
		}
	}
	ids, err := json.Marshal(map[string]any{"ids": slices.Sorted(maps.Keys(p.ledger.sentIDs()))[:100]})
	if err != nil {
		return "", err
	}
	if err := p.ask(ctx, &b, http.MethodPost, "/v1/status", "application/json", ids); err != nil {
		return "", err
	}
	for i, c := range p.cs {
		if i%10 == 0 {
			if err := p.ask(ctx, &b, http.MethodPost, "/v1/check", "text/plain", []byte(prose(i)+c.text)); err != nil {
				return "", err
			}
		}
	}
	return b.String(), nil
}

// ask adds what a page answers to b. An answer of a document that has no page is one too.
func (p *planted) ask(ctx context.Context, b *strings.Builder, method, page, kind string, body []byte) error {
	req, err := http.NewRequestWithContext(ctx, method, p.door+page, bytes.NewReader(body))
	if err != nil {
		return err
	}
	if strings.HasPrefix(page, "/v1/") {
		_, secret, _ := strings.Cut(reader, ":")
		req.Header.Set("Authorization", "Bearer "+secret)
	} else {
		name, secret, _ := strings.Cut(strings.TrimPrefix(visitor, "operator/"), ":")
		req.SetBasicAuth(name, secret)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	res, err := http.DefaultClient.Do(req)
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
