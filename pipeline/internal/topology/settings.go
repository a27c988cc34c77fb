package topology

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// setting is one field of a configuration that the topology decides on.
type setting[C any] struct {
	name string
	show func(C) string
	take func(to, from *C)
}

func streamSettings() []setting[jetstream.StreamConfig] {
	type cfg = jetstream.StreamConfig
	return []setting[cfg]{
		{"subjects", func(c cfg) string { return strings.Join(c.Subjects, " ") }, func(to, from *cfg) { to.Subjects = from.Subjects }},
		{"storage", func(c cfg) string { return c.Storage.String() }, func(to, from *cfg) { to.Storage = from.Storage }},
		{"retention", func(c cfg) string { return c.Retention.String() }, func(to, from *cfg) { to.Retention = from.Retention }},
		{"discard", func(c cfg) string { return c.Discard.String() }, func(to, from *cfg) { to.Discard = from.Discard }},
		{"replicas", func(c cfg) string { return strconv.Itoa(c.Replicas) }, func(to, from *cfg) { to.Replicas = from.Replicas }},
		{"max_bytes", func(c cfg) string { return bound(c.MaxBytes) }, func(to, from *cfg) { to.MaxBytes = from.MaxBytes }},
		{"max_msgs", func(c cfg) string { return bound(c.MaxMsgs) }, func(to, from *cfg) { to.MaxMsgs = from.MaxMsgs }},
		{"max_msgs_per_subject", func(c cfg) string { return bound(c.MaxMsgsPerSubject) }, func(to, from *cfg) { to.MaxMsgsPerSubject = from.MaxMsgsPerSubject }},
		{"max_age", func(c cfg) string { return age(c.MaxAge) }, func(to, from *cfg) { to.MaxAge = from.MaxAge }},
		{"duplicate_window", func(c cfg) string { return c.Duplicates.String() }, func(to, from *cfg) { to.Duplicates = from.Duplicates }},
		{"allow_direct", func(c cfg) string { return strconv.FormatBool(c.AllowDirect) }, func(to, from *cfg) { to.AllowDirect = from.AllowDirect }},
		{"allow_msg_ttl", func(c cfg) string { return strconv.FormatBool(c.AllowMsgTTL) }, func(to, from *cfg) { to.AllowMsgTTL = from.AllowMsgTTL }},
		{"allow_rollup", func(c cfg) string { return strconv.FormatBool(c.AllowRollup) }, func(to, from *cfg) { to.AllowRollup = from.AllowRollup }},
		{"persist_mode", func(c cfg) string { return c.PersistMode.String() }, func(to, from *cfg) { to.PersistMode = from.PersistMode }},
		{"description", func(c cfg) string { return c.Description }, func(to, from *cfg) { to.Description = from.Description }},
		{"no_ack", func(c cfg) string { return strconv.FormatBool(c.NoAck) }, func(to, from *cfg) { to.NoAck = from.NoAck }},
		{"max_msg_size", func(c cfg) string { return bound(int64(c.MaxMsgSize)) }, func(to, from *cfg) { to.MaxMsgSize = from.MaxMsgSize }},
		{"deny_delete", func(c cfg) string { return strconv.FormatBool(c.DenyDelete) }, func(to, from *cfg) { to.DenyDelete = from.DenyDelete }},
		{"deny_purge", func(c cfg) string { return strconv.FormatBool(c.DenyPurge) }, func(to, from *cfg) { to.DenyPurge = from.DenyPurge }},
		{"sealed", func(c cfg) string { return strconv.FormatBool(c.Sealed) }, func(to, from *cfg) { to.Sealed = from.Sealed }},
		{"republish", republishOf, func(to, from *cfg) { to.RePublish = from.RePublish }},
		{"subject_transform", transformOf, func(to, from *cfg) { to.SubjectTransform = from.SubjectTransform }},
		{"mirror", mirrorOf, func(to, from *cfg) { to.Mirror = from.Mirror }},
		{"sources", sourcesOf, func(to, from *cfg) { to.Sources = from.Sources }},
	}
}

