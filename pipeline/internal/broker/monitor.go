package broker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// AskAll asks everybody at once, each for as long as limit at most: a node that is away
// must not use up the time of the others. It returns the answers of those that gave one,
// and the errors of the others.
func AskAll[T any](ctx context.Context, limit time.Duration, asks []func(context.Context) (T, error)) (got []T, failed []error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	values, errs := make([]T, len(asks)), make([]error, len(asks))
	var wg sync.WaitGroup
	for i, ask := range asks {
		wg.Go(func() { values[i], errs[i] = ask(ctx) })
	}
	wg.Wait()
	for i, err := range errs {
		if err != nil {
			failed = append(failed, err)
		} else {
			got = append(got, values[i])
		}
	}
	return got, failed
}

// AskMonitor reads what a server's monitoring address says at path. It keeps no connection:
// it is used once in a probe's interval.
func AskMonitor(ctx context.Context, base, path string, into any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(base, "/")+path, nil)
	if err != nil {
		return fmt.Errorf("monitoring address: %w", secretless(err))
	}
	shown := WithoutSecrets(base)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("%s: %w", shown, secretless(err))
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", shown, res.Status)
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, 4<<20)).Decode(into); err != nil {
		return fmt.Errorf("%s: %w", shown, err)
	}
	return nil
}

// secretless takes the address out of an error, which quotes it with user, password or
// token. Of one that cannot be read nothing is quoted: any part may be of a password.
func secretless(err error) error {
	var u *url.Error
	switch {
	case !errors.As(err, &u):
		return err
	case u.Op == "parse":
		return errors.New("the address cannot be read as a URL")
	}
	return u.Err
}
