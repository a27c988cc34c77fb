package main

import (
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/pflag"

	"github.com/gouji/gouji/internal/node"
	"github.com/gouji/gouji/pipeline"
)

// notForUsers are the fields that no setting reaches, and why.
func notForUsers() map[string]string {
	const given = "the process gives it"
	return map[string]string{
		"worker.Log": given, "worker.Metrics": given, "worker.Clock": given, "worker.Rand": given, "worker.About": given, "worker.Ahead": "the node makes it of the stages that it has", "node.Version": given,
		"settler.Flow": given, "settler.Name": given, "settler.Clock": given, "settler.Log": given,
		"memory.Root": "it is the machine", "memory.Environment": "GOMEMLIMIT is the runtime's own setting", "memory.Children": "they are two for each processor",
		"server.Log":         given,
		"server.Name":        "it shows in the server's own log only",
		"server.MaxPayload":  "it holds every document that ingest takes (docs/limits.md)",
		"server.RelaxedSync": "it loses acknowledged documents in a power cut; for tests and benchmarks",
		"auditor.Log":        given, "auditor.Metrics": given, "auditor.Clock": given,
		"guard.Log": given, "guard.Metrics": given, "guard.Clock": given, "guard.Server": given,
		"guard.Disk":     "the node makes it from disk-path, see node.Options.DiskPath",
		"guard.Interval": "it must fit to the time after which another guard takes over",
		"connect.Log":    given, "connect.Closed": given, "connect.Embedded": given,
		"connect.Tracer":   "OTEL_EXPORTER_OTLP_ENDPOINT turns it on",
		"connect.Name":     "it shows in the server's list of connections only",
		"topology.Flow":    "the stages are those of this program; another flow is another program",
		"auditor.Witness":  "the node makes it from the data folder and the store",
		"node.WitnessFile": "it lies in the data folder",
		"node.Log":         given, "node.Server": given, "node.ServerDir": given,
		"check.Reader": "it is this program itself",
		"node.Parts":   "it is the choice of the command and of the flags of gouji work",
	}
}

// options are all option structs that a node is made of, by the settings.
func options(t *testing.T, settings map[string]string) map[string]any {
	t.Helper()
	fs := pflag.NewFlagSet("test", pflag.ContinueOnError)
	addConfigFlags(fs)
	for name, value := range settings {
		if err := fs.Set(name, value); err != nil {
			t.Fatalf("--%s %s: %v", name, value, err)
		}
	}
	conf, err := loadConfig(fs, func(name string) (string, bool) { return "/nobody", name == "HOME" })
	if err != nil {
		t.Fatal(err)
	}
	a := &app{conf: conf, log: zerolog.Nop()}
	o, err := a.nodeOptions(node.Parts{Door: true})
	if err != nil {
		t.Fatal(err)
	}
	return map[string]any{
		"node": o, "worker": o.Worker(), "topology": o.Topology, "server": a.serverOptions(), "auditor": o.Auditor(), "guard": o.Guard(),
		"connect": o.Connect, "check": o.Check,
		"settler": *o.Settler(), "memory": a.memoryOptions(),
	}
}

// otherSettings are values that differ from every default.
func otherSettings(t *testing.T) map[string]string {
	t.Helper()
	file := func(name, text string) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	return map[string]string{
		"data": "/elsewhere", "nats-url": "nats://n:4222", "context": "x", "nats-js-domain": "d", "nats-js-api-prefix": "$JS.d.API", "nats-creds": "c", "nats-nkey": "k", "nats-ca": "ca", "nats-cert": "ce", "nats-key": "ke",
		"nats-inbox-prefix": "_INBOX_x", "nats-token-file": "tf", "nats-open": "true", "nats-listen": "127.0.0.1:1", "monitor-url": "http://n:8222", "http": "127.0.0.1:2",
		"http-hosts": "door.example", "require-cage": "true", "page-renderer": "off", "http-tokens": file("tokens", "crawler:0123456789abcdef0123456789abcdef\nreviewer/li:fedcba9876543210\n"), "http-user-header": "X-User", "http-role-header": "X-Role", "admin": "127.0.0.1:3", "admin-pprof": "true", "admin-pprof-remote": "true", "store": "sqlite:/x.db",
		"rules": file("rules.yaml", officeRules), "members": file("members.yaml", "schema: gouji.members/v1\nregions:\n  - name: 青石县\n    members:\n      - {name: 松岭镇人民政府}\n"),
		"lang": "en", "log-format": "json", "log-level": "debug", "replicas": "3", "concurrency": "7", "ack-wait": "31s", "disk-limit": "50",
		"disk-path": "/disk", "max-backlog": "9", "assume-durable": "true", "partition": "p7", "hop-ttl": "48h", "log-deletable": "true", "submit-max-bytes": "1",
		"log-max-bytes": "2", "dead-max-bytes": "3", "max-ack-pending": "4", "max-attempts": "5", "retry-pause": "2m", "grace": "21s",
		"audit-interval": "6s", "nats-start": "31s", "judge-quiet": "3s", "judge-longest": "31s", "memory-limit": "900MiB",
		"webhooks": file("webhooks", "crawler https://hook.example/in whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n"), "webhook-private": "true", "webhook-give-up": "1h",
	}
}

