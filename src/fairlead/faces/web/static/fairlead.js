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

  document.addEventListener("click", (event) => {
    const person = event.target.closest("[data-login]");
    if (person) {
      document.getElementById("id_login").value = person.dataset.login;
      document.getElementById("id_password").value = person.dataset.password;
      document.getElementById("id_password").form.requestSubmit();
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

  // How much of a chosen file is sent.
  document.addEventListener("htmx:xhr:progress", (event) => {
    const bar = event.target.querySelector?.("progress.upload");
    if (!bar || !event.detail.lengthComputable) return;
    bar.hidden = false;
    bar.value = (100 * event.detail.loaded) / event.detail.total;
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-sends]")) event.target.form.requestSubmit();
  });
})();
