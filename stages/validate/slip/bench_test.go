package slip_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/validate/slip"
)

// prose is of the genre, without a slip.
const prose = "2023年，我局认真贯彻落实《中华人民共和国政府信息公开条例》，坚持以公开为常态、不公开为例外，不断完善政府信息公开制度，主动公开政府信息120条，收到政府信息公开申请3件，均在法定期限内答复。严格执行先审后发、三审三校制度，加强政府网站和政务新媒体建设，接受社会监督，政府信息公开工作取得明显成效，但仍存在公开内容不够全面、更新不及时等问题，需要进一步加强业务培训，提高工作人员的能力和水平。"

func BenchmarkFind(b *testing.B) {
	f := slip.NewFinder(slip.Default())
	text := strings.Repeat(prose, 10)
	var hits []slip.Hit
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		hits = f.Find(text, hits[:0])
	}
	if len(hits) > 0 {
		b.Fatal(hits)
	}
}
