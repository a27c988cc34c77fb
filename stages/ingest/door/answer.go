package door

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/gouji/gouji/pipeline/fault"
)

// Classes of refusals that are about the request and not about a document.
const (
	notFound         = "not_found"
	methodNotAllowed = "method_not_allowed"
	unavailable      = "unavailable"
)

// againSoon is the Retry-After of a door that is only full, againLater that of one whose
// broker stalls.
const (
	againSoon  = time.Second
	againLater = 5 * time.Second
)

// refusal is an error with the answer it asks for.
type refusal struct {
	status         int
	class, message string
	allow          string        // the methods of a 405
	retry          time.Duration // 0 for no Retry-After
}

func (r *refusal) Error() string { return r.class + ": " + r.message }

func busy(retry time.Duration, message string) *refusal {
	return &refusal{status: http.StatusServiceUnavailable, class: unavailable, message: message, retry: retry}
}

// statusOf is the status of a class: 400 for a request that is wrong in itself, 422 for a
// document that is.
func statusOf(c fault.Class) int {
	switch c {
	case fault.Unauthorized:
		return http.StatusUnauthorized
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.RateLimited:
		return http.StatusTooManyRequests
	case fault.TooLarge:
		return http.StatusRequestEntityTooLarge
	case fault.UnsupportedType, fault.TypeMismatch:
		return http.StatusUnsupportedMediaType
	case fault.Empty, fault.Malformed, fault.BadMetadata, fault.BadHeader, fault.BadSubjectToken, fault.DigestMismatch:
		return http.StatusBadRequest
	case fault.AttemptsExhausted:
		return http.StatusServiceUnavailable
	case fault.Panic:
		return http.StatusInternalServerError
	}
	return http.StatusUnprocessableEntity
}

// refusalOf finds the refusal in an error: its own, that of its class, and for every
// other error one that may pass. What such an error says is for the log alone.
func refusalOf(err error) *refusal {
	var r *refusal
	if errors.As(err, &r) {
		return r
	}
	var poison *fault.PoisonError
	if errors.As(err, &poison) {
		r = &refusal{status: statusOf(poison.Class), class: string(poison.Class), message: poison.Err.Error()}
		if r.status == http.StatusTooManyRequests || r.status == http.StatusServiceUnavailable {
			r.retry = againSoon
		}
		if delay, ok := fault.Delay(err); ok {
			r.retry = delay
		}
		return r
	}
	var refused *fault.RefusedError
	if errors.As(err, &refused) {
		return busy(refused.After, "not taken in at present: "+refused.Reason+"; send it again later")
	}
	message := "not taken in; send it again"
	if errors.Is(err, context.DeadlineExceeded) {
		message = "not taken in, the broker stalls; send it again"
	}
	delay, ok := fault.Delay(err)
	if !ok {
		delay = againLater
	}
	return busy(delay, message)
}

// answer is a status and the body to write as JSON.
type answer struct {
	status  int
	body    any
	refusal *refusal
}

func refuse(err error) answer {
	r := refusalOf(err)
	return answer{status: r.status, refusal: r}
}

func (a answer) class() string {
	if a.refusal == nil {
		return ""
	}
	return a.refusal.class
}

// errorBody is the one shape of every refusal.
type errorBody struct {
	Error struct {
		Class   string `json:"class"`
		Message string `json:"message"`
	} `json:"error"`
}

func (a answer) write(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Referrer-Policy", "no-referrer")
	body := a.body
	if f := a.refusal; f != nil {
		var e errorBody
		e.Error.Class, e.Error.Message = f.class, f.message
		body = e
		if f.allow != "" {
			h.Set("Allow", f.allow)
		}
		if f.status == http.StatusUnauthorized {
			h.Set("WWW-Authenticate", `Bearer realm="gouji"`)
		}
		if f.retry > 0 {
			h.Set("Retry-After", strconv.Itoa(int(math.Ceil(f.retry.Seconds()))))
		}
	}
	w.WriteHeader(a.status)
	if r.Method == http.MethodHead {
		return
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(body) // the status is sent; a client that has gone is no failure
}
