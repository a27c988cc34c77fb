package fault

// Cut is one way to part the network.
type Cut struct {
	Name string // what is cut, in words
	// Leads names a stream whose leader is the victim; empty is any server.
	Leads string
	// Isolates is set where the victim keeps no majority, and a producer there is not heard.
	Isolates bool
	// Minority is set where no two servers reach each other: nothing may be acknowledged.
	Minority bool
	// Of is the links that are cut, of the victim and the two other servers.
	Of func(victim, one, other string) []Link
}

// Cuts are done in turn.
func Cuts() []Cut {
	return []Cut{
		{Name: "the leader of GOUJI_SUBMIT no longer heard by one of the others", Leads: "GOUJI_SUBMIT",
			Of: func(victim, one, _ string) []Link { return []Link{{victim, one}} }},
		{Name: "the leader of GOUJI_P0 cut off from the other servers", Leads: "GOUJI_P0", Isolates: true,
			Of: func(victim, one, other string) []Link { return between(victim, one, other) }},
		{Name: "all servers cut off from each other", Minority: true,
			Of: func(victim, one, other string) []Link {
				return append(between(victim, one, other), between(one, other)...)
			}},
		{Name: "the workers cut off from all servers",
			Of: func(victim, one, other string) []Link { return between(WorkersEnd, victim, one, other) }},
		{Name: "a server cut off from everybody", Isolates: true,
			Of: func(victim, one, other string) []Link {
				return between(victim, one, other, WorkersEnd, producerEnd)
			}},
	}
}
