// Filters above a table show at once what is chosen with a pointer or from an open list. A choice that is only passed on
// the way, with arrow keys or while a date is typed, waits for Enter, for Show, or until the focus moves on. The page that
// comes back has the focus where it was.

const PASSING = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown"];

export function filters(page) {
  const last = sessionStorage.getItem("filter");
  sessionStorage.removeItem("filter");
  if (last) page.querySelector(`form[data-filters] #${CSS.escape(last)}`)?.focus({ preventScroll: true });

  for (const form of page.querySelectorAll("form[data-filters]")) prepare(form, page);
}

function prepare(form, page) {
  let passing = false; // whether the key that is down moves through the choices of a closed list
  const waiting = () => form.classList.contains("is-waiting");

  form.addEventListener("keydown", (event) => {
    passing = event.target.matches("select") && (PASSING.includes(event.key) || event.key.length === 1);
    if (event.key !== "Enter" || !event.target.matches("select") || !waiting()) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("keyup", () => (passing = false));
  form.addEventListener("pointerdown", () => (passing = false));

  form.addEventListener("change", (event) => {
    if (event.target.matches("select, [type=checkbox]") && !passing) form.requestSubmit();
    else form.classList.add("is-waiting");
  });
  form.addEventListener("input", (event) => {
    if (!event.target.matches("select, [type=checkbox]")) form.classList.add("is-waiting");
  });
  form.addEventListener("focusout", (event) => {
    if (event.target.matches("select, [type=date]") && waiting()) setTimeout(() => form.requestSubmit());
  });

  form.addEventListener("submit", () => {
    if (page.activeElement?.id) sessionStorage.setItem("filter", page.activeElement.id);
  });
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of Array.from(formData)) if (!value) formData.delete(name);
  });
}
