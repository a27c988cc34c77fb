// Runs in any page of gouji and returns what makes it hard to use, a line each: the rules of
// WCAG 2.2 that do not need a person to judge them. What axe-core looks at as well is here too,
// because not every Chromium brings it along; only here are focus, keys and width.
(async () => {
  const wrong = [];
  const say = (what, e) => { if (wrong.length < 40) { wrong.push(what + (e ? ": " + (e.id || e.className || e.tagName) + " " + e.textContent.trim().slice(0, 40) : "")); } };
  const all = [...document.querySelectorAll("body *")];
  const ids = new Set();
  for (const e of document.querySelectorAll("[id]")) {
    if (ids.has(e.id)) { say("an id stands twice", e); }
    ids.add(e.id);
  }
  if (!document.documentElement.lang) { say("the page has no language"); }
  if (!document.title) { say("the page has no title"); }
  if (document.querySelectorAll("main").length !== 1) { say("the page has not one main part"); }
  if (document.querySelectorAll("h1").length !== 1) { say("the page has not one first heading"); }
  for (const e of document.body.children) {
    if (!e.matches("header,main,footer,nav,aside,script,.skip") && e.textContent.trim()) { say("stands outside of every landmark", e); }
  }
  for (const n of [...document.querySelectorAll("nav,[role=region],[role=search]")]) {
    if (!n.getAttribute("aria-label") && !n.getAttribute("aria-labelledby")) { say("a landmark has no name", n); }
  }
  let level = 0;
  for (const h of document.querySelectorAll("h1,h2,h3,h4,h5,h6")) {
    const n = +h.tagName[1];
    if (n > level + 1) { say("a heading skips a level", h); }
    if (!h.textContent.trim()) { say("a heading is empty", h); }
    level = n;
  }
  for (const e of document.querySelectorAll("img")) { if (!e.hasAttribute("alt")) { say("a picture has no text", e); } }
  for (const e of document.querySelectorAll("input:not([type=hidden]),select,textarea")) {
    if (!(e.labels && e.labels.length) && !e.getAttribute("aria-label")) { say("a control has no label", e); }
  }
  for (const a of document.querySelectorAll("a[href],button")) {
    const drawn = getComputedStyle(a, "::after").content + getComputedStyle(a, "::before").content;
    if (!a.textContent.trim() && !a.getAttribute("aria-label") && !/[^"none ]/.test(drawn)) { say("a link has no name", a); }
  }
  for (const e of document.querySelectorAll("[aria-labelledby],[aria-describedby]")) {
    for (const id of ((e.getAttribute("aria-labelledby") || "") + " " + (e.getAttribute("aria-describedby") || "")).trim().split(/ +/)) { if (!document.getElementById(id)) { say("labelled by what is not there", e); } }
  }
  for (const t of document.querySelectorAll("table:not(.grid)")) { // a grid is the document's own
    if (!t.caption && !t.closest("[aria-label],[aria-labelledby]")) { say("a table has no name", t); }
    if (!t.querySelector("th")) { say("a table has no heads", t); }
    for (const h of t.querySelectorAll("th:not([scope])")) { say("a head has no scope", h); }
  }
  for (const d of document.querySelectorAll("dl")) {
    for (const c of d.children) { if (!c.matches("dt,dd,div")) { say("stands in a list of facts and is none", c); } }
  }
  for (const l of document.querySelectorAll("ul,ol")) {
    for (const c of l.children) { if (c.tagName !== "LI") { say("stands in a list and is no item", c); } }
  }
  for (const g of document.querySelectorAll("fieldset")) { if (!g.querySelector("legend")) { say("a group of controls has no name", g); } }
  for (const s of document.querySelectorAll("svg[role=img]")) { if (!s.getAttribute("aria-label")) { say("a drawing has no text", s); } }
  for (const a of document.querySelectorAll("a[href^='#']")) {
    if (a.hash.length > 1 && !document.getElementById(decodeURIComponent(a.hash.slice(1)))) { say("leads nowhere", a); }
  }
  for (const e of all) {
    const o = getComputedStyle(e);
    if ((/(auto|scroll)/.test(o.overflowY) && e.scrollHeight > e.clientHeight + 1 || /(auto|scroll)/.test(o.overflowX) && e.scrollWidth > e.clientWidth + 1) &&
      e.tabIndex < 0 && !e.querySelector("a[href],button,input")) { say("what scrolls cannot be reached by keys", e); }
    if (e.tabIndex > 0) { say("the order of keys is changed", e); }
  }
  // Contrast: 4.5 to 1, or 3 to 1 for large type. What lies over a picture of a page is not looked at.
  const rgba = (s) => { const m = (s.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number); return [m[0], m[1], m[2], m.length > 3 ? m[3] : 1]; };
  const over = (a, b) => [0, 1, 2].map((i) => a[i] * a[3] + b[i] * (1 - a[3])).concat(1);
  const ground = (e) => {
    const layers = [];
    for (let p = e; p; p = p.parentElement) { layers.push(rgba(getComputedStyle(p).backgroundColor)); }
    const dark = matchMedia("(prefers-color-scheme: dark)").matches && getComputedStyle(document.documentElement).colorScheme.includes("dark");
    return layers.reverse().reduce((under, l) => over(l, under), dark ? [18, 18, 18, 1] : [255, 255, 255, 1]);
  };
  const light = (c) => { const [r, g, b] = c.map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const seen = new Set();
  for (const e of all) {
    if (![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) || e.closest("figure.imaged,.heard,script,style") || !e.getClientRects().length) { continue; }
    const o = getComputedStyle(e);
    if (o.visibility === "hidden" || rgba(o.color)[3] === 0) { continue; }
    const b = ground(e), f = over(rgba(o.color), b);
    const [hi, lo] = [light(f), light(b)].sort((x, y) => y - x);
    const ratio = (hi + 0.05) / (lo + 0.05), size = parseFloat(o.fontSize);
    const need = size >= 24 || size >= 18.66 && +o.fontWeight >= 700 ? 3 : 4.5;
    const key = e.className + f + b;
    if (ratio < need && !seen.has(key)) { seen.add(key); say("the contrast is " + ratio.toFixed(2) + ", and should be " + need + " (" + o.color + " on " + b + ")", e); }
  }
  // What has the focus shows it, and is on the screen.
  const focusable = [...document.querySelectorAll("a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex='0']")].filter((e) => e.checkVisibility() && e.getClientRects().length);
  for (const e of focusable.length > 400 ? focusable.filter((_, i) => i % 7 === 0 || i < 50) : focusable) {
    e.focus();
    if (document.activeElement !== e) { say("does not take the focus", e); continue; }
    const o = getComputedStyle(e);
    if (!e.matches(":focus-visible") || o.outlineStyle === "none" || parseFloat(o.outlineWidth) < 2) { say("does not show that it has the focus", e); }
    const r = e.getBoundingClientRect();
    if (r.right < 1 || r.left > innerWidth - 1 || r.bottom < 1 || r.top > innerHeight - 1) { say("has the focus and is not on the screen", e); }
  }
  if (document.activeElement) { document.activeElement.blur(); }
  scrollTo(0, 0);
  // Targets of 24 pixels (2.5.8), but for links within a line of text.
  for (const e of document.querySelectorAll("button,.button,select,input:not([type=hidden],[type=checkbox],[type=radio]),summary")) {
    const r = e.getBoundingClientRect();
    if (e.checkVisibility() && r.width && (r.height < 23.5 || r.width < 23.5)) { say("is smaller than a finger, " + r.width.toFixed(0) + "×" + r.height.toFixed(0), e); }
  }
  if (document.documentElement.scrollWidth > innerWidth + 1) { say("the page is wider than the window: " + document.documentElement.scrollWidth); }
  return wrong;
})()
