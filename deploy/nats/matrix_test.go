package access_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"

	access "github.com/gouji/gouji/deploy/nats"
)

// cell is a subject and who may do what with it, written down apart from the
// configuration. Whoever is not named is refused.
type cell struct{ subject, publish, subscribe string }

const (
	workers  = "ingest parse validate publish"
	internal = "door ingest parse validate publish console replay deploy monitor results change"
	blobs    = "parse validate publish replay door monitor" // who reads payloads back
	blobsPut = "ingest parse validate publish replay"
)

func cells() []cell {
	return []cell{
		// Submissions. crawler and platform are two producers.
		{"gouji.submit.crawler", "crawler door", ""},
		{"gouji.submit.platform", "platform door", ""},
		// Where a submission's headers are believed.
		{"gouji.submit.replay", "replay", ""},
		{"gouji.submit.crawler.more", "", ""},
		{"gouji.submit.*", "door", ""},
		// A literal > is one token to the server; ingest refuses it as bad_subject_token.
		{"gouji.submit.>", "door", ""},
		{"gouji.submit.>.more", "", ""},

		// Hops, each by its stage. Nobody listens to them but `submit --wait` to receipts.
		{"gouji.p0.accepted.d", "door ingest replay archive", ""},
		{"gouji.p0.ingested.d", "ingest replay archive", ""},
		{"gouji.p0.parsed.v.2023.a.d", "parse replay archive", ""},
		{"gouji.p0.validated.r.v.2023.a.d.b", "validate replay archive", ""},
		{"gouji.p0.published.results.r.v.2023.a.d.b", "publish archive", ""},
		{"gouji.p0.published.receipt.r.v.2023.a.d.b", "publish archive", "door results"},
		{"gouji.p0.published.other.d", "", ""},
		{"gouji.p0.archived.d", "archive", ""},
		{"$JS.API.DIRECT.GET.GOUJI_P0.gouji.p0.archived.d", "ingest replay door archive", ""},
		{"gouji.p0.other.d", "", ""},
		{"gouji.p1.ingested.d", "", ""},
		{"gouji.p0.>", "", ""},
		{"gouji.>", "", ""},
		{">", "", ""},

		// Dead letters, each by its stage.
		{"gouji.dead.ingest.empty.gouji_submit.1.d", "ingest archive", "door results"},
		{"gouji.dead.parse.panic.gouji_p0.1.d", "parse archive", "door results"},
		{"gouji.dead.validate.panic.gouji_p0.1.d", "validate archive", "door results"},
		{"gouji.dead.publish.panic.gouji_p0.1.d", "publish archive", "door results"},
		{"gouji.dead.parse.dropped.gouji_p0.1.d", "parse replay archive", "door results"},
		{"gouji.dead.>", "archive", "door results"},

		// What became of documents: each producer hears its own.
		{"gouji.results.crawler.published", "results", "crawler door"},
		{"gouji.results.crawler.dead", "results", "crawler door"},
		{"gouji.results.crawler.*", "", "crawler door"},
		{"gouji.results.platform.dead", "results", "platform door"},
		{"gouji.results.*.dead", "results", "door"},
		{"gouji.results.crawler.other", "", "crawler door"},
		{"gouji.results.>", "", "door"},
		{"$JS.API.CONSUMER.CREATE.GOUJI_RESULTS.aB3dEf9h.gouji.results.crawler.*", "door results archive", ""},
		{"$JS.API.CONSUMER.CREATE.GOUJI_RESULTS.aB3dEf9h", "", ""},
		{"$JS.API.CONSUMER.MSG.NEXT.GOUJI_RESULTS.aB3dEf9h", "door results archive", ""},
		{"$JS.API.CONSUMER.DELETE.GOUJI_RESULTS.aB3dEf9h", "door results archive", ""},
		{"$JS.API.DIRECT.GET.GOUJI_RESULTS.gouji.results.*.*", "results", ""},
		{"$JS.API.CONSUMER.CREATE.GOUJI_P0.aB3dEf9h.gouji.p0.published.receipt.>", "results console replay monitor archive", ""},
		{"$JS.ACK.GOUJI_RESULTS.webhook-crawler.1.1.1.1.0", "results", ""},
		{"$KV.gouji-webhooks.webhook-crawler-1", "results", ""},
		{"$JS.API.CONSUMER.CREATE.KV_gouji-webhooks.aB3dEf9h.$KV.gouji-webhooks.>", "results", ""},
		{"$JS.API.STREAM.CREATE.KV_gouji-webhooks", "deploy", ""},
		{"$JS.API.STREAM.UPDATE.KV_gouji-webhooks", "change", ""},
		{"$JS.API.STREAM.DELETE.KV_gouji-webhooks", "", ""},
		{"$JS.API.STREAM.DELETE.GOUJI_RESULTS", "", ""},
		{"$JS.API.STREAM.PURGE.GOUJI_RESULTS", "", ""},
		{"$JS.API.STREAM.UPDATE.GOUJI_RESULTS", "change", ""},
		{"$JS.API.STREAM.CREATE.GOUJI_RESULTS", "deploy", ""},

		{"gouji.ctl.workers", "console monitor", workers},
		{"gouji.ctl.audit", "console monitor", "monitor"},
		{"$SRV.PING", "console", workers},
		{"$SRV.STATS.gouji-parse.x", "console", workers},
		{"$SRV.other", "", ""},
		{"gouji.ctl.other", "", ""},

		// Inboxes: everyone's own, and the answers to who is there.
		{"_INBOX_crawler.x.y", "", "crawler"},
		{"_INBOX_platform.x.y", "", "platform"},
		{"_INBOX_door.x.y", "", "door"},
		{"_INBOX_ingest.x.y", "", "ingest"},
		{"_INBOX_parse.x.y", "", "parse"},
		{"_INBOX_validate.x.y", "", "validate"},
		{"_INBOX_publish.x.y", "", "publish"},
		{"_INBOX_console.x.y", workers + " monitor", "console"},
		{"_INBOX_replay.x.y", "", "replay"},
		{"_INBOX_deploy.x.y", "", "deploy"},
		{"_INBOX_monitor.x.y", workers + " monitor", "monitor"},
		{"_INBOX_results.x.y", "", "results"},
		{"_INBOX_change.x.y", "", "change"},
		{"_INBOX_backup.x.y", "", "backup"},
		{"_INBOX_archive.x.y", "", "archive"},
		{"_INBOX.>", "", ""},

		// Getting and settling work.
		{"$JS.API.CONSUMER.MSG.NEXT.GOUJI_SUBMIT.ingest", "ingest", ""},
		{"$JS.API.CONSUMER.MSG.NEXT.GOUJI_P0.parse", "parse", ""},
		{"$JS.API.CONSUMER.MSG.NEXT.GOUJI_P0.validate", "validate", ""},
		{"$JS.API.CONSUMER.MSG.NEXT.GOUJI_P0.publish", "publish", ""},
		{"$JS.ACK.GOUJI_SUBMIT.ingest.1.1.1.1.0", "ingest", ""},
		{"$JS.ACK.GOUJI_P0.parse.1.1.1.1.0", "parse", ""},
		{"$JS.ACK.GOUJI_P0.validate.1.1.1.1.0", "validate", ""},
		{"$JS.ACK.GOUJI_P0.publish.1.1.1.1.0", "publish", ""},

		// Scans, with consumers of random names, whose filter stands in the subject.
		{"$JS.API.CONSUMER.CREATE.GOUJI_P0.aB3dEf9h.gouji.p0.>", "console replay monitor archive", ""},
		{"$JS.API.CONSUMER.CREATE.GOUJI_P0.aB3dEf9h.gouji.p0.parsed.*.2023.>", "console replay monitor archive", ""},
		{"$JS.API.CONSUMER.CREATE.GOUJI_P0.aB3dEf9h.gouji.>", "", ""},
		{"$JS.API.CONSUMER.CREATE.GOUJI_P0.aB3dEf9h", "", ""},
		{"$JS.API.CONSUMER.MSG.NEXT.GOUJI_P0.aB3dEf9h", "console replay monitor results archive", ""},
		{"$JS.API.CONSUMER.DELETE.GOUJI_P0.aB3dEf9h", "console replay monitor results archive", ""},
		{"$JS.API.CONSUMER.CREATE.GOUJI_DEAD.aB3dEf9h.gouji.dead.>", "console replay monitor results archive", ""},
		{"$JS.API.CONSUMER.CREATE.GOUJI_DEAD.aB3dEf9h.gouji.dead.parse.*.>", "console replay monitor results archive", ""},
		{"$JS.API.CONSUMER.CREATE.GOUJI_DEAD.aB3dEf9h", "", ""},
		{"$JS.API.CONSUMER.MSG.NEXT.GOUJI_DEAD.aB3dEf9h", "console replay monitor results archive", ""},
		{"$JS.API.CONSUMER.DELETE.GOUJI_DEAD.aB3dEf9h", "console replay monitor results archive", ""},
		{"$JS.API.CONSUMER.CREATE.GOUJI_SUBMIT.aB3dEf9h", "", ""},
		{"$JS.API.CONSUMER.CREATE.GOUJI_SUBMIT.aB3dEf9h.gouji.submit.*", "", ""},
		{"$JS.API.CONSUMER.DURABLE.CREATE.GOUJI_P0.aB3dEf9h", "", ""},

		// The stages' consumers.
		{"$JS.API.CONSUMER.CREATE.GOUJI_SUBMIT.ingest.gouji.submit.*", "deploy", ""},
		{"$JS.API.CONSUMER.CREATE.GOUJI_P0.parse.gouji.p0.ingested.*", "deploy", ""},
		{"$JS.API.CONSUMER.CREATE.GOUJI_P0.validate.gouji.p0.parsed.>", "deploy", ""},
		{"$JS.API.CONSUMER.CREATE.GOUJI_P0.publish.gouji.p0.validated.>", "deploy", ""},
		{"$JS.API.CONSUMER.CREATE.GOUJI_P0.parse.gouji.p0.parsed.>", "", ""},
		{"$JS.API.CONSUMER.CREATE.GOUJI_P0.parse", "", ""},
		{"$JS.API.CONSUMER.CREATE.GOUJI_P0.parse.gouji.p0.>", "", ""},
		{"$JS.API.CONSUMER.CREATE.GOUJI_P0.validate.gouji.p0.>", "", ""},
		{"$JS.API.CONSUMER.CREATE.GOUJI_P0.publish.gouji.p0.>", "", ""},
		{"$JS.API.CONSUMER.CREATE.GOUJI_P0", "", ""},
		{"$JS.API.CONSUMER.DELETE.GOUJI_SUBMIT.ingest", "", ""},
		{"$JS.API.CONSUMER.DELETE.GOUJI_P0.parse", "", ""},
		{"$JS.API.CONSUMER.DELETE.GOUJI_P0.validate", "", ""},
		{"$JS.API.CONSUMER.DELETE.GOUJI_P0.publish", "", ""},
		{"$JS.API.CONSUMER.PAUSE.GOUJI_P0.parse", "", ""},
		{"$JS.API.CONSUMER.RESET.GOUJI_P0.parse", "", ""},
		{"$JS.API.CONSUMER.INFO.GOUJI_P0.parse", internal + " archive", ""},

		// Looking and changing.
		{"$JS.API.INFO", "deploy monitor change console", ""},
		{"$JS.API.STREAM.NAMES", "console deploy change", ""},
		{"$JS.API.CONSUMER.NAMES.GOUJI_P0", "", ""},
		{"$JS.API.CONSUMER.LIST.GOUJI_SUBMIT", "console deploy change", ""},
		{"$JS.API.CONSUMER.LIST.GOUJI_P0", "console deploy change", ""},
		{"$JS.API.CONSUMER.LIST.GOUJI_DEAD", "console deploy change", ""},
		{"$JS.API.CONSUMER.LIST.KV_gouji-ledger", "", ""},
		{"$JS.API.STREAM.LIST", "", ""},
		{"$JS.API.STREAM.INFO.GOUJI_SUBMIT", internal + " backup archive", ""},
		{"$JS.API.STREAM.INFO.GOUJI_P0", internal + " backup archive", ""},
		{"$JS.API.STREAM.INFO.GOUJI_DEAD", internal + " backup archive", ""},
		{"$JS.API.STREAM.INFO.OBJ_gouji-blobs", internal + " backup archive", ""},
		{"$JS.API.STREAM.INFO.KV_gouji-ledger", internal + " backup archive", ""},
		{"$JS.API.STREAM.CREATE.GOUJI_SUBMIT", "deploy", ""},
		{"$JS.API.STREAM.CREATE.GOUJI_P0", "deploy", ""},
		{"$JS.API.STREAM.CREATE.KV_gouji-rules", "deploy", ""},
		{"$JS.API.STREAM.CREATE.OTHER", "", ""},
		{"$JS.API.STREAM.UPDATE.GOUJI_SUBMIT", "change monitor", ""},
		{"$JS.API.STREAM.UPDATE.GOUJI_P0", "change", ""},
		{"$JS.API.STREAM.UPDATE.OBJ_gouji-blobs", "change", ""},
		{"$JS.API.STREAM.UPDATE.GOUJI_DEAD", "change", ""},
		{"$JS.API.STREAM.UPDATE.KV_gouji-rules", "change", ""},
		{"$JS.API.STREAM.UPDATE.OTHER", "", ""},
		{"$JS.API.STREAM.DELETE.GOUJI_SUBMIT", "", ""},
		{"$JS.API.STREAM.DELETE.GOUJI_P0", "", ""},
		{"$JS.API.STREAM.DELETE.GOUJI_DEAD", "", ""},
		{"$JS.API.STREAM.DELETE.OBJ_gouji-blobs", "", ""},
		{"$JS.API.STREAM.DELETE.KV_gouji-ledger", "deploy", ""},
		{"$JS.API.STREAM.DELETE.KV_gouji-rules", "", ""},
		{"$JS.API.STREAM.PURGE.GOUJI_P0", "", ""},
		{"$JS.API.STREAM.PURGE.GOUJI_DEAD", "", ""},
		{"$JS.API.STREAM.PURGE.OBJ_gouji-blobs", "archive", ""},
		{"$JS.API.STREAM.MSG.DELETE.GOUJI_P0", "archive", ""},
		{"$JS.API.STREAM.MSG.DELETE.GOUJI_DEAD", "replay archive", ""},
		{"$JS.API.STREAM.MSG.DELETE.GOUJI_RESULTS", "archive", ""},
		{"$JS.API.STREAM.MSG.DELETE.OBJ_gouji-blobs", "archive", ""},
		{"$JS.API.STREAM.MSG.DELETE.GOUJI_SUBMIT", "", ""},
		{"$JS.API.STREAM.MSG.DELETE.KV_gouji-ledger", "", ""},
		{"$JS.API.DIRECT.GET.GOUJI_RESULTS", "archive", ""},
		{"$JS.API.STREAM.SNAPSHOT.GOUJI_P0", "backup", ""},
		{"$JS.API.STREAM.SNAPSHOT.GOUJI_SUBMIT", "backup", ""},
		{"$JS.API.STREAM.SNAPSHOT.OBJ_gouji-blobs", "backup", ""},
		{"$JS.API.STREAM.SNAPSHOT.KV_gouji-webhooks", "backup", ""},
		{"$JS.API.STREAM.SNAPSHOT.KV_gouji-witness", "", ""},
		{"$JS.API.STREAM.SNAPSHOT.OTHER", "", ""},
		{"$JS.SNAPSHOT.ACK.GOUJI_P0.x", "backup", ""},
		{"$JS.SNAPSHOT.RESTORE.GOUJI_P0.x", "", ""},
		{"$JS.API.STREAM.RESTORE.GOUJI_P0", "", ""},
		{"$JS.API.>", "", ""},

		// Reading single messages.
		{"$JS.API.STREAM.MSG.GET.GOUJI_SUBMIT", "", ""},
		{"$JS.API.STREAM.MSG.GET.GOUJI_P0", "", ""},
		{"$JS.API.DIRECT.GET.GOUJI_SUBMIT", "", ""},
		{"$JS.API.DIRECT.GET.GOUJI_SUBMIT.gouji.submit.crawler", "", ""},
		{"$JS.API.DIRECT.GET.GOUJI_P0", "monitor archive", ""},
		{"$JS.API.DIRECT.GET.GOUJI_DEAD", "replay archive", ""},
		{"$JS.API.DIRECT.GET.GOUJI_P0.gouji.p0.accepted.d", "ingest door publish replay results archive", ""},
		{"$JS.API.DIRECT.GET.GOUJI_P0.gouji.p0.ingested.d", "ingest parse replay archive", ""},
		{"$JS.API.DIRECT.GET.GOUJI_P0.gouji.p0.parsed.v.2023.a.d", "parse validate publish replay archive", ""},
		{"$JS.API.DIRECT.GET.GOUJI_P0.gouji.p0.validated.r.v.2023.a.d.b", "validate publish replay archive", ""},
		{"$JS.API.DIRECT.GET.GOUJI_P0.gouji.p0.published.receipt.*.*.*.*.d.*", "door validate publish replay archive", ""},
		{"$JS.API.DIRECT.GET.GOUJI_P0.gouji.p0.published.results.r.v.2023.a.d.b", "door validate publish replay archive", ""},
		{"$JS.API.DIRECT.GET.GOUJI_P0.>", "", ""},
		{"$JS.API.DIRECT.GET.GOUJI_DEAD.gouji.dead.ingest.*.*.*.d", "ingest door console replay archive", ""},
		{"$JS.API.DIRECT.GET.GOUJI_DEAD.gouji.dead.parse.*.*.*.d", "parse door console replay archive", ""},
		{"$JS.API.DIRECT.GET.GOUJI_DEAD.gouji.dead.parse.dropped.*.*.d", "ingest parse door console replay archive", ""},
		{"$JS.API.DIRECT.GET.GOUJI_DEAD.gouji.dead.*.*.*.*.d", "door console replay archive", ""},

		// Blobs, ledger, rules.
		{"$O.gouji-blobs.C.n", blobsPut + " archive", ""},
		{"$O.gouji-blobs.M.n", blobsPut + " archive", ""},
		{"$O.other.C.n", "", ""},
		{"$JS.API.DIRECT.GET.OBJ_gouji-blobs.$O.gouji-blobs.M.n", blobs + " ingest archive", ""},
		{"$JS.API.DIRECT.GET.OBJ_gouji-blobs.$O.gouji-blobs.C.n", blobs + " archive", ""},
		{"$JS.API.DIRECT.GET.OBJ_gouji-blobs", blobs + " archive", ""},
		{"$JS.API.CONSUMER.CREATE.OBJ_gouji-blobs.aB3dEf9h.$O.gouji-blobs.M.>", "monitor archive", ""},
		{"$JS.API.CONSUMER.MSG.NEXT.OBJ_gouji-blobs.aB3dEf9h", "monitor archive", ""},
		{"$JS.API.CONSUMER.CREATE.OBJ_gouji-blobs.aB3dEf9h.$O.gouji-blobs.C.n", blobs + " archive", ""},
		{"$JS.API.CONSUMER.CREATE.OBJ_gouji-blobs.aB3dEf9h", "", ""},
		{"$JS.API.CONSUMER.DELETE.OBJ_gouji-blobs.aB3dEf9h", blobs + " archive", ""},
		{"$JS.FC.OBJ_gouji-blobs.c.r", blobs + " archive", ""},
		{"$KV.gouji-ledger.k", "validate replay archive", ""},
		{"$JS.API.DIRECT.GET.KV_gouji-ledger.$KV.gouji-ledger.k", "validate replay archive", ""},
		{"$KV.gouji-pending.k", "validate", ""},
		{"$JS.API.DIRECT.GET.KV_gouji-pending.$KV.gouji-pending.k", "validate door", ""},
		{"$JS.API.STREAM.PURGE.KV_gouji-pending", "validate", ""},
		{"$JS.API.STREAM.PURGE.KV_gouji-ledger", "", ""},
		{"$JS.API.STREAM.CREATE.KV_gouji-pending", "deploy", ""},
		{"$JS.API.STREAM.UPDATE.KV_gouji-pending", "change", ""},
		{"$KV.gouji-rules.active", "deploy", ""},
		{"$KV.gouji-rules.other", "", ""},
		{"$JS.API.DIRECT.GET.KV_gouji-rules.$KV.gouji-rules.active", "validate door replay deploy", ""},
		{"$JS.API.CONSUMER.CREATE.KV_gouji-rules.aB3dEf9h.$KV.gouji-rules.active", "validate door", ""},

		// The high-water marks.
		{"$KV.gouji-witness.marks", "monitor", ""},
		{"$KV.gouji-witness.accepted", "monitor", ""},
		{"$JS.API.DIRECT.GET.KV_gouji-witness.$KV.gouji-witness.accepted", "monitor", ""},
		{"$KV.gouji-witness.store", "publish monitor", ""},
		{"$KV.gouji-witness.removed", "replay monitor archive", ""},
		{"$JS.API.DIRECT.GET.KV_gouji-witness.$KV.gouji-witness.marks", "monitor", ""},
		{"$JS.API.DIRECT.GET.KV_gouji-witness.$KV.gouji-witness.store", "publish monitor", ""},
		{"$JS.API.DIRECT.GET.KV_gouji-witness.$KV.gouji-witness.removed", "replay monitor archive", ""},
		{"$JS.API.STREAM.CREATE.KV_gouji-witness", "deploy", ""},
		{"$JS.API.STREAM.UPDATE.KV_gouji-witness", "change", ""},
		{"$JS.API.STREAM.DELETE.KV_gouji-witness", "", ""},
		{"$JS.API.STREAM.PURGE.KV_gouji-witness", "", ""},

		// The server itself.
		{"$SYS.>", "", ""},
		{"$SYS.REQ.SERVER.PING", "", ""},
		{"$JS.EVENT.ADVISORY.>", "", ""},
	}
}