// alike compares two values of a field. Of functions only the backoff matters here: its
// pauses are random within a quarter.
func alike(a, b any) bool {
	if f, ok := a.(func(int) time.Duration); ok {
		return f(25)/time.Minute == b.(func(int) time.Duration)(25)/time.Minute
	}
	if v := reflect.ValueOf(a); v.Kind() == reflect.Func {
		return true
	}
	return reflect.DeepEqual(a, b)
}

// differing lists the fields that differ between two sets of options.
func differing(a, b map[string]any) []string {
	var out []string
	eachField(a, func(name string, i int) {
		if !alike(reflect.ValueOf(a[name]).Field(i).Interface(), reflect.ValueOf(b[name]).Field(i).Interface()) {
			out = append(out, name+"."+reflect.TypeOf(a[name]).Field(i).Name)
		}
	})
	return out
}

func eachField(all map[string]any, visit func(name string, i int)) {
	for _, name := range slices.Sorted(maps.Keys(all)) {
		for i := range reflect.TypeOf(all[name]).NumField() {
			if reflect.TypeOf(all[name]).Field(i).IsExported() {
				visit(name, i)
			}
		}
	}
}

// TestEveryOptionIsASetting changes one setting at a time. What the parts of a node can be
// told, a user can tell them, or it is said why not; and every setting tells them something.
func TestEveryOptionIsASetting(t *testing.T) {
	t.Parallel()
	values, standard := otherSettings(t), options(t, nil)
	reached := map[string]bool{}
	for _, s := range settings("") {
		value, ok := values[s.name]
		if !ok {
			t.Errorf("the test has no other value of %s", s.name)
			continue
		}
		fields := differing(standard, options(t, map[string]string{s.name: value}))
		for _, f := range fields {
			reached[f] = true
		}
		printing := []string{"lang", "log-format", "log-level"} // what is printed is no option of a node
		if len(fields) == 0 && !slices.Contains(printing, s.name) {
			t.Errorf("%s = %s changes nothing", s.name, value)
		}
	}
	reasons := notForUsers()
	eachField(standard, func(name string, i int) {
		field := name + "." + reflect.TypeOf(standard[name]).Field(i).Name
		switch why, explained := reasons[field]; {
		case reached[field] && explained:
			t.Errorf("a setting reaches %s, and notForUsers explains it: %s", field, why)
		case !reached[field] && !explained:
			t.Errorf("no setting reaches %s: make one, delete it, or say why in notForUsers", field)
		}
		delete(reasons, field)
	})
	for field := range reasons {
		t.Errorf("notForUsers explains %s, which there is not", field)
	}
}

// TestSettingsKeepTheirBounds names the setting and what is wrong with it.
func TestSettingsKeepTheirBounds(t *testing.T) {
	t.Parallel()
	for _, args := range [][2]string{
		{"--replicas", "2"}, {"--disk-limit", "101"}, {"--max-backlog", "-1"}, {"--ack-wait", "1ms"}, {"--partition", "dead"}, {"--partition", "a.b"},
		{"--hop-ttl", "1m"}, {"--max-attempts", "0"}, {"--max-ack-pending", "0"}, {"--retry-pause", "0s"}, {"--grace", "0s"}, {"--log-max-bytes", "-1"},
		{"--audit-interval", "1ms"}, {"--nats-start", "0s"},
		{"--judge-quiet", "0s"}, {"--judge-longest", "1s"}, {"--memory-limit", "much"},
	} {
		if code, _, errs := command(t, "config", "show", args[0], args[1]); code != exitUsage || !strings.Contains(errs, "setting "+args[0][2:]) {
			t.Errorf("%v: exit %d, %s", args, code, errs)
		}
	}
}

// TestReadyByTheOperatorsWord: a broker whose monitoring port is not known, or cannot be
// reached, counts as one that fsyncs if the operator says so.
func TestReadyByTheOperatorsWord(t *testing.T) {
	t.Parallel()
	broker, nobody := startBroker(t), freeAddress(t)
	store := "sqlite:" + filepath.Join(t.TempDir(), "g.db")
	for _, c := range []struct {
		args []string
		want int
	}{
		{nil, exitFound},
		{[]string{"--monitor-url", "http://" + nobody}, exitFound},
		{[]string{"--assume-durable"}, exitOK},
		{[]string{"--assume-durable", "--monitor-url", "http://" + nobody}, exitOK},
	} {
		w := start(t, append([]string{"work", "--stages", strings.Join(pipeline.Stages(), ","), "--nats-url", broker.URL(), "--store", store, "--admin", "127.0.0.1:0"}, c.args...)...)
		if code, _, errs := command(t, "ready", "--admin", w.where.Admin); code != c.want {
			t.Errorf("%v: exit %d, want %d: %s", c.args, code, c.want, errs)
		}
	}
}
