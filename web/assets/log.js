// Logging a contact: the folded day says which day was chosen.
const when = document.querySelector("[data-when]");
const day = document.querySelector(".log-when input");
day?.addEventListener("change", () => {
  when.textContent = day.value ? day.valueAsDate.toLocaleDateString("en-US", { dateStyle: "medium", timeZone: "UTC" }) : "now";
});
