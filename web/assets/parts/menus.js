// Menus and "why" notes made of <details>: Escape closes them, and an open menu closes when the focus goes elsewhere.
export function menus(page) {
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = event.target.closest?.("details[open]");
    if (!open?.matches("[data-menu], .why")) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
  for (const menu of page.querySelectorAll("details[data-menu]")) {
    page.addEventListener("click", (event) => menu.contains(event.target) || (menu.open = false));
    menu.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
    });
  }
}
