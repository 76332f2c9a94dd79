/** Puts the ask box into every page: in its own place where the page has one, else behind a button. */

import { serverEngine } from "./engine.js";
import { mountPanel } from "./panel.js";

const LABELS = {
  fr: { open: "Une question ?", title: "Interroger le site", close: "Fermer", copy: "Copier la lettre", copied: "Lettre copiée", selected: "Lettre sélectionnée" },
  en: { open: "A question?", title: "Ask the site", close: "Close", copy: "Copy the letter", copied: "Letter copied", selected: "Letter selected" },
};

const page = JSON.parse(document.getElementById("faq-page").textContent);
const lang = page.lang === "en" ? "en" : "fr";
// The base is "." or "..", but "/" on the page for what is not found.
const home = new URL(`${page.base.replace(/\/$/, "")}/`, location.href);
const root = lang === "en" ? new URL("../", home) : home;
const options = { engine: serverEngine(page.api && new URL(page.api, root).href), lang, root, search: home, starters: page.offers };

function addButton() {
  const labels = LABELS[lang];
  const dialog = document.createElement("dialog");
  dialog.className = "faq-panel md-typeset";
  dialog.setAttribute("aria-label", labels.title);
  const head = document.createElement("div");
  head.className = "faq-panel__head";
  const title = document.createElement("h2");
  title.textContent = labels.title;
  const close = document.createElement("button");
  close.className = "faq-panel__close";
  close.type = "button";
  close.textContent = "×";
  close.setAttribute("aria-label", labels.close);
  close.addEventListener("click", () => dialog.close());
  head.append(title, close);
  const body = document.createElement("div");
  dialog.append(head, body);

  const open = document.createElement("button");
  open.className = "faq-open";
  open.type = "button";
  open.textContent = labels.open;
  open.setAttribute("aria-haspopup", "dialog");
  let panel;
  open.addEventListener("click", () => {
    panel ??= mountPanel(body, options);
    dialog.showModal();
    panel.focus();
  });
  // A click on the backdrop lands on the dialog itself; a link inside leaves or scrolls the page under it.
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest?.("a")) dialog.close();
  });
  document.body.append(open, dialog);
}

// The twin has the same headings: the switch of language stays at the section, too.
document.querySelector(".faq-language")?.addEventListener("click", (event) => {
  event.currentTarget.hash = location.hash;
});

/** A button that copies the letter; where the browser refuses, the letter is selected, so that it can be copied by hand. */
function addCopy(letter) {
  const labels = LABELS[lang];
  const copy = document.createElement("button");
  copy.className = "faq-copy";
  copy.type = "button";
  copy.textContent = labels.copy;
  copy.setAttribute("aria-live", "polite");
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(letter.innerText);
      copy.textContent = labels.copied;
    } catch {
      getSelection().selectAllChildren(letter);
      copy.textContent = labels.selected;
    }
  });
  letter.before(copy);
}

document.querySelectorAll(".faq-letter").forEach(addCopy);

const places = document.querySelectorAll("[data-faq-ask]");
places.forEach((place) => mountPanel(place, options));
if (!places.length) addButton();
