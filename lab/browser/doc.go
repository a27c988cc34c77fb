// Package browser opens the pages of the office and of the viewer in headless Chromium and uses
// them as a reviewer does: a report that comes, its findings there and back, decisions, a replay,
// the letter, the export. It also holds each page against the rules of accessibility. It has
// tests only; they need Chromium, which `make browser` installs, and say so where it is missing.
package browser
