package main

import (
	"fmt"
	"path/filepath"
	"strconv"
	"time"

	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/providers/file"
	"github.com/knadh/koanf/providers/posflag"
	"github.com/knadh/koanf/v2"
	"github.com/spf13/pflag"

	"github.com/gouji/gouji/internal/memory"
	"github.com/gouji/gouji/pipeline"
)

// addConfigFlags gives a command's flag set every setting as a flag, and --config.
func addConfigFlags(fs *pflag.FlagSet) {
	for _, s := range settings("") {
		text := fmt.Sprintf("%s · %s [%s]", s.zh, s.en, s.env)
		switch s.field(&config{}).(type) {
		case *int:
			n, _ := strconv.Atoi(s.def)
			fs.Int(s.name, n, text)
		case *bool:
			fs.Bool(s.name, s.def == "true", text)
		default:
			fs.String(s.name, s.def, text)
		}
	}
	fs.String("config", "", "配置文件 (YAML) · configuration file (YAML)")
}

// loadConfig reads the layers. It fails on a file that cannot be read, on a name in
// it that is no setting, and on a value of the wrong kind.
func loadConfig(fs *pflag.FlagSet, env func(string) (string, bool)) (config, error) {
	list := settings(dataFolder(env))
	layers := []struct {
		name string
		load func() (*koanf.Koanf, error)
	}{
		{"default", func() (*koanf.Koanf, error) { return defaultLayer(list) }},
		{"file", func() (*koanf.Koanf, error) { return fileLayer(fs, list) }},
		{"environment", func() (*koanf.Koanf, error) { return envLayer(env, list) }},
		{"flag", func() (*koanf.Koanf, error) { return flagLayer(fs, list) }},
	}
	all := koanf.New("/")
	conf := config{origin: make(map[string]string)}
	for _, l := range layers {
		k, err := l.load()
		if err != nil {
			return config{}, err
		}
		for _, key := range k.Keys() {
			conf.origin[key] = l.name
		}
		if err := all.Merge(k); err != nil {
			return config{}, fmt.Errorf("merging the %s settings: %w", l.name, err)
		}
	}
	for _, s := range list {
		switch f := s.field(&conf).(type) {
		case *string:
			*f = all.String(s.name)
		case *int:
			n, err := strconv.Atoi(all.String(s.name))
			if err != nil {
				return config{}, fmt.Errorf("setting %s (from %s): %q is not a whole number", s.name, conf.origin[s.name], all.String(s.name))
			}
			*f = n
		case *bool:
			b, err := strconv.ParseBool(all.String(s.name))
			if err != nil {
				return config{}, fmt.Errorf("setting %s (from %s): %q is neither true nor false", s.name, conf.origin[s.name], all.String(s.name))
			}
			*f = b
		case *time.Duration:
			d, err := time.ParseDuration(all.String(s.name))
			if err != nil {
				return config{}, fmt.Errorf("setting %s (from %s): %q is not a duration such as 30s", s.name, conf.origin[s.name], all.String(s.name))
			}
			*f = d
		}
	}
	return conf, conf.complete()
}

// complete fills in what follows from other settings and checks closed sets.
func (c *config) complete() error {
	if c.Lang != "zh" && c.Lang != "en" {
		return fmt.Errorf("setting lang (from %s): %q is not one of zh, en", c.origin["lang"], c.Lang)
	}
	if c.Store == "" {
		c.Store = "sqlite:" + filepath.Join(c.Data, "gouji.db")
		c.origin["store"] = "data"
	}
	for _, w := range c.bounds() {
		if w.broken {
			return fmt.Errorf("setting %s (from %s): %v %s", w.name, c.origin[w.name], w.value, w.why)
		}
	}
	return nil
}

// bound is what a setting must keep.
type bound struct {
	name   string
	broken bool
	value  any
	why    string
}

