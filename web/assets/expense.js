// The expense form: shares and the year's meters are worked out anew while it is typed in.
const WAIT = 350;

const form = document.querySelector("[data-shares]");
const here = form?.querySelector("[data-shares-here]");

/** Puts the answer in place and the cursor back where it was. */
function show(html) {
  const { id, selectionStart } = document.activeElement ?? {};
  const typed = here.contains(document.activeElement) ? id : null;
  here.innerHTML = html;
  const again = typed && document.getElementById(typed);
  if (!again) return;
  again.focus();
  again.setSelectionRange?.(selectionStart, selectionStart);
}

let asked = 0;
let waiting;
async function refresh() {
  const mine = ++asked;
  const answer = await fetch(form.dataset.shares, { method: "POST", body: new FormData(form) }).catch(() => null);
  if (mine === asked && answer?.ok && !answer.redirected) show(await answer.text());
}
function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, WAIT);
}

if (form && here) {
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  // Chips come and go without an event of the form's own.
  for (const chips of form.querySelectorAll(".picker-chips"))
    new MutationObserver(soon).observe(chips, { childList: true });
}
