package main

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gouji/gouji/lab/chaos/scenario"
)

// A scenario that heeds its end and one that does not: neither may hold up the run, and
// neither gets a second try.
func TestLateScenarioIsGivenUp(t *testing.T) {
	for name, heeds := range map[string]bool{"heeds its end": true, "does not": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tries, release := 0, make(chan struct{})
				s := func(ctx context.Context, _ scenario.Options) (scenario.Result, error) {
					tries++
					if heeds {
						<-ctx.Done()
						return scenario.Result{}, errors.New("did not come about")
					}
					<-release
					return scenario.Result{}, nil
				}
				var said strings.Builder
				r, err := attempt(t.Context(), s, scenario.Options{}, bounds{each: time.Minute, grace: time.Second}, &said)
				close(release)
				synctest.Wait() // the scenario that was left behind ends before its tries are read
				if !errors.Is(err, errLate) || !strings.Contains(err.Error(), "1m0s") || tries != 1 {
					t.Errorf("%+v after %d tries: %v", r, tries, err)
				}
				if stacks := strings.Contains(said.String(), "goroutine profile"); stacks == heeds {
					t.Errorf("it says where the scenario waits only if it does not end:\n%s", said.String())
				}
			})
		})
	}
}

func TestLaboratoryFailureIsTriedAgain(t *testing.T) {
	tries := 0
	s := func(context.Context, scenario.Options) (scenario.Result, error) {
		if tries++; tries == 1 {
			return scenario.Result{}, errors.New("a port was taken")
		}
		return scenario.Result{}, nil
	}
	r, err := attempt(t.Context(), s, scenario.Options{}, bounds{each: time.Hour, grace: time.Hour}, &strings.Builder{})
	if err != nil || tries != 2 || !strings.Contains(r.Note, "a port was taken") {
		t.Errorf("%+v after %d tries: %v", r, tries, err)
	}
}