func (c *config) bounds() []bound {
	least := func(name string, value, least time.Duration, why string) bound {
		return bound{name, value < least, value, "is less than " + least.String() + why}
	}
	atLeast := func(name string, value, least int) bound {
		return bound{name, value < least, value, fmt.Sprintf("is less than %d", least)}
	}
	token, err := pipeline.Token(c.Partition)
	return []bound{
		// An even number of replicas outlives no more than the odd one below it.
		{"replicas", c.Replicas != 1 && c.Replicas != 3 && c.Replicas != 5, c.Replicas, "is not one of 1, 3, 5"},
		{"disk-limit", c.DiskLimit < 0 || c.DiskLimit > 100, c.DiskLimit, "is not between 0 and 100"},
		{"partition", err != nil || token != c.Partition || c.Partition == "submit" || c.Partition == "dead", c.Partition, "is no token of a subject; use letters and digits"},
		{"hop-ttl", c.HopTTL != 0 && c.HopTTL < time.Hour, c.HopTTL, "is less than 1h, within which a backlog would lose documents; 0 keeps them for ever"},
		atLeast("max-backlog", c.MaxBacklog, 0), atLeast("concurrency", c.Concurrency, 0),
		atLeast("max-ack-pending", c.MaxAckPending, 1), atLeast("max-attempts", c.MaxAttempts, 1),
		atLeast("submit-max-bytes", c.SubmitMaxBytes, 0), atLeast("log-max-bytes", c.LogMaxBytes, 0), atLeast("dead-max-bytes", c.DeadMaxBytes, 0),
		least("ack-wait", c.AckWait, time.Second, ", within which heartbeats get lost on a busy machine"),
		least("retry-pause", c.RetryPause, time.Second, ""), least("grace", c.Grace, time.Second, ""),
		least("audit-interval", c.AuditInterval, time.Second, ""), least("nats-start", c.NATSStart, time.Second, ""),
		least("judge-quiet", c.Quiet, 10*time.Millisecond, ""), least("judge-longest", c.Longest, c.Quiet, ", which is judge-quiet"),
		{"memory-limit", memory.Check(c.MemoryLimit) != nil, c.MemoryLimit, "is no amount of memory; write auto, off, or such as 800MiB or 2GiB"},
	}
}

func defaultLayer(list []setting) (*koanf.Koanf, error) {
	values := make(map[string]any, len(list))
	for _, s := range list {
		values[s.name] = s.def
	}
	k := koanf.New("/")
	return k, k.Load(confmap.Provider(values, "/"), nil)
}

func fileLayer(fs *pflag.FlagSet, list []setting) (*koanf.Koanf, error) {
	k := koanf.New("/")
	path, err := fs.GetString("config")
	if err != nil || path == "" {
		return k, nil
	}
	if err := k.Load(file.Provider(path), yaml.Parser()); err != nil {
		return nil, fmt.Errorf("reading the configuration file %s: %w", path, err)
	}
	known := make(map[string]bool, len(list))
	for _, s := range list {
		known[s.name] = true
	}
	for _, key := range k.Keys() {
		if !known[key] {
			return nil, fmt.Errorf("configuration file %s: %q is no setting; `gouji config show` lists them", path, key)
		}
	}
	return k, nil
}

func envLayer(env func(string) (string, bool), list []setting) (*koanf.Koanf, error) {
	values := make(map[string]any)
	for _, s := range list {
		if v, set := env(s.env); set && v != "" {
			values[s.name] = v
		}
	}
	k := koanf.New("/")
	return k, k.Load(confmap.Provider(values, "/"), nil)
}

// flagLayer takes only flags that were given, so that a flag's default never hides
// the environment.
func flagLayer(fs *pflag.FlagSet, list []setting) (*koanf.Koanf, error) {
	known := make(map[string]bool, len(list))
	for _, s := range list {
		known[s.name] = true
	}
	k := koanf.New("/")
	provider := posflag.ProviderWithFlag(fs, "/", nil, func(f *pflag.Flag) (string, any) {
		if !f.Changed || !known[f.Name] {
			return "", nil
		}
		return f.Name, f.Value.String()
	})
	return k, k.Load(provider, nil)
}

// dataFolder is the default of --data by the XDG base directory specification:
// $XDG_DATA_HOME/gouji, else ~/.local/share/gouji, else ./gouji-data where there is
// no home at all (a container of FROM scratch).
func dataFolder(env func(string) (string, bool)) string {
	if v, _ := env("XDG_DATA_HOME"); filepath.IsAbs(v) {
		return filepath.Join(v, "gouji")
	}
	if v, _ := env("HOME"); v != "" && v != "/" {
		return filepath.Join(v, ".local", "share", "gouji")
	}
	return "gouji-data"
}
