package names

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// malformed are what addresses have that are wrong.
var malformed = []string{"http//", "https//", "http/www", "http：//www.http", "http:www", "http：www", "https：www", "www，", "www。", ".gov.com", ".gov.cm", "gov，cn", "gov。cn"}

// CheckAddresses looks at the addresses, telephone numbers and sites that a report names.
func CheckAddresses(p *rule.Pass) {
	wrong := p.Narrative().Pieces(malformed...)
	prose.EachPart(p, func(part *narrative.Part) {
		if part.S != "" {
			p.Judged()
		}
		for _, w := range malformed {
			if !part.In(wrong) {
				break
			}
			i := part.Index(w)
			if i < 0 {
				continue
			}
			end := i + len(w)
			for end < len(part.S) && part.S[end] < utf8.RuneSelf {
				end++
			}
			for i > 0 && part.S[i-1] < utf8.RuneSelf && part.S[i-1] > ' ' {
				i--
			}
			d := prose.SpanDraft(part, i, end)
			d.ZH, d.EN = "网址写法有误", "a malformed address"
			p.Find(d)
			return
		}
		checkPostcodes(p, part)
		checkPhones(p, part)
		checkMailboxes(p, part)
	})
	checkContactsTwice(p)
}

// checkMailboxes finds addresses of mailboxes without @, or of a domain that is none. Pages write # or (at) for @
// so that robots do not read it.
func checkMailboxes(p *rule.Pass, part *narrative.Part) {
	i := part.Index("邮箱：")
	if i < 0 || p.Full() {
		return
	}
	from := i + len("邮箱：")
	end := from
	for end < len(part.S) && part.S[end] > ' ' && part.S[end] < utf8.RuneSelf {
		end++
	}
	words := strings.TrimSuffix(part.S[from:end], ".")
	if !strings.HasSuffix(words, ".con") && (!prose.HasSuffixAny(words, ".com", ".cn") || strings.ContainsAny(words, "@#*/:([{<_") || prose.ContainsAny(words, "at", "AT", "www")) {
		return
	}
	d := prose.SpanDraft(part, i, end)
	d.ZH, d.EN = "邮箱写法有误", "a malformed address of a mailbox"
	p.Find(d)
}

// checkPhones finds numbers of telephones that have too few or too many digits behind the area's code and its
// dash. Seven or eight are right, five begin with 1 or 9 (0755-12345), and of more than ten two numbers stand
// side by side.
func checkPhones(p *rule.Pass, part *narrative.Part) {
	prose.EachPlace(p, part, "电话", func(i int) {
		i += len("电话")
		for _, word := range [...]string{"号码", "：", "为"} {
			if strings.HasPrefix(part.S[i:], word) {
				i += len(word)
			}
		}
		if n := prose.Digits(part.S[i:]); (n == 10 || n == 12) && part.S[i] == '1' && part.S[i+1] >= '3' && prose.EndsClause(part.S[i+n:]) {
			d := prose.SpanDraft(part, i, i+n)
			d.Quotes = []string{part.S[i : i+3]} // it may be somebody's, and is not repeated
			d.Want, d.Got = "11", prose.Itoa(int64(n))
			d.ZH, d.EN = "手机号码应为 11 位，写作 "+d.Got+" 位", "a mobile number has 11 digits, this one has "+d.Got
			p.Find(d)
			return
		}
		area, _, ok := strings.Cut(prose.Clip(part.S[i:], 5), "-")
		if !ok || len(area) < 3 || len(area) > 4 || prose.Digits(area) < len(area) || area[0] != '0' {
			return
		}
		from := i + len(area) + len("-")
		n := prose.Digits(part.S[from:])
		if n != 6 && n != 9 && n != 10 || strings.HasPrefix(part.S[from+n:], "-") || strings.HasPrefix(part.S[from+n:], "*") {
			return
		}
		d := prose.SpanDraft(part, i, from+n)
		d.Want, d.Got = "7–8", prose.Itoa(int64(n))
		d.ZH, d.EN = "区号后的电话号码应为 7 至 8 位，写作 "+d.Got+" 位", "a telephone number has 7 or 8 digits behind its area code, this one has "+d.Got
		p.Find(d)
	})
}

// checkPostcodes finds postal codes that have not six digits.
func checkPostcodes(p *rule.Pass, part *narrative.Part) {
	for _, w := range [...]string{"邮编：", "邮政编码："} {
		i := part.Index(w)
		if i < 0 {
			continue
		}
		at := i + len(w)
		n := prose.Digits(part.S[at:])
		if n == 6 || n == 0 || at+n < len(part.S) && !prose.HasPrefixAny(part.S[at+n:], "，", "；", "。", "）", "、", "\n") {
			continue
		}
		d := prose.SpanDraft(part, i, at+n)
		d.Want, d.Got = "6", prose.Itoa(int64(n))
		d.ZH, d.EN = "邮政编码应为 6 位，写作 "+d.Got+" 位", "a postal code has 6 digits, this one has "+d.Got
		p.Find(d)
	}
}
