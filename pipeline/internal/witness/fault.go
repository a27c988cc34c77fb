package witness

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Kind says what was destroyed.
type Kind string

// The kinds of faults.
const (
	// StreamMissing: a stream is not there.
	StreamMissing Kind = "stream_missing"
	// StreamRecreated: a stream was deleted and made anew, or put back from an older copy.
	StreamRecreated Kind = "stream_recreated"
	// MessagesRemoved: messages left a stream that should not have, by a purge or a limit.
	MessagesRemoved Kind = "messages_removed"
	// BlobsMissing: there are fewer blobs than there were, or than documents that have one.
	BlobsMissing Kind = "blobs_missing"
	// KeysMissing: a bucket has fewer keys than it had.
	KeysMissing Kind = "keys_missing"
	// RowsMissing: the store has fewer verdicts than it had, or than there are receipts.
	RowsMissing Kind = "rows_missing"
	// StoreReplaced: the newest verdict that was seen in the store is not there.
	StoreReplaced Kind = "store_replaced"
	// StoreMoved: the file at the store's path is not the open one.
	StoreMoved Kind = "store_moved"
)

// Kinds returns all kinds of faults.
func Kinds() []Kind {
	return []Kind{StreamMissing, StreamRecreated, MessagesRemoved, BlobsMissing, KeysMissing, RowsMissing, StoreReplaced, StoreMoved}
}

// lasting kinds stay told until somebody accepts them, because what comes later would cover
// them up: a stream that was purged fills again. The others end when what is missing is back.
func (k Kind) lasting() bool {
	return k == StreamRecreated || k == MessagesRemoved || k == BlobsMissing
}

// Fault is something that was destroyed.
type Fault struct {
	Kind Kind `json:"kind"`
	// What is the stream's name, or the store's.
	What string `json:"what"`
	// Was and Is are how much there was and is: messages, blobs, keys or rows.
	Was uint64 `json:"was"`
	Is  uint64 `json:"is"`
	// Documents is how many accepted documents were in the log by then, for a stream of theirs.
	Documents uint64 `json:"documents,omitempty"`
	// Since is when it was found.
	Since time.Time `json:"since"`
	// MessageZH and Message say what happened and what to do.
	MessageZH string `json:"message_zh"`
	Message   string `json:"message"`
}

// Error is both messages.
func (f Fault) Error() string { return f.MessageZH + " · " + f.Message }

// same reports whether two faults are of one thing.
func (f Fault) same(o Fault) bool { return f.Kind == o.Kind && f.What == o.What }

// has reports whether a list has a fault of the same thing.
func has(list []Fault, f Fault) bool { return slices.ContainsFunc(list, f.same) }

// cures is what to do about a loss, by what was lost.
func cures(r role, stream string) (zh, en string) {
	switch r {
	case submissions:
		return "请提交者重新提交尚无结果的文档", "have the producers submit again what has no result"
	case logged:
		return "从副本或备份恢复，或重新提交原始文件", "restore it from a replica or a backup, or submit the files again"
	case letters:
		return "重新提交这些死信中的文档", "submit the documents of these dead letters again"
	case blobs:
		return "用 gouji audit 列出缺失的原始文件并重新提交", "`gouji audit` lists what is missing; submit these files again"
	case passing:
		return "运行 gouji replay --publish，重判可能受其他报告影响的报告", "judge again what other reports may have changed, with `gouji replay --publish`"
	case own:
		return "标记已重新写入，没有文档丢失", "the marks were written again, no document is lost"
	}
	switch {
	case strings.HasSuffix(stream, "-ledger"):
		return "运行 gouji ledger rebuild", "run `gouji ledger rebuild`"
	case strings.HasSuffix(stream, "-rules"):
		return "运行 gouji rules load FILE", "run `gouji rules load FILE`"
	}
	return "重新写入", "fill it again"
}

// accept is said behind each cure of a lasting loss.
const (
	acceptZH = "；处理后用 gouji audit --accept-loss 确认"
	acceptEN = "; then acknowledge it with `gouji audit --accept-loss`"
)

