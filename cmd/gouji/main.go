// Command gouji reads China's government information disclosure annual reports
// (政府信息公开工作年度报告) and cross-checks their figures, as a stream processor on NATS
// JetStream or offline on files.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// No process ends of SIGHUP: those that run on read their files again, the others go on.
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	code := run(ctx, program{
		Args: os.Args[1:], Env: os.LookupEnv, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Hangup: hangup,
	})
	stop()
	os.Exit(code)
}
