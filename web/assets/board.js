// The whip board: a card is moved by dragging it to a column, or by its Move link; either way a dialog asks for the
// source, and only saving it moves the card. Without this script the link leads to the same form on a page of its own.
const dialog = document.querySelector("dialog#move");
const form = dialog.querySelector("form");
const columns = [...document.querySelectorAll("[data-stance]")];
let dragged = null;

function ask(card, stance) {
  form.elements.holder.value = card.dataset.voter;
  form.elements.holder_name.value = card.dataset.name;
  dialog.querySelector("[data-move-title]").textContent = `Where does ${card.dataset.name} stand?`;
  for (const option of form.elements.stance) option.checked = option.value === stance;
  dialog.showModal();
  (stance === undefined ? form.elements.stance[0] : form.elements.source).focus();
}

for (const board of document.querySelectorAll("[data-board]")) {
  board.addEventListener("click", (event) => {
    if (!event.target.closest("[data-move]")) return;
    event.preventDefault();
    const card = event.target.closest("[data-voter]");
    ask(card, card.closest("[data-stance]")?.dataset.stance);
  });
}
for (const card of document.querySelectorAll("[data-voter]")) {
  card.draggable = true;
  card.addEventListener("dragstart", (event) => {
    dragged = card;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.dataset.name);
  });
  card.addEventListener("dragend", () => {
    dragged = null;
    for (const column of columns) column.classList.remove("is-over");
  });
}
for (const column of columns) {
  column.addEventListener("dragover", (event) => {
    if (!dragged || column.contains(dragged)) return;
    event.preventDefault();
    column.classList.add("is-over");
  });
  column.addEventListener(
    "dragleave",
    (event) => column.contains(event.relatedTarget) || column.classList.remove("is-over"),
  );
  column.addEventListener("drop", (event) => {
    event.preventDefault();
    column.classList.remove("is-over");
    if (dragged && !column.contains(dragged)) ask(dragged, column.dataset.stance);
  });
}
