// Package slip finds slips of the pen in a text of the genre: a fixed phrase, a word or a
// name with one character exchanged for one that sounds or looks alike, lost, doubled or
// swapped with its neighbour.
//
// The lexicon is data. phrases.txt has the fixed phrases, frames.txt pairs of words that
// stand together and collocations.txt three and four of them; words.txt, heard.txt and
// everyday.txt have the words beside them; bound.txt and halves.txt characters that are no word, or
// none where they stand; shapes.txt those that look alike. right.txt is what is right though it is
// nearly a phrase, alike.txt what is a
// word though it is nearly another. What sounds alike is told by the table of go-pinyin.
// There is one notion of nearly, see edit: phrases, words, names, labels and titles of
// statutes all use it.
// confused.txt has what is taken for another word, with the neighbours beside which it is a slip, and
// core.txt the phrases of which none of the characters is ever left out; idioms.txt has more of these,
// whose halves are no words, and compounds.txt those of the fields that offices work in.
//
// beside.txt has words that stand side by side, which tell which of two words that sound the same is
// meant, strange.txt words that no report has, though they sound like one of the genre, and foreign.txt
// those that no report has beside the neighbours of that one.
//
// What the lexicon does not have as a phrase is judged by its words, see clause: a change that
// makes words of the genre of characters that are none was a slip.
//
// What stands alone between words is a slip unless it is one of the characters that may stand there: see loose.go.
// alone.txt says of those that reports have most where that is, and formulas.txt has what nearly every report says
// in the same words, of which no character inside is ever left out.
// tails.txt has what may be left of a word at the end of a part of a sentence.
//
// Nearly all of a right text is known words with particles between them. Nothing but a pass over its
// words is spent on it: the phrases are tried only near what is none of them, see doubts.
//
// A right text must never have a slip. So an edit at the edge of a phrase counts only where
// the text shows that a word ends there, and nothing counts inside of another phrase that
// stands there as it should.
package slip
