// Small comforts of forms: errors get the focus, a save is sent once, Ctrl-Enter saves, secrets can be copied, filters
// show at once.
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

  for (const filters of page.querySelectorAll("form[data-filters]")) {
    filters.addEventListener(
      "change",
      (event) => event.target.matches("select, [type=checkbox]") && filters.requestSubmit(),
    );
    filters.addEventListener("formdata", ({ formData }) => {
      for (const [name, value] of Array.from(formData)) if (!value) formData.delete(name);
    });
  }
}
