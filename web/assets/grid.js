// The stance grid: a tap saves its cell and shows the cell that comes back; arrow keys go from cell to cell. Without
// this script each button sends its form and the page comes back at the cell.
const status = document.querySelector("[data-grid-status]");

async function replaced(cell, request, focus) {
  const answer = await fetch(request);
  if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
  const holder = document.createElement("template");
  holder.innerHTML = (await answer.text()).trim();
  const fresh = holder.content.firstElementChild;
  cell.replaceWith(fresh);
  fresh.querySelector(focus)?.focus();
  return fresh;
}

async function save(cell, pressed) {
  const body = new FormData(cell, pressed);
  const request = new Request(cell.action, { method: "POST", body, headers: { "X-Cell": "1" } });
  await replaced(cell, request, `[value="${pressed.value}"]`);
  status.textContent = `Recorded: ${pressed.title}`;
}

async function undo(cell, pressed) {
  await fetch(pressed.formAction, { method: "POST", body: new FormData() });
  const address = new URL(cell.action);
  address.pathname = "/stances/grid/cell";
  address.searchParams.set("holder", cell.dataset.holder);
  address.searchParams.set("subject", cell.dataset.subject);
  await replaced(cell, new Request(address), ".stance-key");
  status.textContent = "Undone";
}

document.addEventListener("submit", (event) => {
  const cell = event.target.closest("[data-cell]");
  const pressed = event.submitter;
  if (!cell || !pressed) return;
  event.preventDefault();
  const work = "undo" in pressed.dataset ? undo : save;
  work(cell, pressed).catch(() => {
    cell.removeAttribute("data-cell"); // sent as a form, so that an error has a page to say what it is
    cell.requestSubmit(pressed);
  });
});

document.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.("[data-cell]");
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  if (!cell || !step || !event.target.matches(".stance-key")) return;
  event.preventDefault();
  const keys = [...cell.querySelectorAll(".stance-key")];
  const place = keys.indexOf(event.target) + step[1];
  if (step[1] && keys[place]) return keys[place].focus();
  const column = cell.closest("td").cellIndex + step[1];
  const row = cell.closest("tr").rowIndex + step[0];
  const next = cell.closest("table").rows[row]?.cells[column]?.querySelectorAll(".stance-key");
  next?.[step[1] ? (step[1] > 0 ? 0 : 4) : keys.indexOf(event.target)]?.focus();
});
