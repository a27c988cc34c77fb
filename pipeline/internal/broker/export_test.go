package broker

// NoteServerError has the server find a line in its own log, as if it had written it.
func NoteServerError(s *Server, format string, args ...any) {
	serverLog{stuck: &s.stuck}.Errorf(format, args...)
}

// WithMonitors is a connection with other monitoring addresses.
func WithMonitors(c *Conn, urls []string) *Conn {
	return &Conn{JS: c.JS, opts: ConnectOptions{MonitorURLs: urls}}
}
