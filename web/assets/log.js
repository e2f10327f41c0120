// Logging a contact: the folded day says which day was chosen; with a keyboard at hand, the first thing typed is who.
const when = document.querySelector("[data-when]");
const day = document.querySelector(".log-when input");
day?.addEventListener("change", () => {
  when.textContent = day.value
    ? day.valueAsDate.toLocaleDateString("en-US", { dateStyle: "medium", timeZone: "UTC" })
    : "now";
});

const who = document.querySelector(".log #theirs");
const empty = !document.querySelector(".log [name=theirs][type=hidden], .log .error-summary");
if (empty && matchMedia("(hover: hover)").matches) who?.focus();

// The last contact once more: who, how and about what; what was typed stays.
const form = document.querySelector(".log");
document.querySelector("[data-again]")?.addEventListener("click", (event) => {
  event.preventDefault();
  const last = JSON.parse(event.currentTarget.dataset.again);
  for (const side of ["theirs", "ours"]) {
    for (const tap of form.querySelectorAll(`.tap [name=${side}]`)) tap.checked = false; // they are chips now
    form
      .querySelector(`[data-picker][data-name=${side}]`)
      ?.dispatchEvent(new CustomEvent("picker:set", { detail: last[side] }));
  }
  for (const how of form.querySelectorAll("[name=channel]")) how.checked = how.value === last.channel;
  for (const issue of form.querySelectorAll("[name=issues], [name=other_issues]"))
    issue.checked = last.issues.includes(issue.value);
  form.dispatchEvent(new Event("change", { bubbles: true }));
  form.querySelector("#summary").focus({ preventScroll: true });
});
