package main

import (
	"time"

	"github.com/gouji/gouji/pipeline"
)

// config is the settings of all commands. A setting comes from its flag, else its
// environment variable, else the file of --config, else its default.
type config struct {
	Data    string
	NATSURL string
	// Context is a context of the nats command; NATSDomain and NATSAPIPrefix say where
	// JetStream is, see pipeline.ConnectOptions.
	Context, NATSDomain, NATSAPIPrefix string

	NATSCreds string
	NATSNKey  string
	NATSCA    string
	NATSCert  string
	NATSKey   string
	// NATSInboxPrefix begins the subjects of answers, _INBOX_<role> where access is secured.
	NATSInboxPrefix string
	NATSListen      string
	// NATSTokenFile is a file with the token of the server; NATSOpen has the embedded server ask
	// for none.
	NATSTokenFile string
	NATSOpen      bool
	MonitorURL    string
	HTTP          string
	HTTPHosts     string
	RequireCage   bool
	// PageRenderer is pdftoppm, its path, or off.
	PageRenderer   string
	HTTPTokens     string
	HTTPUserHeader string
	HTTPRoleHeader string
	Webhooks       string
	WebhookPrivate bool
	WebhookGiveUp  time.Duration
	Admin          string
	// AdminPprof serves profiles at Admin, AdminPprofRemote to other machines too.
	AdminPprof, AdminPprofRemote bool

	Store       string
	Rules       string
	Members     string
	Lang        string
	LogFormat   string
	LogLevel    string
	Replicas    int
	Concurrency int
	AckWait     time.Duration
	DiskLimit   int
	DiskPath    string
	MaxBacklog  int
	// AssumeDurable is the operator's word that the broker fsyncs before it acknowledges.
	AssumeDurable bool
	// Partition is the token of the log's subjects and stream.
	Partition string
	// HopTTL is how long ingested, parsed and validated messages stay in the log, 0 for ever.
	HopTTL time.Duration
	// LogDeletable makes a log from which gouji archive --delete can remove.
	LogDeletable bool
	// SubmitMaxBytes, LogMaxBytes and DeadMaxBytes bound the streams, 0 for none.
	SubmitMaxBytes, LogMaxBytes, DeadMaxBytes int
	MaxAckPending                             int
	MaxAttempts                               int
	// RetryPause is the longest pause between two attempts.
	RetryPause time.Duration
	// Grace is how long a process that ends may finish what it holds.
	Grace         time.Duration
	AuditInterval time.Duration
	// Quiet is how long nothing has to come to an issuer before its reports are judged again,
	// Longest how long they wait at most.
	Quiet, Longest time.Duration
	// MemoryLimit is auto, off or bytes with a unit.
	MemoryLimit string
	// NATSStart is how long the embedded server may take to recover its streams.
	NATSStart time.Duration

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
	field func(*config) any // *string, *int, *bool or *time.Duration
}

