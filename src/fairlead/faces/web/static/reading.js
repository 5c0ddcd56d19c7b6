// The page of a document: the contents say where its reader is.
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
