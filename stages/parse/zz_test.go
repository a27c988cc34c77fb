package parse_test

import (
	"fmt"
	"os"
	"testing"
)

func TestZZ(t *testing.T) {
	b, _ := os.ReadFile(os.Getenv("ZZ"))
	r := mustParse(t, textDocument(string(b)))
	for _, o := range r.Observations {
		fmt.Println(o.Kind, o.Table, o.Key, o.Want, o.Why, o.Quote.Text)
	}
	for _, k := range []string{"new_received", "granted", "denied_law", "carried_out"} {
		for _, c := range columnKeys() {
			x := r.Tables.Applications[k][c]
			fmt.Print(k, ".", c, "=", x.Value, " ", x.State, " ", x.Why, "; ")
		}
		fmt.Println()
	}
	for g, row := range r.Tables.Proceedings {
		fmt.Println(g, row["upheld"], row["total"])
	}
}
