/** The form: a field with its label, what it can do, and the list of pages under it. */

import { button, make } from "./make.js";

/** @typedef {import("./words.js").Words} Words */

const HINT = "faq-hint";

/**
 * Complete the form that a page brings (theme/partials/ask-box.html), or make one.
 * @param {HTMLElement} host @param {Words} words
 */
export function askForm(host, words) {
  const form = host.querySelector("form") ?? make("form", { className: "faq-form", role: "search" },
    make("label", { htmlFor: "faq-question" }, words.label),
    make("div", { className: "faq-form__row" },
      make("input", { id: "faq-question", name: "ask", type: "text", autocomplete: "off", maxLength: 1000, enterKeyHint: "send" }),
      make("button", { type: "submit" }, words.ask)),
    make("p", { className: "faq-note" }, words.note));
  const input = /** @type {HTMLInputElement} */ (form.querySelector("input"));
  const list = make("div", { id: "faq-pages", className: "faq-pages", role: "listbox", "aria-label": words.pages, hidden: true });
  const clear = button("×", () => {
    input.value = "";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
  }, { className: "faq-form__clear", "aria-label": words.clear, title: words.clear, hidden: !input.value });
  input.addEventListener("input", () => { clear.hidden = !input.value; });
  input.after(clear, list);
  form.append(make("p", { id: HINT, className: "faq-spoken" }, words.hint));
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list",
    "aria-describedby": HINT, autocapitalize: "none", spellcheck: "false",
  })) input.setAttribute(name, value);
  return { form, input, list, clear };
}

/** Tie a field to what is wrong with it, or take that back. @param {HTMLInputElement} input @param {Element | null} message */
export function markWrong(input, message) {
  input.setAttribute("aria-describedby", message ? `${message.id} ${HINT}` : HINT);
  if (message) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}
