// Package generate makes sample annual reports with their truth: invented agencies,
// consistent figures, the layouts met in practice, and faults that are known exactly.
//
// The same options give the same bytes on every machine and with every version of Go:
// randomness comes from PCG through own arithmetic (see dice), nothing iterates over a
// map, nothing reads a clock, and archives are stored without compression.
package generate
