// Package slip finds slips of the pen in a text of the genre: a fixed phrase, a word or a
// name with one character exchanged for one that sounds or looks alike, lost, doubled or
// swapped with its neighbour.
//
// The lexicon is data: phrases.txt has the fixed phrases, words.txt the words that stand
// beside them, shapes.txt the characters that look alike and right.txt what is right though
// it is nearly a phrase. What sounds alike is told by the table of go-pinyin. There is one
// notion of nearly, see edit: phrases, words, names, labels and titles of statutes all use it.
//
// A right text must never have a slip. So an edit at the edge of a phrase counts only where
// the text shows that a word ends there, and nothing counts inside of another phrase that
// stands there as it should.
package slip
