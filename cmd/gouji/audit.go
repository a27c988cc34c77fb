package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/pipeline"
)

// auditFlags say what an audit does beside looking.
type auditFlags struct {
	quick   bool
	repair  bool
	collect time.Duration
	accept  bool
	archive string
}

func newAudit(a *app) *cobra.Command {
	var f auditFlags
	cmd := &cobra.Command{
		Use:   "audit",
		Short: "核查:每份文档的去向、流中的空洞、损坏的数据 · where every document is, holes in streams, damaged blobs",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.repair && f.collect > 0 {
				return exit(exitUsage, errors.New("--repair and --collect do not go together; repair first"))
			}
			if f.accept && (f.repair || f.collect > 0) {
				return exit(exitUsage, errors.New("--accept-loss goes alone"))
			}
			if f.collect != 0 && f.collect < pipeline.MinOrphanAge {
				return exit(exitUsage, fmt.Errorf("--collect %s is less than %s, within which a blob may still get its reference", f.collect, pipeline.MinOrphanAge))
			}
			if f.archive != "" {
				if f.repair || f.accept || f.quick || f.collect > 0 {
					return exit(exitUsage, errors.New("--archive goes alone"))
				}
				return a.auditArchive(f.archive)
			}
			return a.withClient(cmd.Context(), func(ctx context.Context, conn *pipeline.Conn) error {
				if f.accept {
					return a.acceptLoss(ctx, conn)
				}
				return a.audit(ctx, conn, f)
			})
		},
	}
	cmd.Flags().BoolVar(&f.quick, "quick", false, "只看大对象是否在,不读其内容 · look whether blobs are there, do not read them")
	cmd.Flags().BoolVar(&f.repair, "repair", false, "修复:去向不明的文档重新处理,错的大对象删去 · repair: process lost documents anew, remove blobs with wrong bytes")
	cmd.Flags().BoolVar(&f.accept, "accept-loss", false, "确认已知的损失:记下何人何时,以现状为准 · acknowledge what is lost: note who did and when, and go on from what is there")
	cmd.Flags().DurationVar(&f.collect, "collect", 0, "清理早于此时长的无主大对象,至少 1h · remove orphan blobs older than this, at least 1h")
	cmd.Flags().StringVar(&f.archive, "archive", "", "核对一个归档文件,不连接 NATS · verify an archive's file, without a NATS server")
	return cmd
}

// audited is what `gouji audit --format json` prints.
type audited struct {
	pipeline.AuditReport
	// Destroyed is what is gone by the high-water marks, AcceptedLosses what was acknowledged.
	Destroyed      []pipeline.WitnessFault `json:"destroyed"`
	AcceptedLosses []pipeline.WitnessLoss  `json:"accepted_losses,omitempty"`

	Repaired  *pipeline.Repaired `json:"repaired,omitempty"`
	Collected *int               `json:"collected,omitempty"`
}

// audit looks, does what it was asked to, and ends with status 1 where something was
// wrong, mended or not.
func (a *app) audit(ctx context.Context, conn *pipeline.Conn, f auditFlags) error {
	out := audited{Destroyed: []pipeline.WitnessFault{}}
	lost, err := pipeline.Destroyed(ctx, conn)
	if err == nil {
		out.Destroyed = append(out.Destroyed, lost...)
		out.AcceptedLosses, err = pipeline.AcceptedLosses(ctx, conn)
	}
	if err != nil {
		return err
	}
	switch {
	case f.repair:
		var done pipeline.Repaired
		out.AuditReport, done, err = pipeline.Repair(ctx, conn)
		out.Repaired = &done
	case f.collect > 0:
		var n int
		out.AuditReport, n, err = pipeline.Collect(ctx, conn, f.collect, time.Now())
		out.Collected = &n
	default:
		out.AuditReport, err = pipeline.Audit(ctx, conn, pipeline.AuditOptions{Quick: f.quick})
	}
	if err != nil {
		a.printDestroyed(out.Destroyed) // it may be why
		return err
	}
	if err := emit(a, func() { a.printAudit(out) }, out); err != nil {
		return err
	}
	if !out.Clean() || len(out.Destroyed) > 0 {
		return exit(exitFound, nil)
	}
	return nil
}

func (a *app) printAudit(r audited) {
	say := a.out
	say("status.totals", r.Accepted, r.Published, r.Dead, r.InFlight, r.Unaccounted)
	if r.Unread > 0 {
		say("status.unread", r.Unread)
	}
	if r.Archived > 0 {
		say("audit.archived", r.Archived)
	}
	if r.Erased > 0 {
		say("audit.erased", r.Erased)
	}
	for _, doc := range r.UnaccountedIDs {
		say("audit.lost", doc)
	}
	for _, h := range r.Holes {
		kind := h.Kind
		if h.Accepted {
			kind = "accepted"
		}
		say("audit.hole."+kind, h.Stream, h.First, h.Last)
	}
	for _, p := range r.Unfit {
		say("audit.unfit", p.Stream, p.Sequence, p.Subject)
	}
	say("audit.blobs", r.Blobs.Stored, r.Blobs.Bytes, len(r.Blobs.Missing), len(r.Blobs.Damaged), len(r.Blobs.Orphans))
	for _, ref := range r.Blobs.Missing {
		if _, given := slices.BinarySearch(r.Blobs.Accepted, ref); given {
			say("audit.given", ref)
		} else {
			say("audit.missing", ref)
		}
	}
	for _, ref := range r.Blobs.Damaged {
		say("audit.damaged", ref)
	}
	if d := r.Repaired; d != nil {
		say("audit.repaired", len(d.Redone), len(d.Removed), len(d.Hopeless), len(d.Rewritten))
		for doc, why := range d.Hopeless {
			say("audit.hopeless", doc, why)
		}
	}
	if r.Collected != nil {
		say("audit.collected", *r.Collected)
	}
	for _, l := range r.AcceptedLosses {
		say("audit.earlier", l.Time.Format(time.RFC3339), l.By, len(l.Faults))
	}
	a.printDestroyed(r.Destroyed)
}

// printDestroyed says what is gone and what to do, in the language of the configuration.
func (a *app) printDestroyed(faults []pipeline.WitnessFault) {
	if a.format == asJSON {
		return
	}
	for _, f := range faults {
		text := f.MessageZH
		if a.conf.Lang == "en" {
			text = f.Message
		}
		a.out("audit.destroyed", text)
	}
}

// acceptLoss has what is missing told no more, and notes who wants it so.
func (a *app) acceptLoss(ctx context.Context, conn *pipeline.Conn) error {
	by, now := whoami(), time.Now()
	lost, err := pipeline.AcceptLoss(ctx, conn, by, now)
	if err != nil {
		return err
	}
	return emit(a, func() {
		a.printDestroyed(lost)
		a.out("audit.accepted", by, len(lost))
	}, pipeline.WitnessLoss{Time: now.UTC(), By: by, Faults: lost})
}
