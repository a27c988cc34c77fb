(function () {
  "use strict";
  // The server is asked for its mark; only when that is another one, the page is fetched again
  // and its parts take the place of those that are shown.
  var every = 2000, shown = document.getElementById("live"), mark = shown.dataset.mark;
  shown.querySelector("[data-live]").hidden = false;
  function text(answer) {
    if (!answer.ok) { throw new Error(String(answer.status)); }
    return answer.text();
  }
  function take(page) {
    var fresh = new DOMParser().parseFromString(page, "text/html").getElementById("live");
    if (!fresh) { return; }
    var known = {}, held = shown.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    shown.querySelectorAll("tr[data-doc]").forEach(function (row) { known[row.dataset.doc] = row.innerHTML; });
    fresh.querySelectorAll("tr[data-doc]").forEach(function (row) {
      if (known[row.dataset.doc] !== row.innerHTML) { row.classList.add("fresh"); }
    });
    var box = shown.querySelector(".scroll"), left = box ? box.scrollLeft : 0;
    shown.querySelector(".sum").replaceWith(fresh.querySelector(".sum"));
    shown.querySelector(".sum [data-live]").hidden = false;
    shown.querySelector(".rows").replaceWith(fresh.querySelector(".rows"));
    box = shown.querySelector(".scroll");
    if (box) { box.scrollLeft = left; }
    mark = fresh.dataset.mark;
    shown.querySelectorAll("a").forEach(function (a) {
      if (held && a.getAttribute("href") === held) { a.focus({ preventScroll: true }); held = null; }
    });
  }
  function later() { setTimeout(look, every); }
  function look() {
    if (document.hidden) { later(); return; }
    fetch("/reports/news", { headers: { Accept: "text/plain" } }).then(text).then(function (now) {
      if (now === mark) { return null; }
      return fetch(location.pathname + location.search).then(text).then(take);
    }).then(later, later); // a server that is away is asked again
  }
  later();
})();
