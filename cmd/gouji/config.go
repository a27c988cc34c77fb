package main

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/providers/file"
	"github.com/knadh/koanf/providers/posflag"
	"github.com/knadh/koanf/v2"
	"github.com/spf13/pflag"

	"github.com/gouji/gouji/pipeline"
)

// config is the settings of all commands. A setting comes from its flag, else its
// environment variable, else the file of --config, else its default.
type config struct {
	Data      string
	NATSURL   string
	NATSCreds string
	NATSNKey  string
	NATSCA    string
	NATSCert  string
	NATSKey   string
	// NATSInboxPrefix begins the subjects of answers, _INBOX_<role> where access is secured.
	NATSInboxPrefix string
	NATSListen      string
	MonitorURL      string
	HTTP            string
	HTTPTokens      string
	Admin           string
	Store           string
	Rules           string
	Members         string
	Lang            string
	LogFormat       string
	LogLevel        string
	Replicas        int
	Concurrency     int
	AckWait         time.Duration
	DiskLimit       int
	DiskPath        string
	MaxBacklog      int

	origin map[string]string
}

// setting is one row of the table that flags, environment, file and `config show`
// are all made from.
type setting struct {
	name  string // of the flag and in the file
	env   string
	def   string
	zh    string
	en    string
	field func(*config) any // *string, *int or *time.Duration
}

// settings lists every setting. NATS_* are the variables that other NATS tools read.
func settings(data string) []setting {
	return []setting{
		{"data", "GOUJI_DATA", data, "数据目录", "data folder", func(c *config) any { return &c.Data }},
		{"nats-url", "NATS_URL", "", "外部 NATS 的地址;空则用本机 gouji up", "NATS server; empty means gouji up on this machine", func(c *config) any { return &c.NATSURL }},
		{"nats-creds", "NATS_CREDS", "", "凭据文件", "credentials file", func(c *config) any { return &c.NATSCreds }},
		{"nats-nkey", "NATS_NKEY", "", "NKey 种子文件", "NKey seed file", func(c *config) any { return &c.NATSNKey }},
		{"nats-ca", "NATS_CA", "", "CA 证书文件", "CA certificate file", func(c *config) any { return &c.NATSCA }},
		{"nats-cert", "NATS_CERT", "", "客户端证书文件", "client certificate file", func(c *config) any { return &c.NATSCert }},
		{"nats-key", "NATS_KEY", "", "客户端私钥文件", "client key file", func(c *config) any { return &c.NATSKey }},
		{"nats-inbox-prefix", "NATS_INBOX_PREFIX", "", "答复收件箱的前缀,权限配置下为 _INBOX_<角色>", "prefix of the inboxes for answers, _INBOX_<role> where access is secured", func(c *config) any { return &c.NATSInboxPrefix }},
		{"nats-listen", "GOUJI_NATS_LISTEN", "127.0.0.1:4222", "内嵌 NATS 的监听地址", "address of the embedded NATS server", func(c *config) any { return &c.NATSListen }},
		{"monitor-url", "GOUJI_MONITOR_URL", "", "外部 NATS 的监控地址,用于核实 sync_interval", "monitoring URL of an external NATS server, to verify sync_interval", func(c *config) any { return &c.MonitorURL }},
		{"http", "GOUJI_HTTP", "127.0.0.1:8080", "HTTP 入口的监听地址", "address of the HTTP door", func(c *config) any { return &c.HTTP }},
		{"http-tokens", "GOUJI_HTTP_TOKENS", "", "HTTP 入口的令牌文件,每行 名字:密文", "file of the HTTP door's tokens, producer:secret a line", func(c *config) any { return &c.HTTPTokens }},
		{"admin", "GOUJI_ADMIN", "127.0.0.1:9464", "指标与健康检查的监听地址", "address of metrics and health", func(c *config) any { return &c.Admin }},
		{"store", "GOUJI_STORE", "", "结果库,sqlite:路径 或 postgres://…", "result store, sqlite:PATH or postgres://…", func(c *config) any { return &c.Store }},
		{"rules", "GOUJI_RULES", "", "规则文件;up 与 work 启动时下发给全部工作者", "rules file; up and work deliver it to all workers when they start", func(c *config) any { return &c.Rules }},
		{"members", "GOUJI_MEMBERS", "", "成员名单文件:哪些机关编制报告、由谁汇总", "members file: who reports in a region, and whose report sums them up", func(c *config) any { return &c.Members }},
		{"lang", "GOUJI_LANG", "zh", "文字语言 zh 或 en", "language of text, zh or en", func(c *config) any { return &c.Lang }},
		{"log-format", "GOUJI_LOG_FORMAT", "text", "日志格式 text 或 json", "log format, text or json", func(c *config) any { return &c.LogFormat }},
		{"log-level", "GOUJI_LOG_LEVEL", "info", "日志级别", "log level: debug, info, warn, error", func(c *config) any { return &c.LogLevel }},
		{"replicas", "GOUJI_REPLICAS", "1", "流的副本数", "replicas of the streams", func(c *config) any { return &c.Replicas }},
		{"concurrency", "GOUJI_CONCURRENCY", "0", "每个阶段的并发数,0 为自动", "messages at once per stage, 0 for automatic", func(c *config) any { return &c.Concurrency }},
		{"ack-wait", "GOUJI_ACK_WAIT", "30s", "消息无音讯多久后重投", "how long a message may go without a sign of life before it comes again", func(c *config) any { return &c.AckWait }},
		{"disk-limit", "GOUJI_DISK_LIMIT", "85", "磁盘用到百分之几时拒收,0 为不看", "per cent of the disk at which submissions are refused, 0 for never", func(c *config) any { return &c.DiskLimit }},
		{"disk-path", "GOUJI_DISK_PATH", "", "外部 NATS 的数据所在磁盘上的一个目录,如与它共用的卷", "folder on the disk of an external NATS server, such as a volume shared with it", func(c *config) any { return &c.DiskPath }},
		{"max-backlog", "GOUJI_MAX_BACKLOG", "50000", "某阶段积压超过多少条时拒收,0 为不限", "messages a stage may be behind before submissions are refused, 0 for any number", func(c *config) any { return &c.MaxBacklog }},
	}
}

