/** The ask box: a form, the answer under it. Text is only ever set as text, never read as markup. */

import { Unavailable } from "./engine.js";

const EARLIER = 3; // questions before this one that the server looks at

const WORDS = {
  fr: {
    locale: "fr",
    label: "Votre question",
    placeholder: "Posez votre question…",
    ask: "Demander",
    note: "Recherche automatique dans les pages du site : des passages recopiés mot pour mot, aucune réponse générée.",
    privacy: "N’écrivez rien de votre dossier médical.",
    waiting: "Recherche en cours…",
    empty: "Écrivez d’abord une question.",
    offline: "Le chat n'est pas joignable ici.",
    search: "Chercher ces mots dans le site",
    sources: "Sources",
    checked: "vérifié le",
    suggestions: "Le site répond à :",
    undated: "sans date",
    readAs: "Compris ainsi :",
    nearest: "Voir les passages les plus proches",
  },
  en: {
    locale: "en-GB",
    label: "Your question",
    placeholder: "Ask your question…",
    ask: "Ask",
    note: "An automatic search of the site's pages: passages copied word for word, no generated answer.",
    privacy: "Do not type anything from your medical file.",
    waiting: "Searching…",
    empty: "Please write a question first.",
    offline: "The chat cannot be reached here.",
    search: "Search the site for these words",
    sources: "Sources",
    checked: "checked on",
    suggestions: "The site does answer:",
    undated: "undated",
    readAs: "Understood as:",
    nearest: "Show the nearest passages",
  },
};

/** Make an element: properties are set as such, children appended; a string child is text. */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/**
 * Fill `host` with a form and a place for answers.
 * @param {HTMLElement} host
 * @param {{engine: object, lang: "fr" | "en", root: URL, search: URL, starters: string[]}} options
 *   root: where the site's French home page is; search: the home page in this language
 */
export function mountPanel(host, { engine, lang, root, search, starters }) {
  const words = WORDS[lang];
  const input = make("input", {
    type: "text", name: "question", placeholder: words.placeholder, autocomplete: "off", maxLength: 1000,
    "aria-label": words.label, enterKeyHint: "search",
  });
  const answers = make("div", { className: "faq-answer", "aria-live": "polite", "aria-busy": "false" });
  const form = make("form", { className: "faq-form" }, input, make("button", { type: "submit" }, words.ask));
  const chips = make("div", { className: "faq-starters" }, ...starters.map((question) =>
    make("button", { type: "button", onclick: () => { input.value = question; ask(question); } }, question)));

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(input.value);
  });
  host.replaceChildren(form, make("p", { className: "faq-note" }, `${words.note} ${words.privacy}`), answers, chips);

  let latest = 0;
  const asked = []; // so that “et quand ?” is understood
  async function ask(question) {
    const mine = ++latest;
    if (!question.trim()) {
      answers.replaceChildren(make("p", {}, words.empty));
      input.focus();
      return;
    }
    answers.setAttribute("aria-busy", "true");
    answers.replaceChildren(make("p", {}, words.waiting));
    let content;
    try {
      content = answerView(await engine.ask(question, lang, asked.slice(-EARLIER)), words, root);
      asked.push(question);
    } catch (error) {
      // Whatever went wrong, the reader is not left waiting; a fault of ours is reported to the console too.
      if (!(error instanceof Unavailable)) console.error(error);
      content = [offlineView(question)];
    }
    // An earlier question may be answered after a later one.
    if (mine !== latest) return;
    answers.replaceChildren(...content);
    answers.setAttribute("aria-busy", "false");
    // On a telephone the keyboard and what stands above would hide the answer.
    if (matchMedia("(pointer: coarse)").matches) input.blur();
    if (answers.getBoundingClientRect().top > innerHeight / 2) host.scrollIntoView({ block: "start" });
  }

  function offlineView(question) {
    const link = make("a", { href: search.href, onclick: (event) => openSearch(question, event) }, words.search);
    return make("p", {}, `${words.offline} `, link);
  }

  return { focus: () => input.focus() };
}

