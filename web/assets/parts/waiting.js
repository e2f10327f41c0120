// The contacts that wait on this device for a connection: one store, for pages and the worker alike. A contact is
// { key, account, at, values, refused, saved }: `values` are the form's pairs of name and value, `at` milliseconds,
// `refused` what the site said is wrong with it, by field, and `saved` the title of one that is sent: it has no values
// any more and stays until a page has told its writer.
//
// What lies in the store of a contact is { key, account, at, iv, box }: `box` is the rest, which only the account's own
// key opens. The site gives that key to whoever is signed in, the same each time; here it is kept as one that can be
// used and not read, no longer than the session lasts, and goes with it. Without it a contact is { key, account, at,
// locked: true }.
const CIPHER = "AES-GCM";

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("waiting", 2);
    asked.onupgradeneeded = ({ oldVersion }) => {
      if (oldVersion < 1) asked.result.createObjectStore("contacts", { keyPath: "key" });
      asked.result.createObjectStore("keys", { keyPath: "account" });
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
  });
}

async function done(store, mode, work) {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const step = database.transaction(store, mode);
      const asked = work(step.objectStore(store));
      step.oncomplete = () => resolve(asked.result);
      step.onerror = () => reject(step.error);
      step.onabort = () => reject(step.error);
    });
  } finally {
    database.close();
  }
}

/** The key of an account, while its session lasts. */
async function keyOf(account) {
  const kept = await done("keys", "readonly", (keys) => keys.get(account ?? ""));
  if (kept && kept.until > Date.now()) return kept.secret;
  if (kept) await forgetKeys();
  return null;
}

/** Whether an account was signed in here, and its session lasts. */
export const isOpen = async (account) => (await keyOf(account)) !== null;

/**
 * Ask the site for the key of the account that is signed in. True where it is known now, false where the site says
 * that nobody is signed in here, null where it did not answer.
 */
export async function learn(account) {
  let answer;
  try {
    answer = await fetch("/log/key.json", { redirect: "error" });
  } catch {
    return (await keyOf(account)) ? true : null;
  }
  if (answer.status === 401) return false;
  if (!answer.ok) return null;
  const said = await answer.json();
  if (said.account !== account) return false;
  const bytes = Uint8Array.from(atob(said.key), (letter) => letter.charCodeAt(0));
  const secret = await crypto.subtle.importKey("raw", bytes, CIPHER, false, ["encrypt", "decrypt"]);
  await done("keys", "readwrite", (keys) => {
    keys.clear(); // of whoever was signed in here before
    return keys.put({ account, secret, until: Date.parse(said.until) });
  });
  for (const contact of await done("contacts", "readonly", (contacts) => contacts.getAll()))
    if (contact.account === account && !contact.box) await keep(contact); // from before contacts were locked
  return true;
}

/** No account but this one, if any, is signed in here any more: what others wrote waits unreadable until they are. */
export async function forgetKeys(signedIn) {
  const accounts = await done("keys", "readonly", (keys) => keys.getAllKeys());
  for (const account of accounts)
    if (account !== signedIn) await done("keys", "readwrite", (keys) => keys.delete(account));
}

export async function keep({ key, account, at, ...rest }) {
  const secret = await keyOf(account);
  if (!secret) throw new Error("Nobody is signed in here, so nothing can be kept.");
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const box = await crypto.subtle.encrypt({ name: CIPHER, iv }, secret, new TextEncoder().encode(JSON.stringify(rest)));
  await done("contacts", "readwrite", (contacts) => contacts.put({ key, account, at, iv, box }));
}

async function read({ key, account, at, iv, box }) {
  const locked = { key, account, at, locked: true };
  const secret = await keyOf(account);
  if (!secret || !box) return locked;
  try {
    const plain = await crypto.subtle.decrypt({ name: CIPHER, iv }, secret, box);
    return { key, account, at, ...JSON.parse(new TextDecoder().decode(plain)) };
  } catch {
    return locked; // the site's own secret was changed since
  }
}

export const waiting = async () =>
  Promise.all((await done("contacts", "readonly", (contacts) => contacts.getAll())).map(read));
export const remove = (key) => done("contacts", "readwrite", (contacts) => contacts.delete(key));

export async function held(key) {
  const contact = await done("contacts", "readonly", (contacts) => contacts.get(key));
  return contact && read(contact);
}
