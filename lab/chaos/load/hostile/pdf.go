package hostile

import (
	"bytes"
	"fmt"
	"strings"
)

// SlowPDF is a page that draws a form that draws another twenty times, and so on: two
// kilobytes that take a reader days (20^7 drawings). The last form draws nothing, so that it
// is time and not memory that runs out.
func SlowPDF(n int) []byte {
	const levels, times = 8, 20
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>",
		stream("", "/X Do"),
	}
	for i := range levels {
		next, draws := "", fmt.Sprintf("%% %d\n", n)
		if i < levels-1 {
			next, draws = fmt.Sprintf("/XObject<</X %d 0 R>>", 6+i), strings.Repeat("/X Do ", times)
		}
		objects = append(objects, stream("/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<<"+next+">>", draws))
	}
	return pdfOf(objects)
}

// longPDF has more pages than are read.
func longPDF(n int) []byte {
	const pages = 201
	objects := []string{"<</Type/Catalog/Pages 2 0 R>>", "", stream("", fmt.Sprintf("BT /F1 12 Tf 50 700 Td (%d) Tj ET", n)),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"}
	var kids strings.Builder
	for range pages {
		objects = append(objects, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 3 0 R/Resources<</Font<</F1 4 0 R>>>>>>")
		fmt.Fprintf(&kids, "%d 0 R ", len(objects))
	}
	objects[1] = fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", kids.String(), pages)
	return pdfOf(objects)
}

func stream(dict, data string) string {
	return fmt.Sprintf("<<%s/Length %d>>stream\n%s\nendstream", dict, len(data), data)
}

// pdfOf writes a file of objects, numbered from 1; the first is the catalogue.
func pdfOf(objects []string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF", len(at)+1, xref)
	return b.Bytes()
}