// everywhere are the settings that must be off in a bucket's stream too, whatever else the
// client library decides there.
func everywhere() []string {
	return []string{"no_ack", "max_msg_size", "sealed", "republish", "subject_transform", "mirror", "sources"}
}

const none = "none"

func republishOf(c jetstream.StreamConfig) string {
	if c.RePublish == nil {
		return none
	}
	return c.RePublish.Source + " to " + c.RePublish.Destination
}

func transformOf(c jetstream.StreamConfig) string {
	if c.SubjectTransform == nil {
		return none
	}
	return c.SubjectTransform.Source + " to " + c.SubjectTransform.Destination
}

func mirrorOf(c jetstream.StreamConfig) string {
	if c.Mirror == nil {
		return none
	}
	return c.Mirror.Name
}

func sourcesOf(c jetstream.StreamConfig) string {
	if len(c.Sources) == 0 {
		return none
	}
	var names []string
	for _, s := range c.Sources {
		names = append(names, s.Name)
	}
	return strings.Join(names, " ")
}

// bound shows a limit, of which nought and less are none.
func bound(n int64) string {
	if n <= 0 {
		return none
	}
	return strconv.FormatInt(n, 10)
}

func age(d time.Duration) string {
	if d <= 0 {
		return none
	}
	return d.String()
}

func consumerSettings() []setting[jetstream.ConsumerConfig] {
	type cfg = jetstream.ConsumerConfig
	return []setting[cfg]{
		{"filter", filterOf, func(to, from *cfg) { to.FilterSubject, to.FilterSubjects = from.FilterSubject, nil }},
		{"ack_policy", func(c cfg) string { return c.AckPolicy.String() }, func(to, from *cfg) { to.AckPolicy = from.AckPolicy }},
		{"deliver_policy", func(c cfg) string { return c.DeliverPolicy.String() }, func(to, from *cfg) {
			to.DeliverPolicy, to.OptStartSeq, to.OptStartTime = from.DeliverPolicy, 0, nil
		}},
		{"ack_wait", func(c cfg) string { return c.AckWait.String() }, func(to, from *cfg) { to.AckWait = from.AckWait }},
		{"max_deliver", func(c cfg) string { return strconv.Itoa(c.MaxDeliver) }, func(to, from *cfg) { to.MaxDeliver = from.MaxDeliver }},
		{"max_ack_pending", func(c cfg) string { return strconv.Itoa(c.MaxAckPending) }, func(to, from *cfg) { to.MaxAckPending = from.MaxAckPending }},
		{"headers_only", func(c cfg) string { return strconv.FormatBool(c.HeadersOnly) }, func(to, from *cfg) { to.HeadersOnly = from.HeadersOnly }},
		{"backoff", backoffOf, func(to, from *cfg) { to.BackOff = from.BackOff }},
		{"inactive_threshold", func(c cfg) string { return age(c.InactiveThreshold) }, func(to, from *cfg) { to.InactiveThreshold = from.InactiveThreshold }},
		{pauseField, pauseOf, func(to, from *cfg) { to.PauseUntil = from.PauseUntil }},
	}
}

// pauseField is the one setting that an update does not change: it has a request of its own.
const pauseField = "pause_until"

func backoffOf(c jetstream.ConsumerConfig) string {
	if len(c.BackOff) == 0 {
		return none
	}
	return strings.Trim(fmt.Sprint(c.BackOff), "[]")
}

func pauseOf(c jetstream.ConsumerConfig) string {
	if c.PauseUntil == nil {
		return none
	}
	return c.PauseUntil.Format(time.RFC3339)
}

func filterOf(c jetstream.ConsumerConfig) string {
	return strings.Join(append(c.FilterSubjects, strings.Fields(c.FilterSubject)...), " ")
}