// addConfigFlags gives a command's flag set every setting as a flag, and --config.
func addConfigFlags(fs *pflag.FlagSet) {
	for _, s := range settings("") {
		text := fmt.Sprintf("%s · %s [%s]", s.zh, s.en, s.env)
		if _, number := s.field(&config{}).(*int); number {
			n, _ := strconv.Atoi(s.def)
			fs.Int(s.name, n, text)
			continue
		}
		fs.String(s.name, s.def, text)
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
	if c.Replicas != 1 && c.Replicas != 3 && c.Replicas != 5 { // an even number outlives no more than the odd one below it
		return fmt.Errorf("setting replicas (from %s): %d is not one of 1, 3, 5", c.origin["replicas"], c.Replicas)
	}
	if c.DiskLimit < 0 || c.DiskLimit > 100 {
		return fmt.Errorf("setting disk-limit (from %s): %d is not between 0 and 100", c.origin["disk-limit"], c.DiskLimit)
	}
	if c.MaxBacklog < 0 {
		return fmt.Errorf("setting max-backlog (from %s): %d is less than 0", c.origin["max-backlog"], c.MaxBacklog)
	}
	if c.AckWait < time.Second {
		return fmt.Errorf("setting ack-wait (from %s): %s is less than 1s, within which heartbeats get lost on a busy machine", c.origin["ack-wait"], c.AckWait)
	}
	return nil
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

// topology is the streams and consumers that the settings ask for.
func (c *config) topology() pipeline.Topology {
	return pipeline.Topology{Replicas: c.Replicas, AckWait: c.AckWait}
}

// natsURL is where commands that need a running system connect to: --nats-url, else
// the address that `gouji up` listens on.
func (c *config) natsURL() string {
	if c.NATSURL != "" {
		return c.NATSURL
	}
	return "nats://" + strings.TrimPrefix(c.NATSListen, "nats://")
}
