package generate

import (
	"fmt"
	"strings"
)

// renderOFD sets the pages of renderPDF as OFD (GB/T 33190): an object for each text, with
// steps between its characters.
func renderOFD(d *dice, p *paper) []byte {
	f := &ofdFile{d: d}
	setPages(f, p)
	const head = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"
	const ns = ` xmlns:ofd="http://www.ofdspec.org/2016"`
	parts := [][2]string{{"OFD.xml", head + `<ofd:OFD` + ns + ` Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>`}}
	list := ""
	for i, page := range f.pages {
		name := fmt.Sprintf("Pages/Page_%d/Content.xml", i)
		list += fmt.Sprintf(`<ofd:Page ID="%d" BaseLoc="%s"/>`, i+1, name)
		parts = append(parts, [2]string{"Doc_0/" + name, head + `<ofd:Page` + ns + `><ofd:Content><ofd:Layer ID="9">` + page.String() + `</ofd:Layer></ofd:Content></ofd:Page>`})
	}
	return store(append(parts, [2]string{"Doc_0/Document.xml", head + `<ofd:Document` + ns +
		`><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>` + list + `</ofd:Pages></ofd:Document>`}))
}

type ofdFile struct {
	d     *dice
	pages []*strings.Builder
}

const millimetres = 25.4 / 72

func (f *ofdFile) newPage() { f.pages = append(f.pages, &strings.Builder{}) }

func (f *ofdFile) text(x, y, size int, s string) {
	r := []rune(s)
	if len(r) == 0 {
		return
	}
	em := float64(size) * millimetres
	var steps []string
	same := true
	for _, c := range r[:len(r)-1] {
		step := em
		if c < 0x1100 {
			step = em / 2
		}
		steps = append(steps, fmt.Sprintf("%.4f", step))
		same = same && steps[0] == steps[len(steps)-1]
	}
	deltas := strings.Join(steps, " ")
	if same && len(steps) > 1 && f.d.chance(60) {
		deltas = fmt.Sprintf("g %d %s", len(steps), steps[0])
	}
	// The object begins a little above its baseline.
	fmt.Fprintf(f.page(), `<ofd:TextObject ID="5" Boundary="%.4f %.4f %.4f %.4f" Font="2" Size="%.4f"><ofd:TextCode X="0" Y="%.4f"`,
		float64(x)*millimetres, float64(pdfHeight-y)*millimetres-em, em*float64(len(r)), 1.2*em, em, em)
	if deltas != "" {
		fmt.Fprintf(f.page(), ` DeltaX="%s"`, deltas)
	}
	fmt.Fprintf(f.page(), `>%s</ofd:TextCode></ofd:TextObject>`, escaped(s))
}

func (f *ofdFile) box(x, y, width, height int) {
	fmt.Fprintf(f.page(), `<ofd:PathObject ID="6" Boundary="%.3f %.3f %.3f %.3f" LineWidth="0.2"><ofd:AbbreviatedData>M 0 0 L 1 1</ofd:AbbreviatedData></ofd:PathObject>`,
		float64(x)*millimetres, float64(pdfHeight-y-height)*millimetres, float64(width)*millimetres, float64(height)*millimetres)
}

func (f *ofdFile) page() *strings.Builder { return f.pages[len(f.pages)-1] }
