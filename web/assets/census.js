// The census sheet: one legislator at a time, and every tap saved. What cannot be sent waits in this browser, by person,
// until there is a connection again; each save has its own key, so that sending it twice is sending it once.
const sheet = document.querySelector("[data-census]");
if (sheet) begin(sheet);

function begin(sheet) {
  const cards = [...sheet.querySelectorAll("[data-card]")];
  const waiting = queue(`census:${sheet.dataset.invitation}`);
  const connection = sheet.querySelector("[data-connection]");
  const done = sheet.querySelector("[data-done]");
  const steps = sheet.querySelector("[data-steps]");
  const base = sheet.dataset.base;
  let here = -1;
  let sending = null;
  let touched = false;

  sheet.classList.add("census-live");
  steps.hidden = cards.length === 0;
  for (const card of cards) {
    const held = waiting.get(about(card));
    if (held) fill(card, held);
    card.addEventListener("change", (event) => tapped(card, event.target));
    card.addEventListener("submit", (event) => {
      event.preventDefault();
      if (event.submitter && "confirm" in event.submitter.dataset) confirmed(card, event.submitter.dataset);
      else save(card);
    });
  }
  steps.querySelector("[data-back]").addEventListener("click", () => show(here - 1));
  steps.querySelector("[data-next]").addEventListener("click", () => show(here + 1));
  addEventListener("pointerdown", opened, { once: true });
  addEventListener("keydown", opened, { once: true });
  addEventListener("online", send);
  setInterval(() => waiting.size() && send(), 5000);
  show(first(), { quietly: true });
  if (waiting.size()) send();

  /** Somebody is here: a mail program that looks at links touches nothing. */
  function opened() {
    if (touched) return;
    touched = true;
    fetch(`${base}/begun.json`, { method: "POST" }).catch(() => {
      touched = false;
    });
  }

  function first() {
    const asked = cards.findIndex((card) => `#${card.id}` === location.hash);
    if (asked >= 0) return asked;
    const open = cards.findIndex((card) => !answered(card));
    return open < 0 || location.hash === "#done" ? cards.length : open;
  }

  function show(place, { quietly = false } = {}) {
    here = Math.max(0, Math.min(place, cards.length));
    cards.forEach((card, n) => card.classList.toggle("is-here", n === here));
    sheet.classList.toggle("is-begun", here > 0);
    done.hidden = here < cards.length;
    steps.querySelector("[data-back]").disabled = here === 0;
    steps.querySelector("[data-next]").disabled = here === cards.length;
    if (quietly) return;
    const target = cards[here]?.querySelector("h3") ?? done.querySelector("h2");
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
    sheet.scrollIntoView({ block: "start" });
  }

  function tapped(card, field) {
    if (!value(card, "level")) return;
    const level = value(card, "level");
    card.querySelector("[data-more]").toggleAttribute("data-empty", level === "none");
    card.querySelector("[data-asks]").hidden = level === "strained";
    save(card);
    if (field.name === "level" && level === "none") setTimeout(() => show(here + 1), 180);
    if (field.name === "may_ask") setTimeout(() => show(here + 1), 180);
  }

  function confirmed(card, last) {
    choose(card, "level", [last.level]);
    choose(card, "how", last.how.split(" "));
    card.elements.since.value = last.since;
    save(card);
    setTimeout(() => show(here + 1), 180);
  }

  function save(card) {
    card.elements.key.value = key();
    waiting.put(about(card), [...new FormData(card)]);
    state(card, "Saving");
    send();
  }

  /** Send what waits, one after another; what came meanwhile about the same person is sent after it. */
  function send() {
    sending ??= sendAll().finally(() => {
      sending = null;
    });
    return sending;
  }

  async function sendAll() {
    for (let next = waiting.first(); next; next = waiting.first()) {
      const [person, values] = next;
      const card = cards.find((one) => about(one) === person);
      let answer;
      try {
        answer = await fetch(`${base}/answers.json`, { method: "POST", body: new URLSearchParams(values) });
      } catch {
        return say("No connection. Your answers are kept on this phone and sent when there is one.");
      }
      if (answer.status >= 500 || answer.status === 429) {
        return say("The site does not answer now. Your answers are kept on this phone and sent later.");
      }
      const told = await answer.json().catch(() => ({}));
      if (answer.ok) {
        say("");
        progress(told);
      } else if (answer.status !== 409 || !/later answer/i.test(told.message ?? "")) {
        say(told.message ?? "This could not be saved.");
      }
      waiting.done(person, values);
      if (card) state(card, answer.ok ? "Saved" : (told.message ?? "This could not be saved."));
      if (card && answer.ok) card.toggleAttribute("data-answered", true);
    }
  }

  function progress({ answered, counted }) {
    if (answered === undefined) return;
    sheet.querySelector("[data-progress] strong").textContent = `${answered} of ${counted}`;
    sheet.querySelector("progress").value = answered;
  }

  function say(words) {
    connection.textContent = words;
    connection.hidden = !words;
  }
}

function about(card) {
  return card.elements.about.value;
}

function answered(card) {
  return "answered" in card.dataset;
}

function value(card, name) {
  return card.querySelector(`[name=${name}]:checked`)?.value;
}

function choose(card, name, wanted) {
  for (const box of card.querySelectorAll(`[name=${name}]`)) box.checked = wanted.includes(box.value);
}

function fill(card, values) {
  for (const name of ["level", "may_ask", "how"])
    choose(
      card,
      name,
      values.filter(([n]) => n === name).map(([, v]) => v),
    );
  card.elements.since.value = values.find(([name]) => name === "since")?.[1] ?? "";
  card.querySelector("[data-more]").toggleAttribute("data-empty", value(card, "level") === "none");
  card.toggleAttribute("data-answered", true);
}

function state(card, words) {
  card.querySelector("[data-state]").textContent = words;
}

/** A key of 128 random bits; crypto.randomUUID is not there on plain http. */
function key() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The saves that wait, the latest of each person, in the order in which they were first made. */
function queue(name) {
  let held = new Map();
  try {
    held = new Map(JSON.parse(localStorage.getItem(name) ?? "[]"));
  } catch {
    // A store that cannot be read begins anew.
  }
  const keep = () => {
    try {
      if (held.size) localStorage.setItem(name, JSON.stringify([...held]));
      else localStorage.removeItem(name);
    } catch {
      // A full or forbidden store: what waits lives as long as the page.
    }
  };
  return {
    size: () => held.size,
    get: (person) => held.get(person),
    first: () => held.entries().next().value,
    put(person, values) {
      held.set(person, values);
      keep();
    },
    done(person, values) {
      if (held.get(person) === values) held.delete(person);
      keep();
    },
  };
}
