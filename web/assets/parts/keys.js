// Keys: / and Ctrl-K find, l logs a contact, g and a letter goes to a place, ? lists them. Single letters can be turned
// off in Settings (WCAG 2.1.4), and are never read while somebody types.
const OFF = "keys-off";

export function keys(page) {
  const preference = page.querySelector('[data-preference="keys"]');
  if (preference) {
    preference.checked = !off();
    preference.addEventListener("change", () => {
      if (preference.checked) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "1");
    });
  }
  const help = page.querySelector("dialog#keys");
  if (!help) return;
  let going = 0;
  const showHelp = () => help.open || help.showModal();
  for (const link of page.querySelectorAll("[data-keys]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      showHelp();
    });
  }
  help.addEventListener("click", (event) => event.target === help && help.close());
  for (const close of page.querySelectorAll("dialog [data-close]")) {
    close.addEventListener("click", () => close.closest("dialog").close());
  }

  page.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      return page.dispatchEvent(new Event("find:open"));
    }
    if (
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      off() ||
      typing(event.target) ||
      page.querySelector("dialog[open]")
    )
      return;
    const place = Date.now() - going < 1500 && page.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
    if (place) return location.assign(place.href);
    going = event.key === "g" ? Date.now() : 0;
    if (event.key === "/") page.dispatchEvent(new Event("find:open"));
    else if (event.key === "?") showHelp();
    else if (event.key === "l") page.querySelector('[data-key="l"]')?.click();
    else return;
    event.preventDefault();
  });
}

function typing(element) {
  return element.matches?.(
    "input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]",
  );
}

function off() {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false;
  }
}
