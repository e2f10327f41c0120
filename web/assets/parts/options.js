// Suggestions while typing: asks the server, draws the options, says how many there are. Shared by Find and pickers.
import Combobox from "@github/combobox-nav";

const WAIT = 120; // milliseconds without a key before asking

/** The icon sprite's address, as the page itself uses it. */
const sprite = document.querySelector("svg.icon use")?.getAttribute("href")?.split("#")[0] ?? "";
const MARKS = {
  person: "users",
  seat: "landmark",
  office: "landmark",
  committee: "gavel",
  organization: "building-2",
  issue: "flag",
  bill: "scroll-text",
  action: "corner-down-right",
  newcomer: "user-plus",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

function text(className, words) {
  const span = document.createElement("span");
  span.className = className;
  span.textContent = words;
  return span;
}

/**
 * Suggest options for an input. `source` is the address to ask, `draw(found)` returns an element for one answer,
 * `say(words)` tells a screen reader, `keep(found)` may leave answers out, `more(typed)` adds some at the end. Returns { ask, close }.
 */
export function suggest({ input, list, source, draw, say, keep = () => true, more = () => [], whenEmpty = true }) {
  const combobox = new Combobox(input, list, {
    tabInsertsSuggestions: false,
    scrollIntoViewOptions: { block: "nearest" },
  });
  let timer = 0;
  let asked = 0;
  let open = false;

  function close() {
    clearTimeout(timer);
    asked += 1;
    if (open) combobox.stop();
    open = false;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
  }

  async function ask() {
    const typed = input.value.trim();
    if (!typed && !whenEmpty) return close();
    const mine = (asked += 1);
    const address = new URL(source, location.href);
    address.searchParams.set("q", typed);
    let found;
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (answer.status === 401) return say("You have been signed out. Sign in again in another tab, then go on here.");
      if (!answer.ok) return say("Suggestions are not available now. You can still save what you typed.");
      found = (await answer.json()).found.filter(keep);
    } catch {
      return say("No connection. Suggestions come back when there is one.");
    }
    if (mine !== asked || document.activeElement !== input) return;
    if (open) combobox.stop();
    const shown = [...found, ...more(typed)];
    list.replaceChildren(
      ...shown.map((one, n) => {
        const option = draw(one);
        option.id = `${list.id}-${n}`;
        option.setAttribute("role", "option");
        option.setAttribute("tabindex", "-1");
        option.append(
          icon(MARKS[one.kind] ?? "users"),
          text("option-title", one.title),
          text("option-about", one.subtitle),
        );
        if (one.reason) option.append(text("option-why", one.reason));
        return option;
      }),
    );
    open = shown.length > 0;
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    combobox.firstOptionSelectionMode = typed ? "active" : "none"; // Enter takes the first answer only to something typed
    if (open) combobox.start();
    if (typed) say(found.length ? `${found.length} found` : `Nothing is called “${typed}”`);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  return { ask, close };
}
