package dataset

import (
	"fmt"
	"io"
	"reflect"

	"github.com/parquet-go/parquet-go"
)

// parquetRows is how many rows are held before they are written; a row of cell_wide takes
// some 10 KB.
const parquetRows = 500

// parquetWriter writes a table with optional columns. A number of more than 15 digits, which a
// DOUBLE would round, is null; its text and state stand beside it.
type parquetWriter struct {
	w       *parquet.GenericWriter[any]
	columns []Column
	rows    []parquet.Row
}

func newParquet(w io.Writer, name string, columns []Column) Writer {
	fields := make([]reflect.StructField, len(columns))
	for i, c := range columns {
		t := reflect.TypeFor[*string]()
		switch c.Type {
		case Integer:
			t = reflect.TypeFor[*int64]()
		case Number:
			t = reflect.TypeFor[*float64]()
		}
		// A struct keeps the order of the columns, where a parquet.Group sorts them.
		fields[i] = reflect.StructField{Name: fmt.Sprintf("F%d", i), Type: t, Tag: reflect.StructTag(`parquet:"` + c.Name + `,optional"`)}
	}
	schema := parquet.NewSchema(name, parquet.SchemaOf(reflect.New(reflect.StructOf(fields)).Interface()))
	return &parquetWriter{w: parquet.NewGenericWriter[any](w, schema, parquet.Compression(&parquet.Zstd)), columns: columns}
}

func (p *parquetWriter) Row(values []any) error {
	row := make(parquet.Row, len(values))
	for i, v := range values {
		row[i] = p.value(p.columns[i], v, i)
	}
	if p.rows = append(p.rows, row); len(p.rows) < parquetRows {
		return nil
	}
	return p.flush()
}

func (p *parquetWriter) value(c Column, v any, i int) parquet.Value {
	var out parquet.Value
	switch c.Type {
	case Number:
		f, ok := float(v)
		if !ok {
			return parquet.NullValue().Level(0, 0, i)
		}
		out = parquet.DoubleValue(f)
	case Integer:
		switch v := v.(type) {
		case int:
			out = parquet.Int64Value(int64(v))
		case int64:
			out = parquet.Int64Value(v)
		default:
			return parquet.NullValue().Level(0, 0, i)
		}
	default:
		s, ok := v.(string)
		if !ok {
			return parquet.NullValue().Level(0, 0, i)
		}
		out = parquet.ByteArrayValue([]byte(s))
	}
	return out.Level(0, 1, i)
}

func (p *parquetWriter) flush() error {
	if _, err := p.w.WriteRows(p.rows); err != nil {
		return fmt.Errorf("dataset: writing Parquet: %w", err)
	}
	p.rows = p.rows[:0]
	return nil
}

func (p *parquetWriter) Close() error {
	if err := p.flush(); err != nil {
		return err
	}
	if err := p.w.Close(); err != nil {
		return fmt.Errorf("dataset: writing Parquet: %w", err)
	}
	return nil
}
