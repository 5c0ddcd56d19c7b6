// A signature drawn by hand: strokes on a sheet, kept as a path of moves and lines in a hidden field.
(() => {
  "use strict";
  const MOST = 1500; // points; what the server keeps is longer than any signature
  for (const field of document.querySelectorAll("[data-pad]")) {
    const sheet = field.querySelector("svg"), ink = field.querySelector("[data-ink]");
    const kept = field.querySelector("input[name=drawn]");
    let points = 0, drawing = false, last = null;
    field.hidden = false;

    const put = (path) => {
      kept.value = path;
      ink.setAttribute("d", path);
    };
    const at = (event) => {
      const box = sheet.getBoundingClientRect(), { width, height } = sheet.viewBox.baseVal;
      const within = (value, most) => Math.round(Math.min(Math.max(value, 0), most));
      return [
        within(((event.clientX - box.left) / box.width) * width, width),
        within(((event.clientY - box.top) / box.height) * height, height),
      ];
    };
    const add = (letter, [x, y]) => {
      if (points >= MOST || (last && letter === "L" && Math.hypot(x - last[0], y - last[1]) < 3)) return;
      points += 1;
      last = [x, y];
      put(`${kept.value}${kept.value ? " " : ""}${letter} ${x} ${y}`);
    };

    sheet.addEventListener("pointerdown", (event) => {
      drawing = true;
      sheet.setPointerCapture(event.pointerId);
      add("M", at(event));
      event.preventDefault();
    });
    sheet.addEventListener("pointermove", (event) => drawing && add("L", at(event)));
    for (const end of ["pointerup", "pointercancel"]) sheet.addEventListener(end, () => (drawing = false));
    field.querySelector("[data-clear]").addEventListener("click", () => {
      points = 0;
      last = null;
      put("");
    });
  }
})();
