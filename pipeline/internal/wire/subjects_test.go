package wire

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/gouji/gouji/pipeline/fault"
)

func TestSubjects(t *testing.T) {
	t.Parallel()
	full := Hop{Partition: "p0", RuleSet: "2026_1", Parser: "3", Year: "2023", Agency: "abc", Doc: "doc", Basis: "none"}
	for kind, want := range map[Kind]string{
		KindAccepted:  "gouji.p0.accepted.doc",
		KindIngested:  "gouji.p0.ingested.doc",
		KindParsed:    "gouji.p0.parsed.3.2023.abc.doc",
		KindValidated: "gouji.p0.validated.2026_1.3.2023.abc.doc.none",
		KindResults:   "gouji.p0.published.results.2026_1.3.2023.abc.doc.none",
		KindReceipt:   "gouji.p0.published.receipt.2026_1.3.2023.abc.doc.none",
	} {
		h := full
		h.Kind = kind
		got, err := h.Subject()
		if err != nil || got != want {
			t.Errorf("%s: %q, %v", kind, got, err)
		}
		back, err := ParseHop(want)
		if s, _ := back.Subject(); err != nil || s != want || back.Doc != "doc" || back.Kind != kind {
			t.Errorf("%s read back: %+v, %v", kind, back, err)
		}
	}
	for _, bad := range []string{"", "gouji", "gouji.p0.accepted", "gouji.p0.accepted.", "gouji.p0.accepted.*", "gouji.p0.accepted.a.b",
		"gouji.p0.accepted.A", "gouji.P0.accepted.a", "gouji.dead.accepted.a", "gouji.submit.accepted.a", "gouji.p0.published.a",
		"gouji.p0.published.other.a.b.c.d.e.f", "other.p0.accepted.a", "gouji.p0.ingested.a\x00", "gouji.p0.ingested." + strings.Repeat("a", 33)} {
		if h, err := ParseHop(bad); wireClass(err) != fault.BadSubjectToken {
			t.Errorf("%q: %+v, %v", bad, h, err)
		}
	}
}

func TestSubmitAndDeadSubjects(t *testing.T) {
	t.Parallel()
	if s, err := Reports().SubmitSubject("crawler-1"); err != nil || s != "gouji.submit.crawler-1" {
		t.Error(s, err)
	}
	if p, err := Reports().ParseSubmit("gouji.submit.crawler-1"); err != nil || p != "crawler-1" {
		t.Error(p, err)
	}
	for _, bad := range []string{"", "*", ">", "a.b", "A", "-a", "a b", strings.Repeat("a", 33), "a\x00"} {
		if _, err := Reports().SubmitSubject(bad); wireClass(err) != fault.BadSubjectToken {
			t.Errorf("producer %q: %v", bad, err)
		}
		if _, err := Reports().ParseSubmit("gouji.submit." + bad); wireClass(err) != fault.BadSubjectToken {
			t.Errorf("subject of %q: %v", bad, err)
		}
	}
	d := DeadSubject{Stage: StageParse, Class: fault.NotAReport, Stream: "GOUJI_P0", Sequence: 17, Doc: "doc"}
	s, err := Reports().DeadSubject(d)
	if err != nil || s != "gouji.dead.parse.not_a_report.gouji_p0.17.doc" || d.ID() != "gouji_p0-17" {
		t.Error(s, d.ID(), err)
	}
	if back, err := ParseDead(s); err != nil || back != d {
		t.Errorf("%+v, %v", back, err)
	}
	for _, bad := range []string{"", s + ".x", strings.Replace(s, "17", "017", 1), strings.Replace(s, "17", "x", 1), strings.ToUpper(s)} {
		if _, err := ParseDead(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
	if stream, seq, err := ParseDeadID("gouji_p-1-17"); stream != "gouji_p-1" || seq != 17 || err != nil {
		t.Error(stream, seq, err)
	}
	for _, bad := range []string{"", "17", "-17", "a-", "a-0", "a-x", "*-1", "a.b-1"} {
		if _, _, err := ParseDeadID(bad); err == nil {
			t.Errorf("id %q was taken", bad)
		}
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"2026.1": "2026_1", "A-b_c": "a-b_c", "市": "", "": "", strings.Repeat("a", 33): "", "x市": "x_"} {
		got, err := Token(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("Token(%q) = %q, %v", in, got, err)
		}
	}
	if a, b := AgencyToken("北京市人民政府"), AgencyToken("上海市人民政府"); a == b || len(a) != 12 || !ValidToken(a) || AgencyToken("") != NoToken {
		t.Error(a, b)
	}
	if YearToken(0) != NoToken || YearToken(2023) != "2023" {
		t.Error(YearToken(0), YearToken(2023))
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "name")
		if tok, err := Token(s); err == nil && !ValidToken(tok) {
			t.Fatalf("Token(%q) = %q", s, tok)
		}
		if tok := AgencyToken(s); !ValidToken(tok) {
			t.Fatalf("AgencyToken(%q) = %q", s, tok)
		}
	})
}

func TestValidToken(t *testing.T) {
	t.Parallel()
	said := regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,31}$`)
	near := rapid.StringMatching(`[a-zA-Z0-9_.*>\x00\n年-]{0,34}`)
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(near, rapid.StringMatching(`[a-z0-9_-]{0,34}`), rapid.String()).Draw(t, "token")
		if ValidToken(s) != said.MatchString(s) {
			t.Fatalf("ValidToken(%q) = %t", s, ValidToken(s))
		}
	})
}
