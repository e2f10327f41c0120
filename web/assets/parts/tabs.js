// Tabs on a wide window: [data-tabs] holds nav.tabs and sections; one section shows at a time. On a phone, on paper and
// without scripts they are sections below one another, and the tabs are links to them.
const wide = matchMedia("(min-width: 62em)");

export function tabs(page) {
  for (const group of page.querySelectorAll("[data-tabs]")) {
    const links = [...group.querySelectorAll(".tabs a")];
    const panels = links.map((link) => group.querySelector(link.hash));
    const list = group.querySelector(".tabs ul");

    const choose = (chosen) =>
      links.forEach((link, n) => {
        const on = n === chosen;
        link.setAttribute("aria-selected", String(on));
        link.tabIndex = on ? 0 : -1;
        panels[n].hidden = !on;
      });
    const fromAddress = () =>
      Math.max(
        0,
        links.findIndex((link) => link.hash === location.hash),
      );

    function arrange() {
      list.setAttribute("role", wide.matches ? "tablist" : "list");
      links.forEach((link, n) => {
        link.parentElement.setAttribute("role", wide.matches ? "none" : "listitem");
        if (wide.matches) {
          link.setAttribute("role", "tab");
          link.setAttribute("aria-controls", panels[n].id);
          panels[n].setAttribute("role", "tabpanel");
          return;
        }
        for (const name of ["role", "aria-controls", "aria-selected", "tabindex"]) link.removeAttribute(name);
        panels[n].removeAttribute("role");
        panels[n].hidden = false;
      });
      if (wide.matches) choose(fromAddress());
    }

    list.addEventListener("click", (event) => {
      const n = links.indexOf(event.target.closest("a"));
      if (n < 0 || !wide.matches) return;
      event.preventDefault();
      history.replaceState(null, "", links[n].hash);
      choose(n);
    });
    list.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step || !wide.matches) return;
      const n = (links.indexOf(page.activeElement) + step + links.length) % links.length;
      history.replaceState(null, "", links[n].hash);
      choose(n);
      links[n].focus();
    });
    wide.addEventListener("change", arrange);
    arrange();
  }
}