// TestEveryCell asks the server for every role, every subject, both ways.
func TestEveryCell(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	for _, name := range append(access.Roles(), "crawler", "platform") {
		nc := p.client(name)
		for _, c := range cells() {
			for what, probe := range map[string]struct {
				may string
				ask func(*nats.Conn, string) (bool, error)
			}{"publish to": {c.publish, mayPublish}, "subscribe to": {c.subscribe, maySubscribe}} {
				got, err := probe.ask(nc, c.subject)
				if err != nil {
					t.Fatalf("%s, %s %s: %v", name, what, c.subject, err)
				}
				if want := slices.Contains(strings.Fields(probe.may), name); got != want {
					t.Errorf("%s: %s %s is %s, want %s", name, what, c.subject, word(got), word(want))
				}
			}
		}
	}
}

func word(allowed bool) string {
	if allowed {
		return "allowed"
	}
	return "refused"
}

func mayPublish(nc *nats.Conn, subject string) (bool, error) {
	if err := nc.Publish(subject, nil); err != nil {
		return false, err
	}
	return notRefused(nc, fmt.Sprintf("Publish to %q", subject))
}

func maySubscribe(nc *nats.Conn, subject string) (bool, error) {
	sub, err := nc.SubscribeSync(subject)
	if err != nil {
		return false, err
	}
	ok, err := notRefused(nc, fmt.Sprintf("Subscription to %q", subject))
	_ = sub.Unsubscribe() // a refused one is gone already
	return ok, err
}

// notRefused waits for the server's answer: a refusal comes before the flush returns.
func notRefused(nc *nats.Conn, what string) (bool, error) {
	if err := nc.Flush(); err != nil {
		return false, err
	}
	err := nc.LastError()
	return !errors.Is(err, nats.ErrPermissionViolation) || !strings.Contains(err.Error(), what), nil
}
