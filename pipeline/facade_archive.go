package pipeline

import (
	"context"

	"github.com/gouji/gouji/pipeline/internal/archive"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// Archives.
type (
	// ArchiveIndex says what an archive holds.
	ArchiveIndex = archive.Index
	// ArchiveOrder says what is archived.
	ArchiveOrder = archive.Order
	// ArchiveRemoval says who removes what an archive holds.
	ArchiveRemoval = archive.Removal
	// ArchiveRemoved is what a removal did.
	ArchiveRemoved = archive.Removed
	// ArchiveRestored is what came back from an archive.
	ArchiveRestored = archive.Restored
	// Erasure says who erases a document, and why.
	Erasure = archive.Erasure
	// ErasureReason is why a document is erased.
	ErasureReason = wire.Reason
	// Erased is what an erasure removed from the streams.
	Erased = archive.Erased
)

// ErasureReasons are all reasons, in a fixed order.
func ErasureReasons() []ErasureReason { return wire.Reasons() }

// Why an archive, a removal, a restore or an erasure was refused before anything was written.
var (
	ErrArchiveExists      = archive.ErrExists
	ErrArchiveDamaged     = archive.ErrDamaged
	ErrArchiveNothing     = archive.ErrNothing
	ErrArchiveUndeletable = archive.ErrUndeletable
	ErrEraseMoving        = archive.ErrMoving
	ErrEraseUnknown       = archive.ErrUnknown
)

// WriteArchive writes the documents of a year into a new file.
func WriteArchive(ctx context.Context, c *Conn, path string, o ArchiveOrder) (ArchiveIndex, error) {
	return archive.Write(ctx, c, path, o)
}

// VerifyArchive compares everything in an archive with its digest.
func VerifyArchive(path string, flow Flow) (ArchiveIndex, error) { return archive.Verify(path, flow) }

// RemoveArchived removes from the streams what an archive holds.
func RemoveArchived(ctx context.Context, c *Conn, path string, o ArchiveRemoval) (ArchiveRemoved, error) {
	return archive.Remove(ctx, c, path, o)
}

// RestoreArchive brings back what an archive holds.
func RestoreArchive(ctx context.Context, c *Conn, path string, told func(done, of int)) (ArchiveRestored, error) {
	return archive.Restore(ctx, c, path, told)
}

// Erase removes from the streams all that they hold of a document, and overwrites it.
func Erase(ctx context.Context, c *Conn, doc string, o Erasure) (Erased, error) {
	return archive.Erase(ctx, c, doc, o)
}
