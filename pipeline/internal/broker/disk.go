package broker

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
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
// write on that disk shows in neither. It is the fullest of those that answer; a node that
// is away does not hide the others. Without any limit it is ErrDiskUnknown.
func (c *Conn) StorageUse() DiskUse {
	asks := []func(context.Context) (float64, error){c.accountUse}
	for _, url := range c.opts.MonitorURLs {
		asks = append(asks, func(ctx context.Context) (float64, error) { return askStorage(ctx, url) })
	}
	return func(ctx context.Context) (float64, error) {
		shares, errs := AskAll(ctx, storageTimeout, asks)
		if len(shares) > 0 {
			return slices.Max(shares), nil
		}
		errs = slices.DeleteFunc(errs, func(err error) bool { return errors.Is(err, ErrDiskUnknown) })
		if len(errs) > 0 { // they may know it another time
			return 0, errors.Join(errs...)
		}
		return 0, ErrDiskUnknown
	}
}

// storageTimeout bounds one look at the storage of all servers. It is half of what a look of
// the admission controller may take, so that the other half is left for closing the stream.
const storageTimeout = time.Second

func (c *Conn) accountUse(ctx context.Context) (float64, error) {
	info, err := c.JS.AccountInfo(ctx)
	if err != nil {
		return 0, fmt.Errorf("account: %w", err)
	}
	if info.Limits.MaxStore <= 0 {
		return 0, ErrDiskUnknown
	}
	return float64(info.Store) / float64(info.Limits.MaxStore), nil
}

// askStorage asks a server's /jsz for its storage and what it may take.
func askStorage(ctx context.Context, base string) (float64, error) {
	var z struct {
		Storage uint64 `json:"storage"`
		Config  struct {
			MaxStorage int64 `json:"max_storage"`
		} `json:"config"`
	}
	if err := AskMonitor(ctx, base, "/jsz", &z); err != nil {
		return 0, err
	}
	if z.Config.MaxStorage <= 0 {
		return 0, ErrDiskUnknown
	}
	return float64(z.Storage) / float64(z.Config.MaxStorage), nil
}