/** Type the question into the site's own search, which runs in the browser: the words are sent nowhere. */
function openSearch(question, event) {
  const field = document.querySelector("[data-md-component=search-query]");
  const toggle = document.getElementById("__search");
  if (!field || !toggle) return; // the link then leads to the home page
  event.preventDefault();
  document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close());
  toggle.checked = true;
  toggle.dispatchEvent(new Event("change"));
  field.value = question.trim();
  field.focus();
  field.dispatchEvent(new Event("focus"));
  field.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
}

function answerView(answer, words, root) {
  const view = [make("p", { className: "faq-answer__message" }, answer.message)];
  if (answer.read_as) view.push(make("p", { className: "faq-note" }, `${words.readAs} ${answer.read_as}`));
  const passages = answer.passages.map((passage) => passageView(passage, words, root));
  // What is only near is folded: it promises nothing.
  if (answer.outcome === "related") view.push(make("details", {}, make("summary", {}, words.nearest), ...passages));
  else view.push(...passages);
  if (answer.abstained && answer.suggestions.length) {
    view.push(make("p", {}, words.suggestions), make("ul", {}, ...answer.suggestions.map((suggestion) =>
      make("li", {}, make("a", { href: resolve(suggestion.url, root), target: "_self" }, suggestion.question)))));
  }
  return view;
}

function passageView(passage, words, root) {
  const place = passage.heading === passage.page ? passage.page : `${passage.page} — ${passage.heading}`;
  const sources = passage.sources.map((source) => make("li", {},
    source.url ? make("a", { href: source.url, rel: "noopener noreferrer" }, source.publisher || source.title) : source.publisher,
    `, ${source.title} (${inWords(source.date, words)})`));
  return make("article", { className: "faq-passage", lang: passage.lang },
    make("a", { className: "faq-passage__place", href: resolve(passage.url, root), target: "_self" }, place),
    passage.as_of ? make("span", { className: "faq-note" }, ` (${words.checked} ${inWords(passage.as_of, words)})`) : null,
    ...blocks(passage),
    sources.length ? make("ul", { className: "faq-passage__sources", "aria-label": words.sources }, ...sources) : null);
}

/** `2026-04-23` → “23 avril 2026”; a month or a year alone stays as precise as it is. */
function inWords(date, words) {
  if (!date) return words.undated;
  const [year, month, day] = date.split("-").map(Number);
  const style = { year: "numeric", month: month && "long", day: day && "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat(words.locale, style).format(Date.UTC(year, (month || 1) - 1, day || 1));
}

/** The passage's text: a paragraph a line, lines with tabs as a table, the highlights marked. */
function blocks(passage) {
  const view = [];
  let at = 0;
  for (const line of passage.text.split("\n")) {
    const from = at;
    at += line.length + 1;
    if (!line.includes("\t")) {
      view.push(make("p", {}, ...marked(line, from, passage.highlights)));
      continue;
    }
    if (view.at(-1)?.tagName !== "TABLE") view.push(make("table", {}, make("tbody")));
    let cell = from;
    const row = make("tr", {}, ...line.split("\t").map((text) => {
      const start = cell;
      cell += text.length + 1;
      return make("td", {}, ...marked(text, start, passage.highlights));
    }));
    view.at(-1).firstChild.append(row);
  }
  return view;
}

/** `text`, which stands at `offset` of the passage, cut where highlights begin and end. */
function marked(text, offset, highlights) {
  const parts = [];
  let at = 0;
  for (const [start, end] of highlights) {
    const from = Math.max(start - offset, at);
    const to = Math.min(end - offset, text.length);
    if (from >= to) continue;
    parts.push(text.slice(at, from), make("mark", {}, text.slice(from, to)));
    at = to;
  }
  return [...parts, text.slice(at)];
}

/* Links carry target="_self": the theme takes over clicks on other links and leads them to the wrong language. */

/** Addresses in answers start at the site's root; the site may live in a folder. */
function resolve(address, root) {
  return new URL(address.replace(/^\//, ""), root).href;
}
