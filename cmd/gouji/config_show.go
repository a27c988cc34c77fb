package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/pipeline"
)

func newConfig(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "config", Short: "配置 · configuration"}
	cmd.AddCommand(&cobra.Command{
		Use:   "show",
		Short: "列出每项设置的值与来源 · list every setting, its value and where it comes from",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return a.showConfig() },
	})
	return cmd
}

// settingValue is a line of `gouji config show`.
type settingValue struct {
	Env    string `json:"env"`
	Name   string `json:"name"`
	Origin string `json:"origin"`
	Value  string `json:"value"`
}

func (a *app) showConfig() error {
	var all []settingValue
	for _, s := range settings("") {
		value := fmt.Sprint(deref(s.field(&a.conf)))
		if strings.Contains(value, "@") && !strings.HasPrefix(value, "sqlite:") { // addresses are shown without passwords
			value = pipeline.WithoutSecrets(value)
		}
		all = append(all, settingValue{Name: s.name, Env: s.env, Value: value, Origin: a.conf.origin[s.name]})
	}
	return emit(a, func() {
		for _, s := range all {
			fmt.Fprintf(a.Stdout, "%-12s %-20s %-40s %s\n", s.Name, s.Env, s.Value, s.Origin)
		}
	}, all...)
}

func deref(p any) any {
	switch v := p.(type) {
	case *string:
		return *v
	case *int:
		return *v
	case *bool:
		return *v
	case *time.Duration:
		return *v
	}
	return nil
}
