package fault

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
	"unsafe"

	"github.com/gouji/gouji/lab/chaos/machine"
	"github.com/gouji/gouji/lab/chaos/wait"
)

// Mount is a file system of our own.
type Mount struct {
	Dir  string // where it is mounted
	loop string // the loop device, empty for tmpfs
}

// MountTmpfs mounts a small tmpfs; without the privilege it is skipped.
func MountTmpfs(dir string, bytes int64) (*Mount, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d,mode=700", bytes)); err != nil {
		return nil, machine.Skipf("cannot mount a tmpfs: %v", err)
	}
	return &Mount{Dir: dir}, nil
}

// MountImage makes an ext4 file system in a file and mounts it over a loop device;
// without loop devices, mkfs.ext4 or the privilege it is skipped.
func MountImage(ctx context.Context, dir string, bytes int64) (*Mount, error) {
	image := dir + ".img"
	f, err := os.Create(image)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(f.Truncate(bytes), f.Close(), os.MkdirAll(dir, 0o700)); err != nil {
		return nil, err
	}
	if out, err := machine.Tool(ctx, "mkfs.ext4", "-q", "-F", image); err != nil {
		return nil, machine.Skipf("mkfs.ext4: %v %s", err, out)
	}
	loop, err := machine.Tool(ctx, "losetup", "-f", "--show", image)
	said := strings.Fields(loop) // warnings, then the device
	if err != nil || len(said) == 0 {
		return nil, machine.Skipf("losetup: %v %s", err, loop)
	}
	m := &Mount{Dir: dir, loop: said[len(said)-1]}
	if err := m.Remount(); err != nil {
		m.Close()
		return nil, machine.Skipf("cannot mount %s: %v", m.loop, err)
	}
	return m, nil
}

// Remount mounts the image after a power cut: ext4 replays its journal.
func (m *Mount) Remount() error { return syscall.Mount(m.loop, m.Dir, "ext4", 0, "") }

// ioctlShutdown is FS_IOC_SHUTDOWN, _IOR('X', 125, __u32), and noLogFlush its flag that
// drops the journal which is not on the device yet, and every dirty page with it.
const (
	ioctlShutdown = 0x8004587d
	noLogFlush    = 2
)

// CutPower has the file system write nothing more, as if the power had gone.
func (m *Mount) CutPower() error {
	d, err := os.Open(m.Dir)
	if err != nil {
		return err
	}
	defer d.Close()
	flag := uint32(noLogFlush)
	if _, _, e := syscall.Syscall(syscall.SYS_IOCTL, d.Fd(), ioctlShutdown, uintptr(unsafe.Pointer(&flag))); e != 0 {
		return machine.Skipf("FS_IOC_SHUTDOWN: %v", e)
	}
	return nil
}

// Unmount waits until nobody holds the file system any more.
func (m *Mount) Unmount(ctx context.Context) error {
	var last error
	err := wait.Until(ctx, m.Dir+" is unmounted", 30*time.Second, func(context.Context) bool {
		last = syscall.Unmount(m.Dir, 0)
		return last == nil
	})
	if err != nil {
		return fmt.Errorf("%w: %w", err, last)
	}
	return nil
}

// Close unmounts whatever is left and gives the loop device back.
func (m *Mount) Close() {
	if m == nil {
		return
	}
	_ = syscall.Unmount(m.Dir, syscall.MNT_DETACH) // it may be unmounted already
	if m.loop != "" {
		_, _ = machine.Tool(context.Background(), "losetup", "-d", m.loop)
	}
}

// FillTo writes a file until so many bytes of the file system are used, or it is full, and
// returns its path.
func (m *Mount) FillTo(bytes int64) (string, error) {
	path := filepath.Join(m.Dir, "ballast")
	f, err := os.Create(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	var s syscall.Statfs_t
	if err := syscall.Statfs(m.Dir, &s); err != nil {
		return "", err
	}
	if free := int64(s.Bfree) * s.Bsize; bytes < int64(s.Blocks)*s.Bsize {
		for left := bytes - (int64(s.Blocks)*s.Bsize - free); left > 0 && err == nil; left -= 1 << 20 {
			_, err = f.Write(make([]byte, 1<<20))
		}
		return path, err
	}
	for size := 1 << 20; size >= 1; size /= 16 { // down to the last byte
		for err == nil {
			_, err = f.Write(make([]byte, size))
		}
		if !errors.Is(err, syscall.ENOSPC) {
			return path, err
		}
		err = nil
	}
	return path, nil
}
