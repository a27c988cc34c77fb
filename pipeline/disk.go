package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// ErrDiskUnknown says that the disk of a server cannot be seen from here.
var ErrDiskUnknown = errors.New("the disk under the streams cannot be seen from here")

// DiskUse returns how much of the room under the streams is used, as a share from 0 to 1.
type DiskUse func(context.Context) (float64, error)

// FolderUse watches the file system that holds dir, as df counts it: what only root may
// use does not count as room.
func FolderUse(dir string) DiskUse {
	return func(context.Context) (float64, error) { return statDisk(dir) }
}

// StorageUse watches what a client can know of external servers: JetStream's storage
// against the limit of the account, and against max_file_store where MonitorURLs are given
// (without it the server takes 75 % of what was free when it started). What other programs
// write on that disk shows in neither. Without any limit it is ErrDiskUnknown.
func (c *Conn) StorageUse() DiskUse {
	return func(ctx context.Context) (float64, error) {
		used, known := 0.0, false
		if info, err := c.JS.AccountInfo(ctx); err != nil {
			return 0, fmt.Errorf("account: %w", err)
		} else if info.Limits.MaxStore > 0 {
			used, known = float64(info.Store)/float64(info.Limits.MaxStore), true
		}
		for _, url := range c.opts.MonitorURLs {
			share, err := askStorage(ctx, url)
			if err != nil {
				return 0, err
			}
			used, known = max(used, share), true
		}
		if !known {
			return 0, ErrDiskUnknown
		}
		return used, nil
	}
}

// askStorage asks a server's /jsz for its storage and what it may take.
func askStorage(ctx context.Context, base string) (float64, error) {
	var z struct {
		Storage uint64 `json:"storage"`
		Config  struct {
			MaxStorage int64 `json:"max_storage"`
		} `json:"config"`
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(base, "/")+"/jsz", nil)
	if err != nil {
		return 0, err
	}
	res, err := monitorClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("%s: %s", req.URL, res.Status)
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, 4<<20)).Decode(&z); err != nil {
		return 0, fmt.Errorf("%s: %w", req.URL, err)
	}
	if z.Config.MaxStorage <= 0 {
		return 0, ErrDiskUnknown
	}
	return float64(z.Storage) / float64(z.Config.MaxStorage), nil
}
