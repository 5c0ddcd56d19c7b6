// The page of a document: the contents say where its reader is; and where its reader is told so, what was
// read is noted.
(() => {
  "use strict";
  const contents = document.querySelector("[data-contents]");
  if (!contents) return;
  const wide = matchMedia("(min-width: 1100px)");
  const fit = () => (contents.open = wide.matches);
  wide.addEventListener("change", fit);
  fit();

  // The last section of the first level whose heading has passed the upper third of the window.
  const links = [...contents.querySelectorAll("a")];
  const sections = links.map((link) => document.getElementById(link.hash.slice(1)));
  let waiting = false;
  const follow = () => {
    waiting = false;
    let here = 0;
    sections.forEach((one, place) => {
      if (one.getBoundingClientRect().top < innerHeight / 3) here = place;
    });
    links.forEach((link, place) => {
      if (place !== here) return link.removeAttribute("aria-current");
      if (link.hasAttribute("aria-current")) return;
      link.setAttribute("aria-current", "true");
      if (wide.matches) link.scrollIntoView({ block: "nearest" });
    });
  };
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(follow);
  }, { passive: true });
  follow();
  contents.addEventListener("click", (event) => {
    if (event.target.closest("a") && !wide.matches) contents.open = false;
  });
})();

// Seconds by clause. A second counts while the page is visible and somebody moved within the last minute, in
// equal parts for the clauses in view. Each report is a line on record: one is sent when the page opens, when
// reading pauses, every five minutes of it, and when the page is left.
(() => {
  "use strict";
  const PAUSE = 60_000, LONG = 300_000;
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const send = (place, said) =>
    fetch(place.dataset.reading, {
      method: "POST", keepalive: true, body: JSON.stringify(said),
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    }).catch(() => {});

  const places = [...document.querySelectorAll("[data-reading]")];
  const place = places.find((one) => !("filesOnly" in one.dataset));
  document.addEventListener("click", (event) => {
    const file = event.target.closest("[data-file]");
    const told = file && (file.closest("[data-reading]") ?? place);
    if (told) send(told, { file: file.dataset.file });
  });
  if (!place) return;

  const spent = new Map(), view = new Set();
  let moved = performance.now(), last = moved, sent = moved, begun = false;
  const report = () => {
    const seconds = {};
    for (const [clause, time] of spent) {
      const whole = Math.floor(time);
      if (whole) seconds[clause] = whole;
      spent.set(clause, time - whole);
    }
    sent = performance.now();
    if (Object.keys(seconds).length) send(place, { seconds });
  };
  const begin = () => {
    begun = true;
    sent = last = performance.now();
    send(place, {});
  };

  const watch = new IntersectionObserver((entries) => {
    for (const one of entries) view[one.isIntersecting ? "add" : "delete"](one.target.dataset.clause);
  });
  for (const clause of document.querySelectorAll("[data-clause]")) watch.observe(clause);

  const count = () => {
    const now = performance.now(), time = Math.min((now - last) / 1000, 2);
    last = now;
    if (document.hidden || !begun) return;
    if (now - moved > PAUSE) {
      report();
      begun = false;
      return;
    }
    const shown = view.size ? [...view] : [""];
    for (const clause of shown) spent.set(clause, (spent.get(clause) ?? 0) + time / shown.length);
    if (now - sent > LONG) report();
  };
  setInterval(count, 1000);

  for (const kind of ["scroll", "pointermove", "pointerdown", "keydown", "touchmove"])
    addEventListener(kind, () => {
      moved = performance.now();
      if (!begun && !document.hidden) begin();
    }, { passive: true, capture: true });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      report();
      begun = false;
    }
  });
  addEventListener("pagehide", report);
  if (!document.hidden) begin();
})();
