package door

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// TestTokensAreReplaced: who has a new one comes in, who has an old one does not, and who kept
// his has used up what he had used up. What is refused changes nothing.
func TestTokensAreReplaced(t *testing.T) {
	t.Parallel()
	now := time.Unix(0, 0)
	d := open(t, &back{}, func(o *Options) {
		o.Tokens = []Token{NewToken("crawler", "old"), NewToken("city", "kept")}
		o.Limits.Rate, o.Limits.Burst, o.Clock = 1, 1, func() time.Time { return now }
	})
	admit := func(secret string) error {
		r := httptest.NewRequest(http.MethodPost, "/v1/reports", nil)
		r.Header.Set("Authorization", "Bearer "+secret)
		_, err := d.admit(r)
		return err
	}
	if admit("kept") != nil {
		t.Fatal("a token is refused")
	}
	if err := d.SetTokens([]Token{NewToken("crawler", "new"), NewToken("city", "kept")}); err != nil {
		t.Fatal(err)
	}
	if admit("new") != nil || admit("old") == nil || admit("kept") == nil {
		t.Errorf("new: %v, old: %v, kept, whose rate is used up: %v", admit("new"), admit("old"), admit("kept"))
	}
	now = now.Add(time.Hour)
	for name, bad := range map[string][]Token{
		"none": nil, "the same secret": {NewToken("a", "s"), NewToken("b", "s")}, "no subject's token": {NewToken("*", "s")},
	} {
		if d.SetTokens(bad) == nil {
			t.Errorf("%s: not refused", name)
		}
	}
	if admit("new") != nil {
		t.Error("what was refused has changed who comes in")
	}
	if open(t, &back{}, nil).SetTokens([]Token{NewToken("a", "s")}) == nil {
		t.Error("a door that is open to everybody was shut")
	}
}
