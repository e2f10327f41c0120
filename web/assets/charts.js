// Seat charts: one stop for the tab key, then arrow keys from seat to seat; what the seat in hand says stands
// beneath the chart. Without this script every seat is a plain link.

const keys = {
  ArrowLeft: (seat) => Number(seat.dataset.seat) - 1,
  ArrowRight: (seat) => Number(seat.dataset.seat) + 1,
  ArrowUp: (seat) => Number(seat.dataset.outward),
  ArrowDown: (seat) => Number(seat.dataset.inward),
  Home: () => 0,
  End: (_, seats) => seats.length - 1,
};

function prepare(chart) {
  const seats = [...chart.querySelectorAll("[data-seat]")];
  const says = chart.querySelector("[data-chart-says]");
  const atRest = says.textContent;
  let inHand = null;
  seats.forEach((seat, place) => seat.setAttribute("tabindex", place === 0 ? "0" : "-1"));

  function take(seat) {
    seats.forEach((other) => other.setAttribute("tabindex", other === seat ? "0" : "-1"));
    inHand = seat;
    says.textContent = seat.getAttribute("aria-label");
  }

  chart.addEventListener("focusin", (event) => take(event.target.closest("[data-seat]") ?? inHand));
  chart.addEventListener("pointerover", (event) => {
    const seat = event.target.closest("[data-seat]");
    if (seat && event.pointerType === "mouse") says.textContent = seat.getAttribute("aria-label");
  });
  chart.addEventListener("pointerleave", () => {
    says.textContent = inHand?.getAttribute("aria-label") ?? atRest;
  });
  chart.addEventListener("keydown", (event) => {
    const seat = event.target.closest("[data-seat]");
    if (!seat || !keys[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const next = keys[event.key](seat, seats);
    seats[Math.max(0, Math.min(seats.length - 1, next))].focus();
  });
  // Seats are small under a thumb: the first tap says which seat it is, the second opens it.
  let tapped = null;
  chart.addEventListener("click", (event) => {
    const seat = event.target.closest("[data-seat]");
    if (!seat || event.pointerType !== "touch" || seat === tapped) return;
    event.preventDefault();
    tapped = seat;
    take(seat);
    says.textContent += ". Tap again to open.";
  });
}

document.querySelectorAll("[data-chart]").forEach(prepare);