// worded gives a fault of a stream its messages.
func (f Fault) worded(r role) Fault {
	zh, en := cures(r, f.What)
	var what, whatEN string
	switch f.Kind {
	case StreamMissing:
		what, whatEN = fmt.Sprintf("流 %s 不见了（曾有 %d 条消息）", f.What, f.Was), fmt.Sprintf("stream %s is gone (it held %d messages)", f.What, f.Was)
		zh, en = "运行 gouji topology apply 重建，"+zh, "make it anew with `gouji topology apply`, and "+en
	case StreamRecreated:
		what, whatEN = fmt.Sprintf("流 %s 被删除重建或换成了旧的（曾有 %d 条消息，现有 %d 条）", f.What, f.Was, f.Is),
			fmt.Sprintf("stream %s was made anew or replaced by an older one (it held %d messages, now %d)", f.What, f.Was, f.Is)
	case MessagesRemoved:
		what, whatEN = fmt.Sprintf("流 %s 被清空或截断，少了 %d 条消息", f.What, f.Was-f.Is), fmt.Sprintf("stream %s was purged or truncated: %d messages are gone", f.What, f.Was-f.Is)
	case BlobsMissing:
		what, whatEN = fmt.Sprintf("原始文件桶 %s 少了 %d 个文件（应有 %d，现有 %d）", f.What, f.Was-f.Is, f.Was, f.Is), fmt.Sprintf("%d raw documents are gone from their bucket %s (of %d, %d are there)", f.Was-f.Is, f.What, f.Was, f.Is)
	case KeysMissing:
		what, whatEN = fmt.Sprintf("桶 %s 少了 %d 个键（应有 %d，现有 %d）", f.What, f.Was-f.Is, f.Was, f.Is), fmt.Sprintf("%d keys are gone from the bucket %s (of %d, %d are there)", f.Was-f.Is, f.What, f.Was, f.Is)
	}
	if f.Documents > 0 && (r == logged || r == submissions) {
		what += fmt.Sprintf("；此前日志中有 %d 份已接收的文档", f.Documents)
		whatEN += fmt.Sprintf("; the log held %d accepted documents before", f.Documents)
	}
	f.MessageZH, f.Message = what+"。请"+strings.TrimPrefix(zh, "请"), whatEN+". To do: "+en
	if f.Kind.lasting() || f.Kind == KeysMissing {
		f.MessageZH, f.Message = f.MessageZH+acceptZH, f.Message+acceptEN
	}
	return f
}

// wordedStore gives a fault of the store its messages; why is the error of AtPath.
func (f Fault) wordedStore(why error) Fault {
	const cureZH, cure = "请运行 gouji store rebuild 由日志补写", "To do: fill it from the log with `gouji store rebuild`"
	switch f.Kind {
	case StoreMoved:
		f.MessageZH = fmt.Sprintf("结果库文件不在原处或已被替换（%v）。请放回原文件，或重启后运行 gouji store rebuild", why)
		f.Message = fmt.Sprintf("the store's file is gone or was replaced (%v). To do: put it back, or restart and run `gouji store rebuild`", why)
	case RowsMissing:
		f.MessageZH = fmt.Sprintf("结果库少了 %d 条已发布的结果（应有 %d，现有 %d）。%s%s", f.Was-f.Is, f.Was, f.Is, cureZH, acceptZH)
		f.Message = fmt.Sprintf("%d published results are missing from the store (of %d, %d are there). %s%s", f.Was-f.Is, f.Was, f.Is, cure, acceptEN)
	case StoreReplaced:
		f.MessageZH = fmt.Sprintf("结果库被换成了旧的：最近写入的一条不在其中。%s%s", cureZH, acceptZH)
		f.Message = fmt.Sprintf("the store was replaced by an older copy: the newest verdict that was seen is not in it. %s%s", cure, acceptEN)
	}
	return f
}
