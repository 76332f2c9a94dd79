/** Search and ask in one: the field, what is found while one types, and the answers under it. */

import { announcer, teller } from "./announce.js";
import { answerView, asText, readAsView } from "./answer-view.js";
import { combobox } from "./combobox.js";
import { keepTurns, markEntry, readTurns } from "./conversation.js";
import { Unavailable } from "./engine.js";
import { askForm, markWrong } from "./form.js";
import { keysSwitch } from "./keys.js";
import { button, make } from "./make.js";
import { readPages, search } from "./search.js";
import { megabytes, printed, WORDS } from "./words.js";

/**
 * @typedef {import("./answer-view.js").Answer} Answer
 * @typedef {import("./conversation.js").Turn} Turn
 * @typedef {"server" | "meaning" | "words"} By how an answer was found
 * @typedef {{state: "loading" | "ready" | "failed", loaded: number, total: number}} State loaded, total: bytes
 * @typedef {(loaded: number, total: number) => void} OnProgress
 * @typedef {object} Engine
 * @property {(onState: (state: State) => void) => void} prepare called when the reader first touches the box
 * @property {(question: string, lang: "fr" | "en", previous: string[]) => Promise<{answer: Answer, by: By, sent: boolean}>} ask
 *   sent: it was sent to a server; throws Unavailable where nothing answers
 * @property {null | {bytes: number}} more what could still be loaded: the last answer was found by words alone
 * @property {(onProgress: OnProgress) => Promise<void>} loadMore
 * @typedef {{engine: Engine, lang: "fr" | "en", home: URL, root: URL, starters: string[],
 *   level: "h2" | "h3"}} Options home: the home page in this language; root: the French one; level: of a question's heading
 */

const EARLIER = 3; // questions before this one that the engine is told

/**
 * @param {HTMLElement} host may hold a form and starters that the page brought
 * @param {Options} options
 */
