package door

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/gouji/gouji/pipeline/fault"
)

// Classes of refusals that are about the request and not about a document.
const (
	notFound         = "not_found"
	methodNotAllowed = "method_not_allowed"
	unavailable      = "unavailable"
	// slowUpload is a body that came too slowly.
	slowUpload = "slow_upload"
)

// againSoon is the Retry-After of a door that is only full, againLater that of one whose
// broker stalls.
const (
	againSoon  = time.Second
	againLater = 5 * time.Second
)

// refusal is an error with the answer it asks for. What happened and what to do is said in
// Chinese and in English.
type refusal struct {
	status int
	class  string
	zh, en string
	allow  string        // the methods of a 405
	retry  time.Duration // 0 for no Retry-After
}

func (r *refusal) Error() string { return r.class + ": " + r.en }

// after is the refusal with another Retry-After.
func (r *refusal) after(d time.Duration) *refusal {
	r.retry = d
	return r
}

// other is a refusal with a status and class of its own. Both formats take the same arguments.
func other(status int, class, zh, en string, args ...any) *refusal {
	r := &refusal{status: status, class: class, zh: fmt.Sprintf(zh, args...), en: fmt.Sprintf(en, args...)}
	if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
		r.retry = againSoon
	}
	return r
}

// refusef is a refusal of a class of package fault.
func refusef(c fault.Class, zh, en string, args ...any) *refusal {
	return other(statusOf(c), string(c), zh, en, args...)
}

func missing(zh, en string, args ...any) *refusal {
	return other(http.StatusNotFound, notFound, zh, en, args...)
}

func busy(retry time.Duration, zh, en string, args ...any) *refusal {
	return other(http.StatusServiceUnavailable, unavailable, zh, en, args...).after(retry)
}

func notThatWay(allow string) *refusal {
	r := other(http.StatusMethodNotAllowed, methodNotAllowed, "请用 %s", "use %s", allow)
	r.allow = allow
	return r
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
	case fault.Erased:
		return http.StatusGone
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
		r = refusef(poison.Class, "%.0s", "%s", poison.Err.Error()) // no Chinese: the class says it, see problem
		if delay, ok := fault.Delay(err); ok {
			r.retry = delay
		}
		return r
	}
	var refused *fault.RefusedError
	if errors.As(err, &refused) {
		return busy(refused.After, "暂不接收：%s；请稍后再发", "not taken in at present: %s; send it again later", refused.Reason)
	}
	delay, ok := fault.Delay(err)
	if !ok {
		delay = againLater
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return busy(delay, "没有接收，消息服务器没有应答；请重新发送", "not taken in, the broker stalls; send it again")
	}
	return busy(delay, "没有接收；请重新发送", "not taken in; send it again")
}
