package door

import (
	"net/http"

	"github.com/gouji/gouji/pipeline/fault"
)

// Starting answers every request for a door that is not ready: with 503, a class, and when to ask
// again. So a producer hears a refusal, and not a closed port, from a program that waits for its
// broker or for room on its disk. refusing says why submissions are refused, "" where nothing but
// the start is waited for.
func Starting(refusing func() string) http.Handler {
	d := &Door{o: Options{ClassName: func(_ string, c fault.Class) string { return string(c) }}}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f := busy(againLater, "暂不接收：程序正在启动，等待 NATS、数据库或磁盘空间；请稍后再发", "not taken in at present: the program is starting, and waits for its broker, its database or room on the disk; send it again later")
		if reason := refusing(); reason != "" {
			f = refusalOf(&fault.RefusedError{Reason: reason, After: againLater})
		}
		d.write(w, r, refuse(f))
	})
}
