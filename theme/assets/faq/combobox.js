/** A text field that shows pages while one types, as the ARIA pattern of an editable combobox with a list has it. */

import { make } from "./make.js";

/** @typedef {import("./search.js").Found} Found */

const PAUSE = 500; // a count is spoken once the reader pauses, not over every letter

/**
 * @param {{input: HTMLInputElement, list: HTMLElement, find: (query: string) => Promise<Found[]>, home: URL,
 *   say: (count: number) => void}} options list: an empty listbox; home: where addresses of pages start
 */
export function combobox({ input, list, find, home, say }) {
  let active = -1;
  let asked = 0;
  /** @type {number | undefined} */
  let pause;

  const options = () => /** @type {HTMLElement[]} */ ([...list.children]);

  /** @param {boolean} open */
  function show(open) {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    choose(-1);
  }

  /** @param {number} at which option the arrows are on; -1 is the field itself */
  function choose(at) {
    active = at;
    options().forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    const option = options()[at];
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  async function update() {
    const mine = ++asked;
    clearTimeout(pause);
    const found = input.value.trim() ? await find(input.value) : null;
    if (mine !== asked) return; // the reader has typed on, or has asked
    list.replaceChildren(...(found ?? []).map((page, at) => optionOf(page, at, found?.length ?? 0)));
    show(Boolean(found?.length));
    if (found) pause = setTimeout(() => say(found.length), PAUSE);
  }

  /** A link, so that it opens as links do; the role makes it an option. @param {Found} page @param {number} at @param {number} count */
  function optionOf(page, at, count) {
    return make("a", {
      role: "option", id: `${list.id}-${at}`, href: new URL(page.url, home).href, tabIndex: -1,
      "aria-selected": "false", "aria-setsize": count, "aria-posinset": at + 1,
    }, page.title, page.page && make("small", {}, ` ${page.page}`));
  }

  function close() {
    asked += 1;
    clearTimeout(pause);
    show(false);
  }

  input.addEventListener("input", update);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const count = options().length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!count) return;
      event.preventDefault();
      if (list.hidden) show(true);
      // The field itself is one more stop on the way round.
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(((active + 1 + step + count + 1) % (count + 1)) - 1);
    } else if (event.key === "Enter" && !list.hidden && active >= 0) {
      event.preventDefault();
      options()[active].click();
    } else if (event.key === "Escape" && !list.hidden) {
      // The first Escape closes the list, the next one the panel.
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
  // A press on the list must not take the focus from the field.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", close);
  input.addEventListener("blur", close);
  return { update, close };
}
