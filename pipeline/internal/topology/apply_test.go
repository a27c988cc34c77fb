package topology

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/broker"
)

func TestMissingConsumerNeedsTheRole(t *testing.T) {
	t.Parallel()
	err := (Plan{Items: []PlanItem{{Kind: "consumer", Name: "parse", Action: ActionCreate, apply: deny("$JS.API.CONSUMER.CREATE.X")}}}).run(t.Context(), nil, ActionCreate)
	var denied *broker.PermissionError
	if class, _ := fault.ClassOf(err); class != fault.Forbidden || !errors.As(err, &denied) || !strings.Contains(err.Error(), "as the role deploy") {
		t.Errorf("%v", err)
	}
}

func deny(subject string) func(context.Context, *broker.Conn) error {
	return func(context.Context, *broker.Conn) error { return &broker.PermissionError{Subject: subject} }
}
