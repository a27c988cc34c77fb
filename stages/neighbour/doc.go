// Package neighbour says which reports are judged with a report, and what the ledger keeps
// of each report so that they are found.
//
// A report is held against the report of the year before it, against other versions of
// itself and, where there is a list of members, against the reports of its region. The
// packages below it say who one issuer is (identity), who reports in a region (members) and
// what others need of a report (peer). Everything here is plain data and pure functions;
// where the ledger's records are kept is for the caller.
package neighbour
