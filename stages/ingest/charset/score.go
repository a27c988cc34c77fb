package charset

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// common are the commonest characters of Chinese prose, those of the reports'
// own vocabulary, and the full-width punctuation; simplified and traditional.
const common = "的一是不了在人有我他这這中大来來上个個国國到说說们們为為子和你地出道也时時年得就那要下以生会會自" +
	"着去之过過家学學对對可里里後后小么心多天而能好都然没沒日于於起还還发發成事只作当當想看文无無开開手十用主行方又如前所本" +
	"见見经經头頭面公同三已老从從动動两兩长長政府信息申请請数數量处處理结結果机機关關部分类類其他总總计計报報告工依" +
	"规規章法律制度项項目情况況行许許可罚罰强強收费費复複復议議诉訴讼訟维維持纠糾正审審案件新办辦转轉继繼续續" +
	"第二四五六七八九十条條款例务務社会组織织单單位责責任监監督保障平台建设設网網站市县縣区區省局主动動予" +
	"，。、；：？！（）《》“”〔〕　０１２３４５６７８９"

// share is the part of the characters that are not ASCII which belong to common.
func share(text string) float64 {
	if len(text) > sampleSize {
		text = text[:sampleSize]
	}
	hit, all := 0, 0
	for _, r := range text {
		if r < utf8.RuneSelf {
			continue
		}
		all++
		if strings.ContainsRune(common, r) {
			hit++
		}
	}
	if all == 0 {
		return 0
	}
	return float64(hit) / float64(all)
}

// wide recognises UTF-16 and UTF-32 without a byte order mark, "" if data is neither.
// A stray NUL in other text is not enough: nine in ten units must be characters that
// Chinese text is made of.
func wide(data []byte) string {
	sample := data[:min(len(data), sampleSize)&^3]
	if len(data)%4 == 0 && len(sample) >= 8 {
		if plausible32(sample, binary.LittleEndian) {
			return UTF32LE
		}
		if plausible32(sample, binary.BigEndian) {
			return UTF32BE
		}
	}
	if len(data)%2 != 0 || len(data) < 4 {
		return ""
	}
	sample = data[:min(len(data), sampleSize)&^1]
	le, be := plausible16(sample, binary.LittleEndian), plausible16(sample, binary.BigEndian)
	switch {
	case le >= 0.9 && le > be:
		return UTF16LE
	case be >= 0.9 && be > le:
		return UTF16BE
	}
	return ""
}

func plausible32(data []byte, order binary.ByteOrder) bool {
	for i := 0; i+4 <= len(data); i += 4 {
		if order.Uint32(data[i:]) > 0x2FFFF {
			return false
		}
	}
	return true
}

// plausible16 is the share of units that read as printable ASCII, line ends, common
// Chinese blocks and full-width forms; 0 if the text has surrogates out of order. ASCII
// bytes in pairs read as rare ideographs, so units from the common list or ASCII must
// make up at least a tenth.
func plausible16(data []byte, order binary.ByteOrder) float64 {
	good, sure, n := 0, 0, len(data)/2
	for i := 0; i+2 <= len(data); i += 2 {
		u := rune(order.Uint16(data[i:]))
		switch {
		case u == '\n' || u == '\r' || u == '\t' || (u >= ' ' && u < 0x7F):
			good++
			sure++
		case u >= 0x4E00 && u < 0xA000, u >= 0x3000 && u < 0x3020, u >= 0xFF00 && u < 0xFF60, u >= 0x2010 && u < 0x2030, u == 0xA0:
			good++
			if strings.ContainsRune(common, u) {
				sure++
			}
		case utf16.IsSurrogate(u) && i+4 > len(data):
			return 0
		}
	}
	if sure*10 < n {
		return 0
	}
	return float64(good) / float64(n)
}
