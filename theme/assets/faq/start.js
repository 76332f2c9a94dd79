/** Puts the panel where a page has a place for it, else into a dialog: beside the text where there is room, over it on a telephone. */

import { keepOpen } from "./conversation.js";
import { createEngine } from "./engine.js";
import { button, make } from "./make.js";
import { mountPanel } from "./panel.js";
import { WORDS } from "./words.js";

const WIDE = matchMedia("(min-width: 60em)"); // as in ask.css and widget.js

/**
 * @typedef {{q?: string | null, ask?: string | null, focus?: boolean, again?: boolean}} Wish words to search, a question
 *   to ask; focus: the reader called for the field; again: show the last answer again, after Back or on the next page
 * @typedef {{lang: string, base: string, api: string, offers: string[]}} PageData
 */

/**
 * @param {PageData} page @param {HTMLElement} opener @param {HTMLElement | null} box
 */
export function start(page, opener, box) {
  const lang = page.lang === "en" ? "en" : "fr";
  // The base is "." or "..", but "/" on the page for what is not found.
  const home = new URL(`${page.base.replace(/\/$/, "")}/`, location.href);
  const root = lang === "en" ? new URL("../", home) : home;
  const place = box ?? make("div", {});
  const dialog = box ? null : dialogAround(place, opener, WORDS[lang]);
  const panel = mountPanel(place, { engine: createEngine({ api: page.api, root, lang }), lang, home, root, starters: page.offers, level: box ? "h2" : "h3" });

  /** @param {Wish} wish */
  return ({ q, ask, focus, again }) => {
    dialog?.open();
    // A reload of a link to an answer finds the answer in the tab.
    if (again || (ask && ask === panel.lastQuestion())) panel.restore();
    else if (typeof ask === "string") panel.ask(ask);
    else if (q) panel.search(q);
    if (focus) panel.input.focus();
  };
}

/**
 * @param {HTMLElement} place @param {HTMLElement} opener @param {import("./words.js").Words} words
 */
function dialogAround(place, opener, words) {
  const dialog = make("dialog", { className: "faq-panel", "aria-labelledby": "faq-panel-title" },
    make("div", { className: "faq-panel__head" }, make("h2", { id: "faq-panel-title" }, words.title),
      button("×", close, { className: "faq-panel__close", "aria-label": words.close, title: words.close })), place);

  function open() {
    if (dialog.open) return;
    // On a telephone nothing beside it can be used; on a wide screen the page stays in use.
    if (WIDE.matches) dialog.show();
    else dialog.showModal();
    document.body.classList.toggle("faq-beside", WIDE.matches);
    keepOpen(true);
  }

  function close() {
    const held = dialog.contains(document.activeElement);
    dialog.close();
    document.body.classList.remove("faq-beside");
    keepOpen(false);
    if (held) opener.focus();
  }

  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && dialog.open) close();
  });
  dialog.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    // The sheet hides the part of the page that a link leads to.
    if (link?.hash && link.pathname === location.pathname && !event.defaultPrevented && !WIDE.matches) close();
  });
  WIDE.addEventListener("change", () => {
    if (!dialog.open) return;
    dialog.close();
    open();
  });
  const header = document.querySelector("header");
  if (header) header.after(dialog);
  else document.body.prepend(dialog);
  return { open };
}
