// Nothing typed is lost: a form with data-keep is kept in this browser while it is filled in, until it has been saved.
// Passwords, files and private notes are never kept: a draft lies in plain on a phone that others may use. Drafts belong
// to the account that typed them and go when it signs out.
const PREFIX = "draft:";
const UNSEEN = ["key", "version", "opened"]; // which record and state a draft is of, and no part of what is typed
const PRIVATE = ["private_note"];
const LONGEST = 14 * 24 * 3600 * 1000;
let leaving = false; // signing out: what was typed a moment ago is not kept after all

export function drafts(page) {
  const account = page.body?.dataset.account;
  if (!account) return;
  if (page.querySelector("[data-saved]")) finish(account);
  for (const out of page.querySelectorAll('form[action="/sign-out"]')) {
    out.addEventListener("submit", () => {
      leaving = true;
      forget((key) => key.startsWith(`${PREFIX}${account}:`));
    });
  }
  for (const form of page.querySelectorAll("form[data-keep]")) keep(form, `${PREFIX}${account}:${form.dataset.keep}`);
}

function keep(form, key) {
  const held = read(key);
  const refused = form.querySelector(".error-summary");
  if (held && !refused && Date.now() - held.at < LONGEST) offer(form, key, held);
  let timer = 0;
  const save = (sent) => leaving || write(key, { at: Date.now(), sent, values: values(form) });
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => save(false), 300);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    save(true);
  });
  if (refused) save(false);
}

/**
 * A form that was sent, and whose page then said "saved", needs no draft any more. One whose answer never came does: it
 * is brought back with its key, so that saving it again makes no second record.
 */
function finish(account) {
  forget((key) => key.startsWith(`${PREFIX}${account}:`) && read(key)?.sent);
}

function values(form) {
  const kept = [];
  for (const [name, value] of new FormData(form)) {
    const type = form.elements[name]?.type;
    if (typeof value === "string" && type !== "password" && !PRIVATE.includes(name)) kept.push([name, value]);
  }
  return kept;
}

function offer(form, key, held) {
  if (typed(values(form)) === typed(held.values)) return;
  const box = document.createElement("div");
  box.className = "message message-note draft-offer";
  box.setAttribute("role", "status");
  const words = document.createElement("p");
  words.textContent = held.sent
    ? `You sent this ${ago(held.at)}, and no answer came back. Saving it again is safe.`
    : `You had begun to write this ${ago(held.at)}, and it was not saved.`;
  box.append(
    words,
    button("Bring it back", "btn btn-sm btn-primary", () => {
      restore(form, held.values);
      box.remove();
    }),
    button("Discard", "btn btn-sm btn-quiet", () => {
      forget((one) => one === key);
      box.remove();
    }),
  );
  form.prepend(box);
}

function typed(kept) {
  return JSON.stringify(kept.filter(([name]) => !UNSEEN.includes(name)));
}

/** Fill a form with what was kept of it, as pairs of name and value. */
export function restore(form, kept) {
  const several = new Map();
  for (const [name, value] of kept) several.set(name, [...(several.get(name) ?? []), value]);
  for (const picker of form.querySelectorAll("[data-picker]")) {
    const { name } = picker.dataset;
    const names = several.get(`${name}_name`) ?? [];
    const detail = (several.get(name) ?? []).map((id, n) => ({ id, name: names[n] ?? id }));
    picker.dispatchEvent(new CustomEvent("picker:set", { detail }));
  }
  // What was typed over an older record stays an edit of that one: the site then tells what was changed since.
  for (const name of UNSEEN) {
    if (form.elements[name] && (several.has(name) || name !== "key"))
      form.elements[name].value = several.get(name)?.[0] ?? "";
  }
  for (const field of form.elements) {
    if (!field.name || field.closest(".picker-chips") || field.type === "hidden") continue;
    if (PRIVATE.includes(field.name) && !several.has(field.name)) continue;
    const held = several.get(field.name) ?? [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = held.includes(field.value);
    else if (field.type !== "password" && field.type !== "file") field.value = held[0] ?? "";
  }
  for (const more of form.querySelectorAll("details")) {
    if ([...more.querySelectorAll("input, textarea, select")].some((one) => several.get(one.name)?.[0]))
      more.open = true;
  }
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

/** How long ago an instant (milliseconds) was, in words. */
export function ago(at) {
  const minutes = Math.round((Date.now() - at) / 60000);
  if (minutes < 2) return "a moment ago";
  if (minutes < 90) return `${minutes} minutes ago`;
  const hours = Math.round(minutes / 60);
  return hours < 36 ? `${hours} hours ago` : `${Math.round(hours / 24)} days ago`;
}

export function button(label, className, pressed) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.textContent = label;
  made.addEventListener("click", pressed);
  return made;
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A full or forbidden store costs the draft, not the form.
  }
}

function forget(which) {
  try {
    for (const key of Object.keys(localStorage)) if (which(key)) localStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}
