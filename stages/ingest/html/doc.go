// Package html reads pages into lines and grids.
//
// Text content. A place in a page is the path of an element and byte offsets in its text
// content, which is what a browser would show of it, defined so that a second reader
// can find the same bytes:
//
//   - The text of its text nodes in document order, comments left out, and also
//     what is silent: script, style, noscript, template, head, title, iframe, object, select,
//     svg, math, media, and elements hidden by the attribute hidden or by display:none
//     in their own style attribute. What is hidden in any other way is part of the text.
//   - Each tab, line feed, form feed and carriage return in a text node counts as one space, except inside
//     pre, listing, xmp, plaintext and textarea, where line ends stay. Other characters, the
//     no-break space among them, stay as they are; nothing is collapsed.
//   - br is one line feed.
//   - Between two block elements, or a block element and text, stands one line feed,
//     unless the text before ends with one. A text node of white space only (space, tab,
//     line ends) at such a border is nothing. None stands at the beginning or the end.
//
// Paths are XPath over the tree that the HTML standard's parser builds (with implied
// tbody): /html/body/div[2]/table[1]/tbody[1]/tr[3]/td[1]. The steps html, head and body
// have no number. Elements with unusual names are counted among all: *[3].
// An attribute, used for meta elements and the values of form controls, is a last step:
// /html/head/meta[2]/@content.
//
// How the text shows. Characters that are not plain print keep their places and have marks
// (package css). A line or table of which nothing is displayed is no block. Pictures, frames,
// scripts that write tables, form controls and links to files are objects of the line or cell
// they stand in, also where it has no text. A cell with nothing but one control has the
// control's value as its text.
package html
