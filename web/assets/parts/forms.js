// Small comforts of forms: errors get the focus, a save is sent once, Ctrl-Enter saves, secrets can be copied.
export function forms(page) {
  page.querySelector("[data-focus]")?.focus();

  page.addEventListener("submit", (event) => {
    const pressed = event.submitter;
    if (!(pressed instanceof HTMLElement) || !("busy" in pressed.dataset)) return;
    if (pressed.getAttribute("aria-disabled") === "true") return event.preventDefault();
    pressed.setAttribute("aria-disabled", "true");
    setTimeout(() => pressed.removeAttribute("aria-disabled"), 8000);
  });
  // A page that comes back from the browser's memory must be able to save again.
  addEventListener("pageshow", () => {
    for (const pressed of page.querySelectorAll("[data-busy][aria-disabled]")) pressed.removeAttribute("aria-disabled");
  });

  page.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = event.target.closest?.("form");
    if (form?.method === "post") form.requestSubmit(form.querySelector("[data-busy]") ?? undefined);
  });

  for (const secret of page.querySelectorAll("[data-select]")) secret.addEventListener("focus", () => secret.select());
  for (const copy of page.querySelectorAll("[data-copy]")) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      const held = page.getElementById(copy.dataset.copy);
      held.select();
      // The clipboard is closed to pages on plain http; selecting leaves Ctrl-C.
      const done = await navigator.clipboard?.writeText(held.value).then(
        () => true,
        () => false,
      );
      copy.lastChild.textContent = done ? "Copied" : "Press Ctrl-C";
    });
  }

  // One more line of a list in a form: the last one once more, empty, with the next number.
  for (const more of page.querySelectorAll("[data-lines] [data-add-line]")) {
    more.addEventListener("click", (event) => {
      event.preventDefault();
      const lines = more.closest("[data-lines]").querySelectorAll(".numbered-line");
      const last = lines[lines.length - 1];
      const added = last.cloneNode(true);
      const next = lines.length;
      for (const part of added.querySelectorAll("*")) {
        for (const name of ["id", "name", "for"]) {
          if (part.hasAttribute(name)) part.setAttribute(name, part.getAttribute(name).replace(/_\d+/, `_${next}`));
        }
        if (part.matches("input, select")) part.value = "";
        if (part.matches("label")) part.firstChild.textContent = part.firstChild.textContent.replace(/\d+/, next + 1);
      }
      last.after(added);
      added.querySelector("input").focus();
    });
  }
}