export function mountPanel(host, { engine, lang, home, root, starters, level }) {
  const words = WORDS[lang];
  const { form, input, list, clear } = askForm(host, words);
  const say = announcer(form);
  const state = make("p", { id: "faq-state", className: "faq-state", hidden: true });
  const tell = teller(state, say);
  const offers = /** @type {HTMLElement} */ (host.querySelector(".faq-starters")) ?? questions(words.starters, starters, "faq-starters");
  const replies = make("div", { className: "faq-replies", "aria-busy": "false" });
  // What the page brought stays where it is: an element that is moved loses the focus.
  for (const part of [form, offers]) if (!host.contains(part)) host.append(part);
  form.after(state);
  host.append(replies, keysSwitch(words));

  /** @type {Turn[]} */
  let turns = readTurns(lang);
  /** @type {WeakMap<Turn, HTMLDetailsElement>} made once: what a telephone does between a question and its answer is felt */
  const views = new WeakMap();
  let latest = 0;
  /** @type {Promise<ReturnType<typeof readPages>> | undefined} */
  let pages;

  /** @param {string} query @param {number} [limit] */
  async function find(query, limit) {
    pages ??= fetch(new URL("assets/faq/headings.json", home)).then((response) => response.json()).then(readPages);
    try {
      return search(await pages, query, limit);
    } catch (error) {
      pages = undefined; // the next letter tries again
      console.error(error);
      return [];
    }
  }

  const box = combobox({ input, list, find, home, say: (count) => say(words.results(count)) });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(input.value);
  });
  input.addEventListener("input", () => {
    // The browser scrolls to the letter alone; the panel's head would hide half of the field.
    form.scrollIntoView({ block: "nearest" });
    if (!input.ariaInvalid) return;
    markWrong(input, null);
    tell("");
  });
  // Questions to begin with and to go on with are asked here, unless the reader wants them elsewhere.
  host.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link?.closest(".faq-starters, .faq-next") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    ask(new URL(link.href).searchParams.get("ask") ?? "");
  });

  /** @param {string} question */
  async function ask(question) {
    box.close();
    if (!question.trim()) {
      tell(words.empty, true);
      markWrong(input, state);
      input.focus();
      return;
    }
    fill(question);
    markWrong(input, null);
    const mine = ++latest;
    replies.setAttribute("aria-busy", "true");
    tell(words.waiting);
    try {
      const { answer, by, sent } = await engine.ask(question, lang, turns.slice(-EARLIER).map((turn) => turn.question));
      // An earlier question may be answered after a later one.
      if (mine !== latest) return;
      // What the engine would neither search nor keep is kept and shown masked, and not sent again with what is asked next.
      turns = [...turns, { question: answer.outcome === "personal_data" ? answer.question : question, answer, by, sent }];
      keepTurns(lang, turns);
      markEntry(true);
      draw(true);
      const count = answer.passages.length;
      say(answer.abstained ? answer.message : words.found(count));
    } catch (error) {
      if (mine !== latest) return;
      // Whatever went wrong, the reader is not left waiting; a fault of ours is reported to the console, too.
      if (!(error instanceof Unavailable)) console.error(error);
      await showPages(question);
    }
    if (mine !== latest) return;
    tell("");
    replies.setAttribute("aria-busy", "false");
    reveal();
  }

  /** With no engine, the pages nearest to the words. @param {string} question */
  async function showPages(question) {
    const found = await find(question, 5);
    draw(false);
    const { more } = engine;
    // Without the list of pages nothing can be said of them.
    const why = more ? words.saving : pages ? words.unavailable : words.offline;
    const near = pages && (found.length ? words.nearestPages : words.noPages);
    replies.prepend(make("section", { className: "faq-turn" },
      make("p", { className: "faq-message" }, why),
      more && button(words.load(megabytes(more.bytes, words)), () => loadMore(question), { className: "faq-load" }),
      near && make("p", {}, near),
      found.length > 0 && make("ul", {}, ...found.map(({ url, title, page }) =>
        make("li", {}, make("a", { href: new URL(url, home).href }, title), page && ` — ${page}`)))));
    offers.hidden = true;
    say([why, near].filter(Boolean).join(" "));
  }

  /**
   * The focus stays in the field, where the next question is typed and Tab leads on to the answer; the live region says
   * that it is there, as a search field of the web's platform does. A touch keyboard would hide half the screen, so
   * there the field lets go.
   */
  function reveal() {
    if (matchMedia("(pointer: coarse)").matches) input.blur();
    const answer = replies.firstElementChild;
    if (answer && answer.getBoundingClientRect().bottom > innerHeight) answer.scrollIntoView({ block: "start" });
  }

  /** @param {string} text */
  function fill(text) {
    input.value = text;
    clear.hidden = !text;
  }

  /** All questions of this tab, the latest first and, if wanted, open. @param {boolean} open */
  function draw(open) {
    for (const turn of turns) if (!views.has(turn)) views.set(turn, turnView(turn));
    const shown = turns.map((turn) => /** @type {HTMLDetailsElement} */ (views.get(turn)));
    const last = shown.at(-1);
    for (const view of shown) {
      view.open = open && view === last;
      view.querySelector(".faq-load")?.remove();
    }
    const { more } = engine;
    const turn = turns.at(-1);
    if (more && open && turn?.by === "words" && turn.answer.confidence) {
      const load = button(words.more(megabytes(more.bytes, words)), () => loadMore(turn.question), { className: "faq-load" });
      last?.querySelector(":scope > .faq-note:last-of-type")?.before(load);
    }
    replies.replaceChildren(...shown.reverse());
    offers.hidden = open && turns.length > 0;
    if (turns.length) replies.append(button(words.forget, forget, { className: "faq-forget" }));
  }

  function forget() {
    turns = [];
    keepTurns(lang, turns);
    draw(false);
    say(words.forgotten);
    input.focus();
  }

  /** @param {Turn} turn */
  function turnView({ question, answer, by, sent }) {
    const view = make("details", { className: "faq-turn" },
      make("summary", {}, make(level, {}, printed(question, lang))));
    if (answer.read_as) {
      // The engine always mends; so the way back is the field with what was typed, ready to be put otherwise.
      view.append(readAsView(printed(answer.read_as, lang), words, () => { fill(question); input.focus(); input.select(); }));
    }
    view.append(...answerView(answer, words, root));
    if (answer.passages.length && !answer.abstained) view.append(tools(question, answer));
    // A greeting or a refusal was not looked for.
    if (answer.confidence) view.append(make("p", { className: "faq-note" }, words.by[by], by !== "server" && (sent ? words.unheard : words.unsent)));
    const next = answer.suggestions.map((suggestion) => suggestion.question);
    if (next.length) view.append(questions(answer.abstained ? words.instead : words.next, next, "faq-next"));
    return view;
  }

  /** Ask again once the meaning is there, too. @param {string} question */
  async function loadMore(question) {
    try {
      await engine.loadMore((loaded, total) => tell(words.progress(megabytes(loaded, words), megabytes(total, words))));
      // The same question again, in the place of its answer by words.
      if (turns.at(-1)?.question === question) turns = turns.slice(0, -1);
      await ask(question);
    } catch (error) {
      console.error(error);
      tell(words.unavailable, true);
    }
  }

  /** @param {string} question @param {Answer} answer */
  function tools(question, answer) {
    const address = new URL(home);
    address.searchParams.set("ask", question);
    /** @param {string} text @param {string} done */
    const copy = (text, done) => navigator.clipboard.writeText(text).then(() => say(done));
    const link = make("a", { href: address.href, onclick: (/** @type {MouseEvent} */ event) => {
      event.preventDefault();
      // Where the browser refuses, the link is followed.
      copy(address.href, words.linkCopied).then(() => flash(link, words.linkCopied), () => location.assign(address));
    } }, words.link);
    const whole = button(words.copy, () => {
      copy(asText(answer, words, root), words.copied).then(() => flash(whole, words.copied), console.error);
    });
    return make("p", { className: "faq-tools" }, whole, " ", link);
  }

  /** Say on the thing itself, for a moment, that it did its work. @param {HTMLElement} element @param {string} done */
  function flash(element, done) {
    const text = element.textContent;
    element.textContent = done;
    setTimeout(() => { element.textContent = text; }, 2000);
  }

  /** Questions to ask with a click. @param {string} title @param {string[]} texts @param {string} className */
  function questions(title, texts, className) {
    return make("div", { className, hidden: !texts.length }, make("p", {}, title), make("ul", {}, ...texts.map((text) =>
      make("li", {}, make("a", { href: `?ask=${encodeURIComponent(text)}` }, printed(text, lang))))));
  }

  engine.prepare(({ state: now, loaded, total }) => {
    if (now === "ready") tell("");
    if (now === "failed") tell(words.unavailable, true);
    if (now === "loading") tell(total ? words.progress(megabytes(loaded, words), megabytes(total, words)) : words.loading);
  });
  draw(false);
  // Typed while this script was on its way.
  if (input.value && document.activeElement === input) box.update();

  return {
    ask,
    input,
    /** Show the last answer again, after Back or a reload. */
    restore() {
      draw(true);
    },
    /** @param {string} query */
    search(query) {
      fill(query);
      input.focus();
      box.update();
    },
    lastQuestion: () => turns.at(-1)?.question,
  };
}
