// What a phone does without a connection. It keeps the log form, the names to choose from and the site's own files;
// holds a contact that could not be sent; and sends it when there is a connection. Its key makes sending twice one record.
import { forgetKeys, isOpen, keep, learn, remove, waiting } from "./parts/waiting.js";

const PAGES = "pages";
const ASSETS = "assets";
const LOG = "/log";
const WAITING = "/log/waiting";
const NAMES = "/names.json";
const OWNER = "/owner"; // not an address of the site: whose pages are kept
const FRESH = 10 * 60 * 1000;
const PATIENCE = 15 * 1000; // milliseconds: a signal so weak is as good as none

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("sync", (event) => event.waitUntil(send()));
addEventListener("message", (event) => {
  const work = { prepare: () => prepare(event.data), forget: () => forget(), send }[event.data.what];
  event.waitUntil(work?.() ?? Promise.resolve());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, searchParams } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === "POST") {
    if (pathname === LOG && request.mode === "navigate") event.respondWith(sendOrKeep(request));
  } else if (request.method === "GET") {
    if (pathname.startsWith("/static/")) event.respondWith(asset(request));
    else if (pathname === "/find.json") event.respondWith(suggestions(request, searchParams.get("q") ?? ""));
    else if (request.mode === "navigate") event.respondWith(page(request, pathname));
  }
});

/** Keep what logging needs, for the account that is signed in; nothing of anybody else's stays. */
async function prepare({ account, fonts }) {
  let pages = await caches.open(PAGES);
  const owner = await pages.match(OWNER);
  if (owner && (await owner.text()) !== account) {
    await forget(account);
    pages = await caches.open(PAGES);
  }
  const kept = await pages.match(NAMES);
  const fresh = kept && Date.now() - Date.parse(kept.headers.get("date")) < FRESH;
  if (fresh && (await isOpen(account))) return;
  const known = await learn(account);
  if (known === false) await forget();
  if (!known) return;
  try {
    const needed = [...fonts];
    for (const address of [LOG, WAITING, NAMES]) {
      const answer = await fetch(address, { redirect: "error", headers: { "X-Kept-For-Later": "yes" } });
      if (!answer.ok) return;
      needed.push(...((await answer.clone().text()).match(/\/static\/[^"#\s]+/g) ?? []));
      await pages.put(address, answer);
    }
    await pages.put(OWNER, new Response(account));
    await keepAssets(new Set(needed));
  } catch {
    // No connection just now: what was kept before stays.
  }
}

async function keepAssets(needed) {
  const assets = await caches.open(ASSETS);
  for (const old of await assets.keys()) {
    const { pathname } = new URL(old.url);
    if (!needed.has(pathname)) await assets.delete(old);
  }
  for (const address of needed) if (!(await assets.match(address))) await assets.add(address);
}

/** Nobody is signed in here any more: signed out, expired, or ended from elsewhere. What waits stays, locked. */
async function forget(signedIn) {
  await caches.delete(PAGES);
  for (const { key, saved } of await waiting()) if (saved) await remove(key);
  await forgetKeys(signedIn);
}

/** What was kept of an address, while the session of whom it was kept for lasts. */
async function keptPage(address) {
  const pages = await caches.open(PAGES);
  const owner = await pages.match(OWNER);
  if (owner && (await isOpen(await owner.text()))) return pages.match(address);
  await forget();
  return undefined;
}

/** Files are named by their content, so a kept one is the right one. */
async function asset(request) {
  const assets = await caches.open(ASSETS);
  const kept = await assets.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await assets.put(request, answer.clone());
  return answer;
}

async function page(request, pathname) {
  try {
    return await fetch(request);
  } catch (offline) {
    const kept = await keptPage(pathname === LOG ? LOG : WAITING);
    if (!kept) throw offline;
    // Every form has a key of its own; a kept page would give two contacts the same.
    const text = (await kept.text()).replace(/(name="key" value=")[^"]*/, `$1${crypto.randomUUID()}`);
    return new Response(text, { headers: kept.headers });
  }
}

/** People whom the typed words fit, for want of the site's own search; without a text, who was logged last. */
async function suggestions(request, typed) {
  try {
    return await fetch(request);
  } catch (offline) {
    const kept = await keptPage(NAMES);
    if (!kept) throw offline;
    const words = folded(typed);
    const { found } = await kept.json();
    const fitting = words.length ? found.map((one) => [fit(one, words), one]).filter(([how]) => how > 0) : [];
    fitting.sort(([a], [b]) => b - a); // of equals the kept order stands: who was logged last, then by name
    const answers = words.length ? fitting.map(([, one]) => one) : found.filter((one) => one.reason);
    return Response.json({ found: answers.slice(0, 12) });
  }
}

/** How well words fit somebody: in one phrase ("house ed chair") better than in several, in a short one better than in a long. */
function fit(one, words) {
  const lines = [`${one.title} ${one.subtitle}`, ...(one.phrases ?? "").split("\n")].map(folded);
  const begins = (parts) => words.every((word) => parts.some((part) => part.startsWith(word)));
  const whole = lines
    .slice(1)
    .filter(begins)
    .map((parts) => 2 + words.length / parts.length);
  return Math.max(0, ...whole, begins(lines.flat()) ? 1 : 0);
}

function folded(text) {
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f'’]/g, "")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}

async function sendOrKeep(request) {
  const values = [...(await request.clone().formData())];
  const { key, account } = Object.fromEntries(values);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.type === "opaqueredirect") await remove(key); // it is saved: the site goes on to its page
    return answer;
  } catch {
    await keep({ key, account, at: Date.now(), values: dated(values), refused: null });
    await registration.sync?.register("send").catch(() => {});
    return Response.redirect(WAITING, 303);
  }
}

/** A contact "now" was now when it was saved, not when it is sent. */
function dated(values) {
  return values.map(([name, value]) => [name, name === "at" && !value ? new Date().toISOString() : value]);
}

let sending = null;

/** A sync, a page that opens and a line that comes back may all ask at once: one sending answers them. */
function send() {
  return (sending ??= sendAll().finally(() => (sending = null)));
}

async function sendAll() {
  for (const contact of await waiting()) {
    if (contact.refused || contact.saved || contact.locked) continue;
    if ((await taken(contact)) === null) break;
  }
  for (const client of await clients.matchAll()) client.postMessage("sent");
}

/** What the site says to a contact that waited; null when it must wait on. That it is saved is kept until a page says so. */
async function taken(contact) {
  try {
    const body = new URLSearchParams(contact.values);
    const answer = await fetch("/log.json", { method: "POST", body, signal: AbortSignal.timeout(PATIENCE) });
    const said = await answer.json();
    if (answer.ok) await keep({ ...contact, values: [], saved: said.title });
    else if (answer.status === 422) await keep({ ...contact, refused: said.errors });
    else if (answer.status === 401) await forget();
    if (answer.status !== 403 && answer.status !== 422 && !answer.ok) return null; // signed out, or the site is unwell
    return said;
  } catch {
    return null;
  }
}
