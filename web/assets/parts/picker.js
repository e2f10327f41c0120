// Pickers: chosen records are chips with a Remove button; typing suggests more. The form sends the ids as hidden fields.
import { icon, suggest } from "./options.js";

export function pickers(page) {
  for (const picker of page.querySelectorAll("[data-picker]")) {
    const { name } = picker.dataset;
    const input = picker.querySelector("[role=combobox]");
    const list = picker.querySelector("[role=listbox]");
    const chips = picker.querySelector(".picker-chips");
    const status = picker.querySelector("[data-status]");
    const say = (words) => {
      status.textContent = words;
    };
    const chosen = () => [...chips.querySelectorAll(`[name="${name}"]`)].map((held) => held.value);
    const changed = () => picker.dispatchEvent(new Event("change", { bubbles: true }));

    for (const chip of chips.children) upgrade(chip);
    const options = suggest({
      input,
      list,
      source: picker.dataset.source,
      say,
      keep: (one) => !chosen().includes(one.id),
      more: (typed) => ("adds" in picker.dataset && typed.length > 2 ? [newcomer(typed)] : []),
      draw(one) {
        const option = document.createElement("div");
        option.className = "option";
        option.dataset.id = one.id;
        option.dataset.name = one.id ? one.title : input.value.trim();
        return option;
      },
    });

    list.addEventListener("mousedown", (event) => event.preventDefault()); // keep the focus in the field
    list.addEventListener("combobox-commit", (event) => {
      const option = event.target.closest("[data-id]");
      if (!option.dataset.id) return introduce(option.dataset.name);
      add(option.dataset.id, option.dataset.name);
    });
    input.addEventListener("click", options.ask);
    input.addEventListener("blur", options.close);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") options.close();
      if (event.key === "ArrowDown" && list.hidden) options.ask();
      if (event.key === "Backspace" && !input.value && chips.lastElementChild) remove(chips.lastElementChild);
      if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && (input.value || !list.hidden))
        event.preventDefault();
    });
    picker.addEventListener("picker:set", (event) => {
      chips.replaceChildren();
      for (const one of event.detail) add(one.id, one.name, false);
    });

    function add(id, title, byHand = true) {
      if (!("many" in picker.dataset)) chips.replaceChildren();
      const chip = document.createElement("li");
      chip.className = "chip chip-picked";
      const words = document.createElement("span");
      words.textContent = title;
      chip.append(field(name, id), field(`${name}_name`, title), words);
      upgrade(chip);
      chips.append(chip);
      if (!byHand) return;
      input.value = "";
      options.close();
      say(`${title} added`);
      changed();
    }

    /** Ask who somebody is that nobody here is called; the fields go with the form, also without a connection. */
    function introduce(typed) {
      const asked = picker.querySelector("[data-new]");
      asked.open = true;
      asked.querySelector(`#${name}_new_name`).value = typed;
      input.value = "";
      options.close();
      asked.querySelector(`#${name}_new_title`).focus();
      changed();
    }

    function upgrade(chip) {
      const title = chip.querySelector("span").textContent;
      let button = chip.querySelector("button");
      if (!button) {
        button = document.createElement("button");
        button.type = "button";
        button.className = "chip-remove";
        button.setAttribute("aria-label", `Remove ${title}`);
        button.append(icon("x"));
        chip.append(button);
      }
      button.hidden = false;
      button.addEventListener("click", () => {
        remove(chip);
        input.focus();
      });
      const box = chip.querySelector("input[type=checkbox]");
      if (box) box.type = "hidden";
    }

    function remove(chip) {
      say(`${chip.querySelector("span").textContent} removed`);
      chip.remove();
      changed();
    }
  }
}

function newcomer(typed) {
  return { kind: "newcomer", id: "", title: `Add “${typed}”`, subtitle: "Somebody who is not here yet" };
}

function field(name, value) {
  const held = document.createElement("input");
  held.type = "hidden";
  held.name = name;
  held.value = value;
  return held;
}
