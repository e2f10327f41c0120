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
