// The contacts that wait on this device for a connection: one store, for pages and the worker alike. A contact is
// { key, account, at, values, refused, saved }: `values` are the form's pairs of name and value, `at` milliseconds,
// `refused` what the site said is wrong with it, by field, and `saved` the title of one that is sent: it has no values
// any more and stays until a page has told its writer.
function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("waiting", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("contacts", { keyPath: "key" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function done(mode, work) {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const step = database.transaction("contacts", mode);
      const asked = work(step.objectStore("contacts"));
      step.oncomplete = () => resolve(asked.result);
      step.onerror = () => reject(step.error);
      step.onabort = () => reject(step.error);
    });
  } finally {
    database.close();
  }
}

export const waiting = () => done("readonly", (contacts) => contacts.getAll());
export const held = (key) => done("readonly", (contacts) => contacts.get(key));
export const keep = (contact) => done("readwrite", (contacts) => contacts.put(contact));
export const remove = (key) => done("readwrite", (contacts) => contacts.delete(key));
