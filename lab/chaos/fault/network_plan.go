package fault

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gouji/gouji/lab/chaos/machine"
)

// Ends of the network besides the servers, which have the names of their configurations.
// The producer is this process; it stays in the namespace that it was started in.
const (
	WorkersEnd  = "workers"
	producerEnd = "producer"
)

func networkEnds() []string { return []string{"n0", "n1", "n2", WorkersEnd, producerEnd} }

// Link is one direction between two ends.
type Link struct{ from, to string }

// String is FROM>TO.
func (l Link) String() string { return l.from + ">" + l.to }

// between is both directions between one end and each of the others.
func between(one string, others ...string) []Link {
	var out []Link
	for _, o := range others {
		out = append(out, Link{one, o}, Link{o, one})
	}
	return out
}

// networkPlan gives names and addresses, which differ from run to run by the process id. All
// ends are on a bridge in a namespace of its own, the switch: there no firewall of the machine
// looks at what passes, and everything is gone with the namespaces.
type networkPlan struct {
	pid   int
	third byte // of the addresses
}

// netnsPrefix is what the names of our namespaces begin with, before the process id.
const netnsPrefix = "gouji-chaos-"

const switchName = "switch"

// netns is the namespace of an end, or of the switch.
func (p networkPlan) netns(name string) string {
	return fmt.Sprintf("%s%d-%s", netnsPrefix, p.pid, name)
}

// ownerOf is the process that made a namespace of ours.
func ownerOf(netns string) (pid int, ours bool) {
	rest, ours := strings.CutPrefix(netns, netnsPrefix)
	digits, _, _ := strings.Cut(rest, "-")
	pid, err := strconv.Atoi(digits)
	return pid, ours && err == nil
}

// uplink is the interface of the producer, whose name may have 15 characters.
func (p networkPlan) uplink() string { return fmt.Sprintf("gjc%d", p.pid) }

// address of an end, in a network that exists on the bridge only.
func (p networkPlan) address(end string) string {
	return fmt.Sprintf("10.213.%d.%d", p.third, 11+slices.Index(networkEnds(), end))
}

// choose takes the first network from the one of the process id on that no address lies in.
func (p networkPlan) choose(taken []string) (networkPlan, error) {
	for i := range 256 {
		p.third = byte(p.pid + i)
		if !slices.ContainsFunc(taken, func(a string) bool { return strings.HasPrefix(a, fmt.Sprintf("10.213.%d.", p.third)) }) {
			return p, nil
		}
	}
	return p, machine.Skipf("addresses of all networks 10.213.0.0/24 to 10.213.255.0/24 are in use here")
}

// commands are the arguments of ip that build the network.
func (p networkPlan) commands() [][]string {
	sw := p.netns(switchName)
	lines := []string{
		"netns add " + sw,
		"-n " + sw + " link add br0 type bridge",
		"-n " + sw + " link set br0 up",
	}
	for i, end := range networkEnds() {
		at, dev := "-n "+p.netns(end)+" ", "eth0"
		port := fmt.Sprintf("port%d", i)
		if end == producerEnd {
			at, dev = "", p.uplink()
			lines = append(lines, fmt.Sprintf("link add %s type veth peer name %s netns %s", dev, port, sw))
		} else {
			lines = append(lines, "netns add "+p.netns(end), at+"link set lo up",
				fmt.Sprintf("-n %s link add %s type veth peer name %s netns %s", sw, port, dev, p.netns(end)))
		}
		lines = append(lines,
			at+"addr add "+p.address(end)+"/24 dev "+dev, at+"link set "+dev+" up",
			fmt.Sprintf("-n %s link set %s master br0", sw, port), fmt.Sprintf("-n %s link set %s up", sw, port))
	}
	var out [][]string
	for _, l := range lines {
		out = append(out, strings.Fields(l))
	}
	return out
}

// rules is the whole text for nft, which takes it in one step: packets of these links are
// dropped in the switch, without a word to whoever sent them.
func (p networkPlan) rules(cut []Link) string {
	var b strings.Builder
	b.WriteString("table bridge cut {}\ndelete table bridge cut\ntable bridge cut {\n\tchain forward {\n\t\ttype filter hook forward priority 0; policy accept;\n")
	for _, l := range cut {
		fmt.Fprintf(&b, "\t\tip saddr %s ip daddr %s drop\n", p.address(l.from), p.address(l.to))
	}
	b.WriteString("\t}\n}\n")
	return b.String()
}
