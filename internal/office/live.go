package office

import (
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"net/http"
)

// livePolicy is policy for the list, whose one script may run and ask this site for what is new.
// Its sum stands in the policy, so that no words of a document can ever be a script.
func livePolicy(script []byte) string {
	sum := sha256.Sum256(script)
	return policy + "; connect-src 'self'; script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// live makes a page keep itself up to date. Without scripts it is the page as it was sent.
func (f *Office) live(w http.ResponseWriter) template.JS {
	w.Header().Set("Content-Security-Policy", livePolicy(f.script))
	return template.JS(f.script) // it is a file of ours
}

// news answers with a mark that is another one after a verdict or a decision has come. It costs
// two looks at the end of an index, so that open pages may ask every few seconds.
func (f *Office) news(w http.ResponseWriter, r *http.Request, v *visit) error {
	if v.producer() != "" {
		return refused(http.StatusForbidden, "refuse.role") // when others submit is not for him
	}
	mark, err := f.o.Store.Newest(r.Context())
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err = w.Write([]byte(mark))
	return err
}
