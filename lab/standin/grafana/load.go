package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"

	"github.com/knadh/koanf/parsers/yaml"
)

// board is what the files provision.
type board struct {
	dashboards int
	queries    []query
}

// query is one query of a panel and the address of its data source.
type query struct{ panel, expr, source string }

type sources struct {
	Datasources []struct{ Name, UID, Type, URL string }
}

type providers struct {
	Providers []struct {
		Name    string
		Options struct{ Path string }
	}
}

type dashboard struct {
	UID, Title string
	Panels     []struct {
		ID          int
		Type, Title string
		Datasource  struct{ UID string }
		Targets     []struct{ RefID, Expr string }
	}
}

// load reads the provisioning files below dir and the dashboards that they name; paths
// in the files are taken below root.
func load(dir, root string) (board, error) {
	urls := make(map[string]string)
	err := each(filepath.Join(dir, "datasources"), "*.yml", func(s sources) error {
		for _, d := range s.Datasources {
			if d.UID == "" || d.Type != "prometheus" || d.URL == "" {
				return fmt.Errorf("data source %q needs a uid, a url and the type prometheus", d.Name)
			}
			urls[d.UID] = d.URL
		}
		return nil
	})
	if err != nil {
		return board{}, err
	}
	var out board
	err = each(filepath.Join(dir, "dashboards"), "*.yml", func(p providers) error {
		for _, one := range p.Providers {
			err := each(filepath.Join(root, one.Options.Path), "*.json", func(d dashboard) error { return out.add(d, urls) })
			if err != nil {
				return fmt.Errorf("provider %s: %w", one.Name, err)
			}
		}
		return nil
	})
	return out, err
}

// each decodes the files of a folder; none is an error. YAML becomes JSON on the way, so
// that one set of rules for names holds for both.
func each[T any](dir, pattern string, use func(T) error) error {
	files, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("there is no %s in %s (%v)", pattern, dir, err)
	}
	for _, f := range files {
		err := read(f, func(b []byte) error {
			if filepath.Ext(f) == ".yml" {
				m, err := yaml.Parser().Unmarshal(b)
				if err != nil {
					return err
				}
				if b, err = json.Marshal(m); err != nil {
					return err
				}
			}
			var v T
			if err := json.Unmarshal(b, &v); err != nil {
				return err
			}
			return use(v)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// add checks a dashboard against the data sources and takes over its queries.
func (b *board) add(d dashboard, urls map[string]string) error {
	if d.UID == "" || d.Title == "" || len(d.Panels) == 0 {
		return fmt.Errorf("dashboard %q needs a uid, a title and panels", d.Title)
	}
	ids := make(map[int]bool)
	for _, p := range d.Panels {
		source, known := urls[p.Datasource.UID]
		if !known || ids[p.ID] || p.Type == "" || p.Title == "" || len(p.Targets) == 0 {
			return fmt.Errorf("panel %d %q needs an id of its own, a type, a title, queries and a provisioned data source", p.ID, p.Title)
		}
		ids[p.ID] = true
		for _, t := range p.Targets {
			if t.Expr == "" || t.RefID == "" {
				return fmt.Errorf("panel %q has a query without expr or refId", p.Title)
			}
			b.queries = append(b.queries, query{panel: p.Title, expr: t.Expr, source: source})
		}
	}
	b.dashboards++
	return nil
}
