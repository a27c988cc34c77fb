// Runs in a page of the viewer and returns what is wrong with it, a line each. The page's own
// script goes on working beside it.
(async () => {
  const wrong = [];
  const say = (what, e) => { if (wrong.length < 40) { wrong.push(what + (e ? ": " + (e.id || e.tagName) + " " + e.textContent.trim().slice(0, 40) : "")); } };
  const bare = (s) => s.replace(/\s+/g, "");
  // One turn of the event loop: what a click asks for is done, and no frame has to be drawn.
  const turn = () => new Promise((done) => { const c = new MessageChannel(); c.port1.onmessage = done; c.port2.postMessage(0); });

  // What a place says, with the pieces of it that stand behind something else.
  const said = (e) => e.textContent + [...document.querySelectorAll("[data-of]")].filter((p) => p.dataset.of === e.id).map((p) => p.textContent).join("");

  // In view: inside the window and inside every box that scrolls.
  const inView = (e) => {
    const r = e.getClientRects()[0] || e.getBoundingClientRect();
    let box = { top: 0, left: 0, bottom: innerHeight, right: innerWidth };
    for (let p = e.parentElement; p; p = p.parentElement) {
      const o = getComputedStyle(p);
      if (/(auto|scroll)/.test(o.overflowX + o.overflowY)) {
        const b = p.getBoundingClientRect();
        box = { top: Math.max(box.top, b.top), left: Math.max(box.left, b.left), bottom: Math.min(box.bottom, b.bottom), right: Math.min(box.right, b.right) };
      }
    }
    return r.bottom > box.top && r.top < box.bottom && r.right > box.left && r.left < box.right;
  };
  const follow = async (a, what) => {
    const id = decodeURIComponent(a.getAttribute("href").slice(1));
    const to = document.getElementById(id);
    if (!to) { say(what + " leads nowhere", a); return null; }
    a.click();
    await turn();
    if (location.hash !== a.getAttribute("href")) { say(what + " was not followed", a); }
    if (!inView(to)) { say(what + " leads to what is not in view", to); }
    return to;
  };
  // The ways back are links inside of a spot, or behind it where the spot is a link itself.
  const back = async (from, to, what) => {
    const ways = [...from.querySelectorAll("a[href^='#']")];
    if (from.matches("a[href^='#']")) { ways.push(from); }
    for (let e = from.nextElementSibling; e && e.matches("a.back"); e = e.nextElementSibling) { ways.push(e); }
    if (!ways.length) { say(what + " has no way back", from); return; }
    for (const w of ways) { await follow(w, what + ", back"); }
  };

  const count = { findings: 0, quotes: 0, figures: 0 };
  const weight = { error: 0, warning: 1, info: 2 };
  for (const doc of document.querySelectorAll("article.document")) {
    let last = 0;
    for (const f of doc.querySelectorAll(".finding[data-severity]")) {
      const w = weight[f.dataset.severity];
      if (w === undefined) { say("unknown severity " + f.dataset.severity, f); }
      if (w < last) { say("stands behind a lighter one", f); }
      last = w;
    }
    for (const f of doc.querySelectorAll(".finding")) {
      count.findings++;
      for (const a of f.querySelectorAll(":scope > blockquote a, :scope > .where a")) {
        const to = await follow(a, "a place of finding " + f.id);
        if (!to) { continue; }
        if (a.closest("blockquote")) {
          count.quotes++;
          if (bare(said(to)) !== bare(a.textContent)) { say("the quote is " + bare(a.textContent) + " and its place says " + bare(said(to))); }
        }
        if (to.closest(".original")) { await back(to, f, "a place of finding " + f.id); }
      }
    }
    for (const a of doc.querySelectorAll("a.figure")) {
      count.figures++;
      const to = await follow(a, "a figure");
      if (to && bare(said(to)) !== bare(a.textContent)) { say("a figure is " + bare(a.textContent) + " and its place says " + bare(said(to))); }
    }
  }

  // Accessibility: the rules of WCAG 2.2 that axe calls serious, as far as they concern a page
  // of text, tables and links.
  const all = [...document.querySelectorAll("body *")];
  const ids = new Set();
  for (const e of document.querySelectorAll("[id]")) {
    if (ids.has(e.id)) { say("an id stands twice", e); }
    ids.add(e.id);
  }
  if (!document.documentElement.lang) { say("the page has no language"); }
  if (!document.title) { say("the page has no title"); }
  if (document.querySelectorAll("main").length !== 1) { say("the page has not one main part"); }
  let level = 0;
  for (const h of document.querySelectorAll("h1,h2,h3,h4,h5,h6")) {
    const n = +h.tagName[1];
    if (n > level + 1) { say("a heading skips a level", h); }
    if (!h.textContent.trim()) { say("a heading is empty", h); }
    level = n;
  }
  for (const e of document.querySelectorAll("img")) { if (!e.hasAttribute("alt")) { say("a picture has no text", e); } }
  for (const e of document.querySelectorAll("input,select,textarea")) {
    if (!(e.labels && e.labels.length) && !e.getAttribute("aria-label")) { say("a control has no label", e); }
  }
  for (const a of document.querySelectorAll("a[href],button")) {
    const drawn = getComputedStyle(a, "::after").content + getComputedStyle(a, "::before").content;
    if (!a.textContent.trim() && !a.getAttribute("aria-label") && !/[^"none ]/.test(drawn)) { say("a link has no name", a); }
  }
  for (const e of document.querySelectorAll("[aria-labelledby]")) {
    for (const id of e.getAttribute("aria-labelledby").split(" ")) { if (!document.getElementById(id)) { say("labelled by what is not there", e); } }
  }
  for (const t of document.querySelectorAll("table.form")) {
    if (!t.caption) { say("a table has no caption", t); }
    if (!t.querySelector("th[scope]")) { say("a table has no heads", t); }
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
  if (document.documentElement.scrollWidth > innerWidth + 1) { say("the page is wider than the window: " + document.documentElement.scrollWidth); }
  return { wrong, count };
})()
