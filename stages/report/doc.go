// Package report is the domain of gouji: the uniform reading of a document
// (Document), the annual report with its three tables (Report), what is wrong
// with it (Finding) and the object that `gouji check` prints (Check).
//
// The types are the program's contract with others; their JSON names follow
// schema gouji.report/v1 and gouji.check/v1. The package depends on the standard
// library only, so that every stage can share it without sharing anything else.
package report
