// Logging without a connection, as the page sees it: starts the worker, says what waits, opens what was refused.
import { ago, button, restore } from "./drafts.js";
import { held, isOpen, learn, remove, waiting } from "./waiting.js";

export async function offline(page) {
  const { account, logs } = page.body.dataset;
  const workers = navigator.serviceWorker; // only over https and on this machine itself
  if (page.querySelector("[data-signed-out]")) await forgetAll(workers);
  if (!account || logs === undefined || !workers) return;
  const tell = async (what, more) => (await workers.ready).active.postMessage({ what, account, ...more });
  for (const out of page.querySelectorAll('form[action="/sign-out"]'))
    out.addEventListener("submit", () => tell("forget"));
  addEventListener("online", () => tell("send"));
  workers.addEventListener("message", () => show(page, account));
  if (!(await isOpen(account))) await learn(account);
  const key = new URLSearchParams(location.search).get("kept");
  const form = page.querySelector('form[action="/log"]');
  if (key && form) reopen(form, await held(key));
  await show(page, account);
  await workers.register("/worker.js");
  await tell("prepare", { fonts: await fonts(page) });
  await tell("send");
}

/** The session here is over, however it ended: nothing that was kept for it stays to be read. */
async function forgetAll(workers) {
  const registered = await workers?.getRegistration();
  registered?.active?.postMessage({ what: "forget" });
}

/** The font files that this page uses; which of them a text needs, only the browser knows. */
async function fonts(page) {
  await page.fonts.ready;
  const files = performance.getEntriesByType("resource").map(({ name }) => new URL(name));
  return files
    .filter(({ origin, pathname }) => origin === location.origin && pathname.endsWith(".woff2"))
    .map(({ pathname }) => pathname);
}

function reopen(form, contact) {
  if (!contact || contact.locked) return;
  restore(form, contact.values);
  if (!contact.refused) return;
  const words = document.createElement("div");
  words.className = "message message-note";
  words.setAttribute("role", "status");
  const why = document.createElement("p");
  why.textContent = `This could not be saved: ${reasons(contact)}`;
  words.append(why);
  form.prepend(words);
}

function reasons(contact) {
  return Object.values(contact.refused).flat().join(" ");
}

const told = new Map(); // what this page says is saved: title by key
const READ_IN = 3000; // milliseconds: a page that is left sooner has not told it, so the next one does

async function show(page, account) {
  const box = page.querySelector("[data-waiting-note]");
  const contacts = (await waiting()).filter((contact) => contact.account === account);
  const mine = contacts.filter((contact) => !contact.saved);
  for (const { key, saved } of box ? contacts.filter((contact) => contact.saved) : []) {
    if (!told.has(key)) setTimeout(() => remove(key), READ_IN);
    told.set(key, saved);
  }
  note(box, mine, [...told.values()]);
  const list = page.querySelector("[data-waiting-list]");
  if (!list) return;
  page.querySelector("[data-waiting-none]").hidden = mine.length > 0;
  list.replaceChildren(
    ...mine.map((contact) => line(contact, () => remove(contact.key).then(() => show(page, account)))),
  );
}

function note(box, mine, saved) {
  if (!box) return;
  const refused = mine.filter((contact) => contact.refused).length;
  const words = [];
  if (saved.length) words.push(`Saved what waited on this device: ${saved.join("; ")}.`);
  if (mine.length > refused) words.push(`${counted(mine.length - refused)} on this device for a connection.`);
  if (refused) words.push(`${counted(refused)} for you: it could not be saved as it is.`);
  box.hidden = words.length === 0;
  box.querySelector("p").textContent = words.join(" ");
  box.querySelector("a").hidden = mine.length === 0;
}

const counted = (count) => (count === 1 ? "1 contact waits" : `${count} contacts wait`);

function line(contact, discard) {
  const item = document.createElement("li");
  const words = document.createElement("div");
  const who = document.createElement("strong");
  const about = document.createElement("p");
  who.textContent = named(contact) || "A contact";
  about.className = "quiet";
  about.textContent = contact.locked
    ? `Saved here ${ago(contact.at)}. It cannot be read any more, because the site’s own secret was changed.`
    : `Saved here ${ago(contact.at)}.${contact.refused ? ` It could not be sent: ${reasons(contact)}` : ""}`;
  words.append(who, about);
  const open = document.createElement("a");
  open.className = "btn btn-sm btn-outline";
  open.href = `/log?kept=${encodeURIComponent(contact.key)}`;
  open.textContent = "Open";
  item.append(words, ...(contact.locked ? [] : [open]), button("Discard", "btn btn-sm btn-quiet", discard));
  return item;
}

function named(contact) {
  const chosen = (contact.values ?? []).filter(([name]) => name === "theirs_name" || name === "theirs_text");
  return chosen
    .map(([, value]) => value)
    .filter(Boolean)
    .join(", ");
}
