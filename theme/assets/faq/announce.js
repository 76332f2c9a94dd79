import { make } from "./make.js";

/**
 * Something that speaks to those who listen. Two regions take turns: a screen reader says nothing of a text that
 * replaces an equal one, but speaks when it appears in the other region.
 * @param {HTMLElement} host
 * @returns {(text: string) => void}
 */
export function announcer(host) {
  const regions = [0, 1].map(() => make("div", { className: "faq-spoken", role: "status", "aria-live": "polite", "aria-atomic": "true" }));
  host.append(...regions);
  let turn = 0;
  return (text) => {
    regions[turn].textContent = "";
    turn = 1 - turn;
    regions[turn].textContent = text;
  };
}
