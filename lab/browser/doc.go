// Package browser opens the viewer's pages in headless Chromium and walks through them as a
// reader does: every link of a finding and of a figure there and back. It also holds each page
// against the rules of accessibility that a page without forms can break. It has tests only;
// they need Chromium, which `make browser` installs, and say so where it is missing.
package browser
