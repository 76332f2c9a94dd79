/** The switch of the keys “/” and S: whoever dictates, or hits a key by mistake, presses them without meaning it. */

import { make } from "./make.js";

const KEYS = "faq-keys"; // in this browser, read by widget.js

/** @param {import("./words.js").Words} words */
export function keysSwitch(words) {
  const box = make("input", { id: KEYS, type: "checkbox", checked: !areOff() });
  box.addEventListener("change", () => {
    try {
      if (box.checked) localStorage.removeItem(KEYS);
      else localStorage.setItem(KEYS, "off");
    } catch {
      // no storage: the box shows that nothing changed
    }
    box.checked = !areOff();
  });
  return make("p", { className: "faq-keys" }, box, make("label", { htmlFor: KEYS }, words.keys));
}

function areOff() {
  try {
    return Boolean(localStorage.getItem(KEYS));
  } catch {
    return false; // no storage
  }
}
