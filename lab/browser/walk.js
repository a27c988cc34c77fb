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
  // The ways back are links inside of a spot, or behind it where the spot is a link itself. One of
  // them leads to what was left: the finding, or a figure with a mark that leads to the finding.
  const back = async (from, to, what) => {
    const ways = [...from.querySelectorAll("a[href^='#']")];
    if (from.matches("a[href^='#']")) { ways.push(from); }
    for (let e = from.nextElementSibling; e && e.matches("a.back"); e = e.nextElementSibling) { ways.push(e); }
    if (!ways.length) { say(what + " has no way back", from); return; }
    let home = false;
    for (const w of ways) {
      const at = await follow(w, what + ", back");
      home ||= !!at && (at === to || to.contains(at) || [...at.querySelectorAll("a.mark")].some((m) => m.getAttribute("href") === "#" + to.id));
    }
    if (!home) { say(what + " has no way back to " + to.id, from); }
  };

  const count = { findings: 0, quotes: 0, unlinked: 0, figures: 0 };
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
      count.unlinked += [...f.querySelectorAll(":scope > blockquote")].filter((q) => !q.querySelector("a")).length;
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
      if (!to) { continue; }
      if (bare(said(to)) !== bare(a.textContent)) { say("a figure is " + bare(a.textContent) + " and its place says " + bare(said(to))); }
      await back(to, a.closest("td"), "a figure");
    }
  }

  return { wrong, count };
})()
