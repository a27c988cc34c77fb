package flow

import (
	"context"
	"fmt"

	"github.com/gouji/gouji/pipeline"
)

// LetterOf returns the newest dead letter of a document.
func LetterOf(ctx context.Context, conn *pipeline.Conn, doc string) (pipeline.Dead, error) {
	s, err := conn.JS.Stream(ctx, pipeline.DeadStream)
	if err != nil {
		return pipeline.Dead{}, fmt.Errorf("the dead letter of %s: %w", doc, err)
	}
	m, err := s.GetLastMsgForSubject(ctx, "gouji.dead.*.*.*.*."+doc)
	if err != nil {
		return pipeline.Dead{}, fmt.Errorf("the dead letter of %s: %w", doc, err)
	}
	at, err := pipeline.ParseDead(m.Subject)
	if err != nil {
		return pipeline.Dead{}, err
	}
	return pipeline.GetDead(ctx, conn, at.ID())
}
