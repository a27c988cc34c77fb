package chaos

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
	"unsafe"
)

// mount is a file system of our own.
type mount struct {
	dir  string
	loop string // the loop device, empty for tmpfs
}

// mountTmpfs mounts a small tmpfs; without the privilege it is skipped.
func mountTmpfs(dir string, bytes int64) (*mount, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d,mode=700", bytes)); err != nil {
		return nil, skipf("cannot mount a tmpfs: %v", err)
	}
	return &mount{dir: dir}, nil
}

// mountImage makes an ext4 file system in a file and mounts it over a loop device;
// without loop devices, mkfs.ext4 or the privilege it is skipped.
func mountImage(ctx context.Context, dir string, bytes int64) (*mount, error) {
	image := dir + ".img"
	f, err := os.Create(image)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(f.Truncate(bytes), f.Close(), os.MkdirAll(dir, 0o700)); err != nil {
		return nil, err
	}
	if out, err := tool(ctx, "mkfs.ext4", "-q", "-F", image); err != nil {
		return nil, skipf("mkfs.ext4: %v %s", err, out)
	}
	loop, err := tool(ctx, "losetup", "-f", "--show", image)
	said := strings.Fields(loop) // warnings, then the device
	if err != nil || len(said) == 0 {
		return nil, skipf("losetup: %v %s", err, loop)
	}
	m := &mount{dir: dir, loop: said[len(said)-1]}
	if err := m.again(); err != nil {
		m.close()
		return nil, skipf("cannot mount %s: %v", m.loop, err)
	}
	return m, nil
}

// tool runs a program of the system.
func tool(ctx context.Context, name string, args ...string) (string, error) {
	out, err := exec.CommandContext(ctx, toolPath(name), args...).CombinedOutput()
	return string(out), err
}

// toolPath is where a program of the system lies; /usr/sbin is not in every PATH.
func toolPath(name string) string {
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	return filepath.Join("/usr/sbin", name)
}

// again mounts the image after a power cut: ext4 replays its journal.
func (m *mount) again() error { return syscall.Mount(m.loop, m.dir, "ext4", 0, "") }

// ioctlShutdown is FS_IOC_SHUTDOWN, _IOR('X', 125, __u32), and noLogFlush its flag that
// drops the journal which is not on the device yet, and every dirty page with it.
const (
	ioctlShutdown = 0x8004587d
	noLogFlush    = 2
)

// cutPower has the file system write nothing more, as if the power had gone.
func (m *mount) cutPower() error {
	d, err := os.Open(m.dir)
	if err != nil {
		return err
	}
	defer d.Close()
	flag := uint32(noLogFlush)
	if _, _, e := syscall.Syscall(syscall.SYS_IOCTL, d.Fd(), ioctlShutdown, uintptr(unsafe.Pointer(&flag))); e != 0 {
		return skipf("FS_IOC_SHUTDOWN: %v", e)
	}
	return nil
}

// unmount waits until nobody holds the file system any more.
func (m *mount) unmount(ctx context.Context) error {
	var last error
	err := until(ctx, m.dir+" is unmounted", 30*time.Second, func(context.Context) bool {
		last = syscall.Unmount(m.dir, 0)
		return last == nil
	})
	if err != nil {
		return fmt.Errorf("%w: %w", err, last)
	}
	return nil
}

// close unmounts whatever is left and gives the loop device back.
func (m *mount) close() {
	if m == nil {
		return
	}
	_ = syscall.Unmount(m.dir, syscall.MNT_DETACH) // it may be unmounted already
	if m.loop != "" {
		_, _ = tool(context.Background(), "losetup", "-d", m.loop)
	}
}

// fillTo writes a file until so many bytes of the file system are used, or it is full, and
// returns its path.
func (m *mount) fillTo(bytes int64) (string, error) {
	path := filepath.Join(m.dir, "ballast")
	f, err := os.Create(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	var s syscall.Statfs_t
	if err := syscall.Statfs(m.dir, &s); err != nil {
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
