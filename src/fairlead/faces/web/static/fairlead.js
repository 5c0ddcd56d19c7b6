// What the pages do besides htmx: say when a save did not arrive, fill the demo sign-in, close open menus.
(() => {
  "use strict";
  const toast = (text) => {
    const box = document.getElementById("toasts");
    const note = document.createElement("div");
    note.className = "note note-bad";
    note.textContent = text;
    box.replaceChildren(note);
  };
  const said = (name) => document.body.dataset[name];

  document.addEventListener("htmx:sendError", () => toast(said("offline")));
  document.addEventListener("htmx:timeout", () => toast(said("offline")));
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status >= 500) toast(said("broken"));
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) document.getElementById("toasts").replaceChildren();
  });

  // What a menu holds stays on the page.
  document.addEventListener("toggle", (event) => {
    const sheet = event.target.querySelector(".drop[open] > .sheet");
    if (!sheet) return;
    sheet.style.translate = "";
    const at = sheet.getBoundingClientRect(), room = document.body.clientWidth - 16;
    sheet.style.translate = `${Math.max(16 - at.left, Math.min(0, room - at.right))}px`;
  }, true);

  document.addEventListener("click", (event) => {
    const person = event.target.closest("[data-login]");
    if (person) {
      document.getElementById("id_login").value = person.dataset.login;
      document.getElementById("id_password").value = person.dataset.password;
      document.getElementById("id_password").form.requestSubmit();
      return;
    }
    const copies = event.target.closest("[data-copies]");
    if (copies) {
      const text = document.getElementById(copies.dataset.copies);
      navigator.clipboard?.writeText(text.value ?? text.textContent).then(() => {
        copies.textContent = copies.dataset.copied;
      });
      return;
    }
    for (const open of document.querySelectorAll("details.drop[open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details.drop[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });

  // What somebody is writing is not swept away by news of the same field.
  const writtenIn = (place) => {
    const field = document.activeElement;
    return field?.matches("input, textarea") && field.value !== field.defaultValue && place.contains(field);
  };
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (writtenIn(event.detail.target)) event.detail.shouldSwap = false;
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const polled = event.detail.requestConfig.verb === "get" && event.detail.target.matches("[data-polls]");
    if (polled && writtenIn(event.detail.target)) event.detail.shouldSwap = false;
  });

  // A line that was kept leaves its field empty for the next one.
  document.addEventListener("htmx:afterRequest", (event) => {
    const field = event.detail.elt.matches("form") && event.detail.elt.querySelector("[data-clears]");
    if (event.detail.successful && field) field.value = "";
  });

  // The clock of a workshop: what the server said was left, less what went by since it said so.
  const told = new WeakMap();
  setInterval(() => {
    for (const clock of document.querySelectorAll("[data-runs='1']")) {
      if (!told.has(clock)) told.set(clock, performance.now());
      const left = Math.round(clock.dataset.left - (performance.now() - told.get(clock)) / 1000);
      const size = Math.abs(left);
      clock.textContent = `${left < 0 ? "−" : ""}${Math.floor(size / 60)}:${String(size % 60).padStart(2, "0")}`;
      clock.classList.toggle("bad", left < 0);
    }
  }, 500);

  // How much of a chosen file is sent.
  document.addEventListener("htmx:xhr:progress", (event) => {
    const bar = event.target.querySelector?.("progress.upload");
    if (!bar || !event.detail.lengthComputable) return;
    bar.hidden = false;
    bar.value = (100 * event.detail.loaded) / event.detail.total;
  });

  // Changes that came back: keys work on the one that has the focus, and not while somebody writes.
  document.addEventListener("keydown", (event) => {
    const at = event.target.closest?.("[data-marks]") && event.target.closest(".mark");
    if (!at || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea")) return;
    const next = { j: at.nextElementSibling, k: at.previousElementSibling }[event.key];
    const button = "acsr".includes(event.key) && at.querySelector(`[data-key="${event.key}"]`);
    if (!next && !button) return;
    event.preventDefault();
    next?.focus();
    if (!button) return;
    button.click();
    button.parentElement.querySelector("textarea")?.focus();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.matches(".mark")) document.getElementById(event.detail.target.id)?.focus();
  });

  // A link to a folded line, or to something inside a folded part, unfolds it.
  const unfold = () => {
    const wanted = document.getElementById(location.hash.slice(1));
    let folded = false;
    for (let part = wanted?.closest("details"); part; part = part.parentElement.closest("details")) {
      folded ||= !part.open;
      part.open = true;
    }
    if (folded) wanted.scrollIntoView();
  };
  addEventListener("hashchange", unfold);
  unfold();

  document.addEventListener("change", (event) => {
    // Tick boxes alone: a list would be sent at every press of an arrow key, before its reader has chosen.
    if (event.target.matches("[data-sends]")) event.target.form.requestSubmit();
  });
})();
