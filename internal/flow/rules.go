package flow

import (
	"context"
	"errors"
	"fmt"

	"github.com/rs/zerolog"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/internal/state"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/validate"
)

// FollowRules puts the rules file that is delivered in force, and then each one after it,
// until ctx ends.
func FollowRules(ctx context.Context, conn *pipeline.Conn, into *check.Rules, log zerolog.Logger) error {
	return state.WatchRules(ctx, conn, func(f state.RulesFile) { TakeRules(into, f, log) })
}

// TakeRules puts a delivered file in force. A file that this version cannot read is logged
// and leaves what is in force.
func TakeRules(into *check.Rules, f state.RulesFile, log zerolog.Logger) {
	v, err := delivered(f)
	if err != nil {
		log.Error().Err(err).Uint64("revision", f.Revision).Str("set", into.Now().Set()).Msg("the delivered rules cannot be used, the rule set stays")
		return
	}
	if old := into.Replace(v); old.Set() != v.Set() {
		log.Info().Str("set", v.Set()).Str("before", old.Set()).Uint64("revision", f.Revision).Msg("rule set taken up")
	}
}

// delivered is the book changed by a delivered file.
func delivered(f state.RulesFile) (*validate.Validator, error) {
	if f.Data == nil {
		return check.Book()
	}
	return check.BookWith(f.Data, fmt.Sprintf("%s@%d", state.RulesBucket, f.Revision))
}

// ActiveRules returns the rules in force at the broker, as the workers have them, and the
// file that was delivered.
func ActiveRules(ctx context.Context, conn *pipeline.Conn) (*validate.Validator, state.RulesFile, error) {
	f, err := state.ActiveRules(ctx, conn)
	if err != nil {
		return nil, f, err
	}
	v, err := delivered(f)
	return v, f, err
}

// ErrSameSet says that a rules file has other rules under the name of those in force.
var ErrSameSet = errors.New("results are kept by the rule set's name, and the file has other rules under the same one; raise its set")

// DeliverRules puts a rules file in force, whose rule set is named set; nil data is the book
// alone. It fails with ErrSameSet.
func DeliverRules(ctx context.Context, conn *pipeline.Conn, data []byte, set string) error {
	v, f, err := ActiveRules(ctx, conn)
	if err == nil && f.Data != nil && data != nil && v.Set() == set && string(f.Data) != string(data) {
		return fmt.Errorf("%s: %w", set, ErrSameSet)
	}
	if err == nil && (f.Data == nil) == (data == nil) && string(f.Data) == string(data) {
		return nil
	}
	// A file in force that cannot be read must not keep another one out.
	return state.PutRules(ctx, conn, data)
}
