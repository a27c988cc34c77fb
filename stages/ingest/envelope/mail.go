package envelope

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/pipeline/fault"
	"golang.org/x/text/encoding/htmlindex"
)

// LooksMail reports whether the bytes begin as a mail or a web archive (MHT) does: with
// header fields (RFC 5322), among them MIME-Version, or Content-Type beside one of a mail.
func LooksMail(head []byte) bool {
	head = bytes.TrimLeft(head, "\xEF\xBB\xBF\r\n ")
	mailed, version, kind := false, false, false
	for n, line := range bytes.Split(head[:min(len(head), 64<<10)], []byte("\n")) {
		line = bytes.TrimRight(line, "\r")
		if len(line) == 0 {
			break
		}
		if line[0] == ' ' || line[0] == '\t' {
			if n == 0 {
				return false
			}
			continue
		}
		name, _, ok := bytes.Cut(line, []byte(":"))
		if !ok || len(name) == 0 || bytes.IndexFunc(name, func(r rune) bool { return r <= ' ' || r > '~' }) >= 0 {
			return false
		}
		switch strings.ToLower(string(name)) {
		case "mime-version":
			version = true
		case "content-type":
			kind = true
		case "from", "to", "received", "return-path", "message-id", "subject", "delivered-to", "snapshot-content-location":
			mailed = true
		}
	}
	return version || kind && mailed
}

// Mail returns the parts of a mail or web archive (RFC 2045, RFC 2557) that may be
// documents: of alternatives the last, and no pictures or style sheets.
func Mail(data []byte, lim Limits) ([]Leaf, error) {
	m, err := mail.ReadMessage(bytes.NewReader(bytes.TrimLeft(data, "\xEF\xBB\xBF\r\n ")))
	if err != nil {
		return nil, malformed("邮件", fmt.Errorf("mail cannot be read (%w)", err))
	}
	w := mailReader{leaves: leaves{lim: lim}}
	if err := w.part(textproto.MIMEHeader(m.Header), m.Body, "part[1]", 0); err != nil {
		return nil, err
	}
	return w.list, nil
}

type mailReader struct {
	leaves
	parts int
}

func (w *mailReader) part(h textproto.MIMEHeader, body io.Reader, in string, depth int) error {
	if depth > w.lim.Depth {
		return fault.Poisonf(fault.LimitDepth, "the mail nests its parts deeper than %d; submit the report alone", w.lim.Depth)
	}
	media, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil && media == "" {
		media = "text/plain"
	}
	if strings.HasPrefix(media, "multipart/") && params["boundary"] != "" {
		return w.multipart(media, params["boundary"], body, in, depth)
	}
	if skipped(media) {
		_, err := io.Copy(io.Discard, body)
		return unread(err)
	}
	b, err := io.ReadAll(io.LimitReader(decoded(h.Get("Content-Transfer-Encoding"), body), w.lim.Inflate+1))
	if err != nil && len(b) == 0 {
		return malformed("邮件", fmt.Errorf("part %s of the mail cannot be decoded (%w)", in, err))
	}
	name := attachmentName(h, params)
	if name != "" {
		if beside(name) {
			return nil
		}
		in = name
	}
	return w.add(Leaf{In: in, Data: b, ContentType: h.Get("Content-Type"), Name: name})
}

func unread(err error) error {
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return malformed("邮件", fmt.Errorf("mail cannot be read (%w)", err))
	}
	return nil
}

func skipped(media string) bool {
	return strings.HasPrefix(media, "image/") || strings.HasPrefix(media, "audio/") || strings.HasPrefix(media, "video/") ||
		strings.HasPrefix(media, "font/") || media == "text/css" || media == "text/javascript" || media == "application/javascript"
}

func (w *mailReader) multipart(media, boundary string, body io.Reader, in string, depth int) error {
	r := multipart.NewReader(body, boundary)
	before := len(w.list)
	for n := 1; ; n++ {
		p, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			if len(w.list) > before { // a mail that is cut off behind a whole part
				break
			}
			return malformed("邮件", fmt.Errorf("mail is cut off or its parts cannot be told apart (%w)", err))
		}
		if w.parts++; w.parts > w.lim.Parts {
			return fault.Poisonf(fault.LimitParts, "the mail has more than %d parts; submit the report alone", w.lim.Parts)
		}
		at := len(w.list)
		if err := w.part(p.Header, p, strings.TrimSuffix(in, "]")+"."+strconv.Itoa(n)+"]", depth+1); err != nil {
			return err
		}
		if media == "multipart/alternative" && len(w.list) > at {
			// The last of the alternatives is the best one the reader can show (RFC 2046 5.1.4).
			w.list = slices.Delete(w.list, before, at)
		}
	}
	return nil
}

// decoded undoes a transfer encoding; what is none is taken as it is.
func decoded(encoding string, body io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, &base64Only{r: body})
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	}
	return body
}

// base64Only leaves out what is no digit of base64, as RFC 2045 6.8 has it.
type base64Only struct{ r io.Reader }

func (b *base64Only) Read(p []byte) (int, error) {
	for {
		n, err := b.r.Read(p)
		kept := 0
		for _, c := range p[:n] {
			if c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '+' || c == '/' || c == '=' {
				p[kept] = c
				kept++
			}
		}
		if kept > 0 || err != nil {
			return kept, err
		}
	}
}

// attachmentName is the file name of a part, "" without one: RFC 2231 or, as most programs
// write it, RFC 2047 in quotes or plain bytes.
func attachmentName(h textproto.MIMEHeader, params map[string]string) string {
	name := params["name"]
	if _, p, err := mime.ParseMediaType(h.Get("Content-Disposition")); err == nil && p["filename"] != "" {
		name = p["filename"]
	}
	words := mime.WordDecoder{CharsetReader: charsetReader}
	if s, err := words.DecodeHeader(name); err == nil && utf8.ValidString(s) {
		name = s
	}
	name = fileName(name)
	return name[strings.LastIndexByte(name, '/')+1:]
}

func charsetReader(charset string, r io.Reader) (io.Reader, error) {
	e, err := htmlindex.Get(charset)
	if err != nil {
		return nil, fmt.Errorf("envelope: a name in charset %.40q: %w", charset, err)
	}
	return e.NewDecoder().Reader(r), nil
}
