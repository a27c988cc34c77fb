package repair

// Repair is one way to read what the print of a table does not show by itself. Each is kept
// apart: it can be switched off, and a document of its own (testdata/repairs/ID) is read
// wrongly or less without it.
type Repair struct {
	ID string
	// Assumes is what the repair takes for granted, Confirms what must be so for its
	// reading to stand.
	Assumes, Confirms string
}

// The ids of the repairs.
const (
	WrappedFigure  = "wrapped_figure"
	RowOnNextLine  = "row_on_next_line"
	GluedDigits    = "glued_digits"
	GluedLabels    = "glued_labels"
	SentenceFigure = "sentence_figure"
	BlockOfColumns = "block_of_columns"
	GroupsInOrder  = "groups_in_order"
	LostLabel      = "lost_label"
	WrappedLabel   = "wrapped_label"
	Misprinted     = "misprinted_label"
	Padding        = "padding"
	SparePadding   = "spare_noughts"
	LoneBorder     = "lone_border"
	ColumnApart    = "column_apart"
	FigureBefore   = "figure_before_label"
	HeadsMoved     = "heads_moved"
	RowTwice       = "row_twice"
	OddFirstCell   = "odd_first_cell"
)

// All are all of them, in the order in which a row meets them.
func All() []Repair {
	return []Repair{
		{LoneBorder, "a border on a line of its own ends the cell on the line before", "that line has no border itself"},
		{OddFirstCell, "what stands behind a row's own label are its figures, words too", "as many cells as the row has, or words of a cell's length"},
		{Padding, "blank cells before or behind the seven are columns of padding", "one border that the rows of the table share"},
		{HeadsMoved, "figures stand in the order of the heads above them", "each head once, and no more rows whose sum holds in the form's order"},
		{GluedLabels, "of several labels in a row the figures belong to the last", "labels that stand whole"},
		{SentenceFigure, "a figure inside of a sentence, with what it counts behind it, is none of the table", "the marks of a sentence between label and figure"},
		{GluedDigits, "digits without borders are the figures of the row", "its sum and those of its columns, or as many digits as cells"},
		{WrappedFigure, "pieces of figures beside a row are the rest of its numbers", "the sum of the row, in one way alone"},
		{RowOnNextLine, "a row that lacks figures goes on in the next line", "the sum of the row"},
		{SparePadding, "a figure too many is the nought of a column of padding, or a page's number", "the sums, in one way alone"},
		{WrappedLabel, "a label stands above, beside and below its figures", "a label of the form, whole"},
		{Misprinted, "a label with a few other characters is the one it is most like", "no other label is as like it, and the order of the rows"},
		{LostLabel, "figures without a label between two rows are those of the rows between", "as many of them as rows, and all sums of the table or borders"},
		{BlockOfColumns, "seven groups of equally many figures are the columns of a block of rows", "all sums of the table"},
		{GroupsInOrder, "where reading order is lost, the n-th group belongs to the n-th label", "no other pairing is possible, or all sums of the table"},
		{RowTwice, "a row that stands twice with the same figures, or once with dashes, is one", "the figures are the same"},
		{ColumnApart, "a column torn out of table two stands beside it", "a note that names it, and as many figures as rows"},
		{FigureBefore, "the only figure of a sub-table of one cell is that cell's", "every sub-table has as many figures as cells"},
	}
}

// Switches are the repairs that are off. Only tests switch one off.
type Switches map[string]bool

func (s Switches) On(id string) bool { return !s[id] }
