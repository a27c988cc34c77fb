// Package css works out how the text of a page is shown, as far as its own style sheets,
// style attributes and presentational elements say: displayed or not, struck, raised, tiny,
// in the colour of its background. It is no layout engine: what depends on the size of a
// window, on scripts or on style sheets elsewhere stays unknown, and unknown means shown.
//
// Selectors are those of CSS 2.1 without sibling combinators and dynamic pseudo-classes; a
// rule with any other selector is left out. Media rules count as on a screen 1,280 pixels
// wide.
package css
