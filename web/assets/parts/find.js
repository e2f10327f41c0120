// The find box: opens over the page by "/", Ctrl-K or its link, and goes where the chosen answer leads.
import { suggest } from "./options.js";

export function find(page) {
  const box = page.querySelector("dialog#find");
  if (!box) return;
  const input = box.querySelector("input");
  const list = box.querySelector("[role=listbox]");
  const note = box.querySelector("[data-find-note]");
  const status = box.querySelector("[data-find-status]");
  const hint = note.textContent;
  const options = suggest({
    input,
    list,
    source: "/find.json",
    draw(one) {
      const link = document.createElement("a");
      link.href = one.url;
      link.className = "option";
      return link;
    },
    say(words) {
      status.textContent = words;
      note.textContent = list.childElementCount && input.value ? hint : words;
      note.hidden = list.childElementCount > 0;
    },
  });
  box.addEventListener("close", options.close);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault(); // a search field would only be emptied by the first Escape
    box.close();
  });
  box.addEventListener("click", (event) => event.target === box && box.close());
  for (const link of page.querySelectorAll("[data-find]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      openFind();
    });
  }
  page.addEventListener("find:open", openFind);

  function openFind() {
    if (box.open) return;
    box.showModal();
    input.select();
    options.ask();
  }
}
