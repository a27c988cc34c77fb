package pipeline

import (
	"context"

	"github.com/gouji/gouji/pipeline/internal/archive"
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
)

// Why an archive, a removal or a restore was refused before anything was written.
var (
	ErrArchiveExists      = archive.ErrExists
	ErrArchiveDamaged     = archive.ErrDamaged
	ErrArchiveNothing     = archive.ErrNothing
	ErrArchiveUndeletable = archive.ErrUndeletable
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
