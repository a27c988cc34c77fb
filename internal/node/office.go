package node

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"time"

	"github.com/gouji/gouji/internal/office"
	"github.com/gouji/gouji/internal/pageimage"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/publish/viewer"
	"github.com/gouji/gouji/stages/report"
)

// statusTime bounds the look for the operator's page.
const statusTime = 10 * time.Second

// office makes the pages where this process has the store, nil where it does not. Without a
// sign-in they are for this machine alone: the broker is in this process, and the address is
// one that only this machine reaches.
func (n *Node) office() (*office.Office, error) {
	if n.store == nil {
		return nil, nil
	}
	if n.o.Access.Open() {
		if n.o.Server == nil || !loopback(n.o.HTTP) {
			n.o.Log.Warn().Str("http", n.o.HTTP).Msg("no pages are served: others can reach this address, and nobody has to sign in; name users in --http-tokens, or a proxy's header")
			return nil, nil
		}
		n.o.Log.Warn().Str("http", n.o.HTTP).Msg("the pages need no sign-in: whoever uses this machine may see and decide all")
	}
	var pages func(ctx context.Context, pdf []byte, doc, shown *report.Document) ([]viewer.Page, error)
	if r, err := pageimage.New(n.o.PageRenderer); err == nil {
		pages = r.Pages
	} else {
		n.o.Log.Debug().Err(err).Msg("the office shows the words of PDFs without pictures of their pages")
	}
	return office.New(office.Options{
		Store: n.store, Checker: n.checker, Access: n.o.Access, Hosts: append([]string{"localhost"}, n.o.Hosts...), Lang: n.o.Lang,
		Log: n.o.Log, Clock: time.Now, Status: n.status, Pages: pages,
		Raw: func(ctx context.Context, doc string) ([]byte, error) { return pipeline.RawDocument(ctx, n.conn, doc) },
	})
}

// loopback reports whether only this machine reaches an address.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// status is what the operator's page shows.
func (n *Node) status(ctx context.Context) ([]office.Fact, error) {
	ctx, cancel := context.WithTimeout(ctx, statusTime)
	defer cancel()
	s, err := pipeline.Look(ctx, n.conn, time.Now())
	if err != nil {
		return nil, err
	}
	count := func(name string, v any) office.Fact { return office.Fact{Name: name, Value: fmt.Sprint(v)} }
	out := []office.Fact{count("接收 · accepted", s.Accepted), count("已发布 · published", s.Published), count("死信 · dead", s.Dead),
		count("处理中 · in flight", s.InFlight)}
	if s.Unaccounted != nil { // a standing audit has counted
		out = append(out, count("去向不明 · unaccounted", *s.Unaccounted))
	}
	for _, stage := range s.Stages {
		out = append(out, count(stage.Stage+"：积压 · lag", stage.Lag), count(stage.Stage+"：待确认 · ack pending", stage.AckPending))
	}
	return out, nil
}
