// What takes long to work out comes later: the place for it names the page that has it, and is filled from there.

export function later(page) {
  for (const place of page.querySelectorAll("[data-later]")) fill(place);
}

async function fill(place) {
  place.setAttribute("aria-busy", "true");
  const answer = await fetch(place.dataset.later).catch(() => null);
  place.removeAttribute("aria-busy");
  if (!answer?.ok) return; // its link is still there
  const there = new DOMParser().parseFromString(await answer.text(), "text/html");
  const part = there.querySelector("[data-part]");
  if (part) place.replaceWith(part);
}
