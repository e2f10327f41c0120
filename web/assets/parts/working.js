// A page that takes more than a moment shows that it is coming: a bar at the top, and a word for screen readers.
const MOMENT = 600; // milliseconds

export function working(page) {
  let timer = 0;
  const bar = page.createElement("div");
  bar.className = "working";
  bar.setAttribute("role", "status");
  const stop = () => {
    clearTimeout(timer);
    bar.remove();
    bar.replaceChildren();
  };
  const begin = (event) => {
    stop();
    // Other listeners come first: what they keep on this page is not waited for.
    setTimeout(() => {
      if (event.defaultPrevented) return;
      timer = setTimeout(() => {
        page.body.prepend(bar);
        bar.textContent = "Working …";
      }, MOMENT);
    });
  };
  page.addEventListener("submit", (event) => {
    if (!["csv", "xlsx"].includes(event.submitter?.value)) begin(event); // a file leaves the page as it is
  });
  page.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (
      !link ||
      link.target ||
      link.hasAttribute("download") ||
      event.button ||
      event.ctrlKey ||
      event.metaKey ||
      event.shiftKey
    )
      return;
    const { origin, pathname, search, hash } = new URL(link.href);
    const stays = origin !== location.origin || (hash && pathname === location.pathname && search === location.search);
    if (!stays && !/format=|\.(pdf|docx|xlsx|csv|ics)$/.test(pathname + search)) begin(event);
  });
  addEventListener("pageshow", stop);
  addEventListener("pagehide", stop);
}
