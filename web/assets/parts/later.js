// What takes long to work out comes later: the place for it names the page that has it, and which part of that page it
// takes.

export function later(page) {
  const asked = new Map(); // one question for all places that take from the same page
  for (const place of page.querySelectorAll("[data-later]")) {
    const address = place.dataset.later;
    if (!asked.has(address)) asked.set(address, read(address));
    fill(place, asked.get(address));
  }
}

async function read(address) {
  const answer = await fetch(address).catch(() => null);
  return answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
}

async function fill(place, coming) {
  place.setAttribute("aria-busy", "true");
  const there = await coming;
  place.removeAttribute("aria-busy");
  const part = there?.querySelector(`[data-part="${CSS.escape(place.dataset.takes)}"]`);
  if (part) place.replaceWith(document.importNode(part, true)); // else its link is still there
}