// settings lists every setting. NATS_* are the variables that other NATS tools read.
func settings(data string) []setting {
	return []setting{
		{"data", "GOUJI_DATA", data, "数据目录", "data folder", func(c *config) any { return &c.Data }},
		{"nats-url", "NATS_URL", "", "外部 NATS 的地址;空则用本机 gouji up", "NATS server; empty means gouji up on this machine", func(c *config) any { return &c.NATSURL }},
		{"context", "NATS_CONTEXT", "", "nats 命令的上下文(名称或文件路径),给出地址与凭据;其他 nats-* 设置优先", "context of the nats command, its name or its file: an address and credentials; other nats-* settings come before it", func(c *config) any { return &c.Context }},
		{"nats-js-domain", "NATS_JS_DOMAIN", "", "JetStream 域,从叶节点连接时用", "JetStream domain, for a connection to a leaf node", func(c *config) any { return &c.NATSDomain }},
		{"nats-js-api-prefix", "NATS_JS_API_PREFIX", "", "JetStream API 前缀,从别的账户引入时用", "prefix of the JetStream API, where it is imported from another account", func(c *config) any { return &c.NATSAPIPrefix }},
		{"nats-creds", "NATS_CREDS", "", "凭据文件", "credentials file", func(c *config) any { return &c.NATSCreds }},
		{"nats-nkey", "NATS_NKEY", "", "NKey 种子文件", "NKey seed file", func(c *config) any { return &c.NATSNKey }},
		{"nats-ca", "NATS_CA", "", "CA 证书文件", "CA certificate file", func(c *config) any { return &c.NATSCA }},
		{"nats-cert", "NATS_CERT", "", "客户端证书文件", "client certificate file", func(c *config) any { return &c.NATSCert }},
		{"nats-key", "NATS_KEY", "", "客户端私钥文件", "client key file", func(c *config) any { return &c.NATSKey }},
		{"nats-inbox-prefix", "NATS_INBOX_PREFIX", "", "答复收件箱的前缀,权限配置下为 _INBOX_<角色>", "prefix of the inboxes for answers, _INBOX_<role> where access is secured", func(c *config) any { return &c.NATSInboxPrefix }},
		{"nats-token-file", "NATS_TOKEN_FILE", "", "NATS 令牌的文件;空则用数据目录里的,如果正在连接的是它的 gouji up", "file with the token of the NATS server; empty means that of the data folder, where its gouji up is connected to", func(c *config) any { return &c.NATSTokenFile }},
		{"nats-listen", "GOUJI_NATS_LISTEN", "127.0.0.1:4222", "内嵌 NATS 的监听地址", "address of the embedded NATS server", func(c *config) any { return &c.NATSListen }},
		{"nats-open", "GOUJI_NATS_OPEN", "false", "为 true 时内嵌 NATS 不要令牌:凡能连到它的都能提交、读取", "true: the embedded NATS server asks for no token; whoever reaches it may submit and read", func(c *config) any { return &c.NATSOpen }},
		{"monitor-url", "GOUJI_MONITOR_URL", "", "外部 NATS 的监控地址,用于核实 sync_interval", "monitoring URL of an external NATS server, to verify sync_interval", func(c *config) any { return &c.MonitorURL }},
		{"http", "GOUJI_HTTP", "127.0.0.1:8080", "HTTP 入口的监听地址", "address of the HTTP door", func(c *config) any { return &c.HTTP }},
		{"http-hosts", "GOUJI_HTTP_HOSTS", "", "HTTP 入口的主机名,逗号分隔;localhost 与 IP 地址总是可以", "names of the HTTP door, separated by commas; localhost and literal addresses always are", func(c *config) any { return &c.HTTPHosts }},
		{"http-tokens", "GOUJI_HTTP_TOKENS", "", "HTTP 入口的令牌文件,每行 名字:密文;看页面的人 角色/名字:密文(viewer、reviewer、operator)", "file of the HTTP door's tokens, a line producer:secret, or role/name:secret for who sees the pages (viewer, reviewer, operator)", func(c *config) any { return &c.HTTPTokens }},
		{"http-user-header", "GOUJI_HTTP_USER_HEADER", "", "由前端代理登录时,说明来访者是谁的请求头;代理须删去来访者自带的同名请求头", "where a proxy in front signs visitors in: the header that says who it is; the proxy must remove it from what they send", func(c *config) any { return &c.HTTPUserHeader }},
		{"http-role-header", "GOUJI_HTTP_ROLE_HEADER", "", "说明其角色的请求头,与上一项同用", "the header that says as what; goes with the one before", func(c *config) any { return &c.HTTPRoleHeader }},
		{"webhooks", "GOUJI_WEBHOOKS", "", "结果推送的文件,每行 提交者 地址 密钥(whsec_…);提交者写 * 为全部;由 up 与 work --results 推送", "file of webhooks, a line producer address secret (whsec_…), * for every producer; up and work --results post to them", func(c *config) any { return &c.Webhooks }},
		{"webhook-private", "GOUJI_WEBHOOK_PRIVATE", "false", "为 true 时可推送到本机与内网地址", "true: webhooks may have addresses that are not public, such as this machine's", func(c *config) any { return &c.WebhookPrivate }},
		{"webhook-give-up", "GOUJI_WEBHOOK_GIVE_UP", "72h", "推送不出去的结果多久后放弃", "how long a result is posted again that a webhook does not take", func(c *config) any { return &c.WebhookGiveUp }},
		{"admin", "GOUJI_ADMIN", "127.0.0.1:9464", "指标与健康检查的监听地址", "address of metrics and health", func(c *config) any { return &c.Admin }},
		{"admin-pprof", "GOUJI_ADMIN_PPROF", "false", "为 true 时,在该地址的 /debug/pprof/ 向本机提供性能剖析", "true: profiles under /debug/pprof/ of that address, for this machine", func(c *config) any { return &c.AdminPprof }},
		{"admin-pprof-remote", "GOUJI_ADMIN_PPROF_REMOTE", "false", "与上一项同用:也向其他机器提供", "with the one before: for other machines too", func(c *config) any { return &c.AdminPprofRemote }},
		{"store", "GOUJI_STORE", "", "结果库,sqlite:路径 或 postgres://…", "result store, sqlite:PATH or postgres://…", func(c *config) any { return &c.Store }},
		{"require-cage", "GOUJI_REQUIRE_CAGE", "false", "为 true 时,内核不能隔离读取文档的进程就不启动", "true: do not start where the kernel does not confine the processes that read documents", func(c *config) any { return &c.RequireCage }},
		{"page-renderer", "GOUJI_PAGE_RENDERER", "pdftoppm", "把 PDF 页面画成图像的 poppler 程序 pdftoppm 的名字或路径,off 为不画", "poppler's pdftoppm, which draws the pages of PDFs: its name or path, off for none", func(c *config) any { return &c.PageRenderer }},
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
		{"assume-durable", "GOUJI_ASSUME_DURABLE", "false", "由运维者声明外部 NATS 每条消息先落盘再确认(sync_interval: always)", "the operator states that the external NATS server runs sync_interval: always", func(c *config) any { return &c.AssumeDurable }},
		{"partition", "GOUJI_PARTITION", "p0", "日志主题与流的分区名", "token of the log's subjects and stream", func(c *config) any { return &c.Partition }},
		{"hop-ttl", "GOUJI_HOP_TTL", "0s", "中间消息在日志中保留多久,0 为永久;须长于任何积压", "how long intermediate messages stay in the log, 0 for ever; must be longer than any backlog", func(c *config) any { return &c.HopTTL }},
		{"log-deletable", "GOUJI_LOG_DELETABLE", "false", "新建的日志允许 archive 角色删除已归档或要删除的内容(gouji archive --delete、gouji erase);默认谁都不能删,且建好后不能放开", "a log that is made now lets the role archive delete what an archive holds or is to be erased (gouji archive --delete, gouji erase); without it nobody can, and a log that was made so never allows it", func(c *config) any { return &c.LogDeletable }},
		{"submit-max-bytes", "GOUJI_SUBMIT_MAX_BYTES", "0", "提交流的字节上限,0 为不限", "bytes that the stream of submissions may hold, 0 for any number", func(c *config) any { return &c.SubmitMaxBytes }},
		{"log-max-bytes", "GOUJI_LOG_MAX_BYTES", "0", "日志流的字节上限,0 为不限", "bytes that the log may hold, 0 for any number", func(c *config) any { return &c.LogMaxBytes }},
		{"dead-max-bytes", "GOUJI_DEAD_MAX_BYTES", "0", "死信流的字节上限,0 为不限", "bytes that the dead letters may take, 0 for any number", func(c *config) any { return &c.DeadMaxBytes }},
		{"max-ack-pending", "GOUJI_MAX_ACK_PENDING", "2048", "每个阶段全部工作者同时持有的消息数", "messages that all workers of a stage may hold at once", func(c *config) any { return &c.MaxAckPending }},
		{"max-attempts", "GOUJI_MAX_ATTEMPTS", "8", "一条消息最多尝试几次", "how often a message is tried", func(c *config) any { return &c.MaxAttempts }},
		{"retry-pause", "GOUJI_RETRY_PAUSE", "30s", "两次尝试之间的最长间隔(1、2、4…秒递增)", "longest pause between two attempts, which grows from 1, 2, 4 … s", func(c *config) any { return &c.RetryPause }},
		{"grace", "GOUJI_GRACE", "20s", "结束时手上的工作最多再做多久", "how long a process that ends may finish what it holds", func(c *config) any { return &c.Grace }},
		{"audit-interval", "GOUJI_AUDIT_INTERVAL", "5s", "对账的间隔", "pause between two looks of the standing audit", func(c *config) any { return &c.AuditInterval }},
		{"memory-limit", "GOUJI_MEMORY_LIMIT", "auto", "gouji up 的内存限(软):auto 按容器或机器的内存、off 不设,或如 800MiB、2GiB", "soft memory limit of gouji up: auto by the container's or machine's memory, off for none, or such as 800MiB, 2GiB", func(c *config) any { return &c.MemoryLimit }},
		{"judge-quiet", "GOUJI_JUDGE_QUIET", "2s", "同一机关多久没有新报告后,才重判受影响的报告", "how long nothing has to come to an issuer before reports that others affect are judged again", func(c *config) any { return &c.Quiet }},
		{"judge-longest", "GOUJI_JUDGE_LONGEST", "30s", "一直有新报告时,最多等多久就重判", "how long they wait at most where something always comes", func(c *config) any { return &c.Longest }},
		{"nats-start", "GOUJI_NATS_START", "30s", "内嵌 NATS 启动(含恢复各流)最多等多久", "how long the embedded NATS server may take to start and recover its streams", func(c *config) any { return &c.NATSStart }},
	}
}

// topology is the streams and consumers that the settings ask for.
func (c *config) topology() pipeline.Topology {
	return pipeline.Topology{
		Replicas: c.Replicas, Partition: c.Partition, AckWait: c.AckWait, MaxAckPending: c.MaxAckPending, HopTTL: c.HopTTL, Deletable: c.LogDeletable,
		SubmitMaxBytes: int64(c.SubmitMaxBytes), LogMaxBytes: int64(c.LogMaxBytes), DeadMaxBytes: int64(c.DeadMaxBytes),
	}
}
