// What every page runs. Each part finds its own elements by data attributes and does nothing without them; every page
// also works without any of it.
import { filters } from "./parts/filters.js";
import { find } from "./parts/find.js";
import { forms } from "./parts/forms.js";
import { keys } from "./parts/keys.js";
import { later } from "./parts/later.js";
import { menus } from "./parts/menus.js";
import { pickers } from "./parts/picker.js";
import { drafts } from "./parts/drafts.js";
import { offline } from "./parts/offline.js";
import { tabs } from "./parts/tabs.js";
import { working } from "./parts/working.js";

document.documentElement.classList.add("js");
for (const part of [pickers, drafts, offline, forms, filters, menus, tabs, find, keys, working, later]) part(document);
