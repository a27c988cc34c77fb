package pipeline

// noteServerError has the server find a line in its own log, as if it had written it.
func noteServerError(s *Server, format string, args ...any) {
	serverLog{stuck: &s.stuck}.Errorf(format, args...)
}

// withMonitors is a connection with other monitoring addresses.
func withMonitors(c *Conn, urls []string) *Conn {
	return &Conn{JS: c.JS, opts: ConnectOptions{MonitorURLs: urls}}
}
