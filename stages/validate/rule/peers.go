package rule

import "github.com/gouji/gouji/stages/neighbour/peer"

// With gives the subject the other reports that it is judged with, and returns it.
func (s *Subject) With(g peer.Group) *Subject {
	s.peers = g
	return s
}

// Peers are the other reports that the report is judged with. They must not be changed.
func (s *Subject) Peers() *peer.Group {
	s.asked = true
	return &s.peers
}
