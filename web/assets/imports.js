// An import at work: asks how far it is, moves the bar, and shows the result when it is done. Without this script the
// page has a button to look again.

const box = document.querySelector("[data-import]");
const bar = box.querySelector("progress");
const step = box.querySelector("[data-step]");

async function look() {
  let answer;
  try {
    answer = await fetch(box.dataset.import, { headers: { Accept: "application/json" } });
  } catch {
    return setTimeout(look, 3000); // the connection is gone for a moment; the work goes on
  }
  if (!answer.ok) return location.reload();
  const { working, step: now, percent } = await answer.json();
  if (!working) return location.reload();
  if (step.textContent !== now) step.textContent = now;
  if (percent === null) bar.removeAttribute("value");
  else bar.value = percent;
  setTimeout(look, 700);
}

look();
