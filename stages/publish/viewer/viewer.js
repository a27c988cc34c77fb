(function () {
  "use strict";
  var current = -1;
  function shown() {
    return Array.prototype.filter.call(document.querySelectorAll(".finding[data-severity]"), function (f) { return !f.hidden; });
  }
  function go(step) {
    var list = shown();
    if (!list.length) { return; }
    current = (current + step + list.length) % list.length;
    var link = list[current].querySelector("blockquote a, .where a");
    location.hash = "#" + list[current].id;
    if (link) { light(link.getAttribute("href"), true); }
  }
  function light(href, scroll) {
    document.querySelectorAll(".lit").forEach(function (e) { e.classList.remove("lit"); });
    var to = href && href.charAt(0) === "#" && document.getElementById(decodeURIComponent(href.slice(1)));
    if (!to) { return; }
    to.classList.add("lit");
    if (scroll) { to.scrollIntoView({ block: "center", inline: "nearest" }); }
  }
  document.addEventListener("keydown", function (e) {
    if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName)) { return; }
    if (e.key === "n") { go(1); } else if (e.key === "p") { go(-1); }
  });
  ["mouseover", "focusin"].forEach(function (type) {
    document.addEventListener(type, function (e) {
      var a = e.target.closest && e.target.closest(".reading a[href], .original .back");
      if (a) { light(a.getAttribute("href"), false); }
    });
  });
  document.querySelectorAll("[data-filter]").forEach(function (bar) {
    bar.hidden = false;
    bar.addEventListener("change", function () {
      var on = {};
      bar.querySelectorAll("input").forEach(function (i) { on[i.value] = i.checked; });
      bar.parentNode.querySelectorAll(".finding[data-severity]").forEach(function (f) { f.hidden = !on[f.dataset.severity]; });
      current = -1;
    });
  });
})();
