/** An answer on the screen: first the paragraphs that answer, then all that proves and surrounds them, folded. */

import { button, make } from "./make.js";
import { answeringLines, answeringText, inUnits, wholeText } from "./passage-view.js";
import { inWords } from "./words.js";

/**
 * @typedef {{key: string, publisher: string, title: string, date: string, url: string}} Source
 * @typedef {{text: string, page: string, heading: string, url: string, lang: string, as_of: string, score: number,
 *   highlights: [number, number][], sources: Source[], numbers?: number[]}} Passage numbers: of steps, for each line
 * @typedef {{question: string, read_as: string | null, lang: string, outcome: string, abstained: boolean, confidence: number, message: string,
 *   passages: Passage[], suggestions: {question: string, url: string}[]}} Answer as the project's README describes it
 * @typedef {import("./words.js").Words} Words
 */

const SHOWN_SOURCES = 3; // the others are folded: a telephone shows the whole first answer

/**
 * @param {Answer} answer
 * @param {Words} words
 * @param {URL} root where addresses in answers start; the site may live in a folder
 * @returns {HTMLElement[]}
 */
export function answerView(answer, words, root) {
  const message = make("p", { className: answer.abstained ? "faq-message" : "faq-note" }, answer.message);
  const [first, ...others] = answer.passages;
  if (!first) return [message];
  const headings = answer.passages.map(({ heading }) => heading);
  /** One line: the heading that the passage stands under, and its page where others have the same. @param {Passage} passage */
  const fold = (passage) => {
    const isOne = headings.indexOf(passage.heading) === headings.lastIndexOf(passage.heading);
    return folded(isOne ? passage.heading : place(passage), passage, words, root);
  };
  // What is only near promises nothing: it is folded, each passage to its place.
  if (answer.outcome === "related") {
    return [message, make("details", { className: "faq-nearest" }, make("summary", {}, words.nearest),
      ...answer.passages.map(fold))];
  }
  return [firstPassage(first, words, root), ...others.map(fold), message];
}

/** @param {Passage} passage @param {Words} words @param {URL} root */
function firstPassage(passage, words, root) {
  const spans = inUnits(passage.text, passage.highlights);
  const lead = answeringText(passage, spans);
  const isWhole = lead.map((element) => element.textContent).join("").length >= passage.text.replace(/[\t\n]/g, "").trim().length;
  const rest = wholeText(passage, lead.length ? spans : []);
  return article(passage, words, root, make("div", { className: "faq-lead" }, ...(lead.length ? lead : rest)),
    lead.length && !isWhole && make("details", { className: "faq-whole" }, make("summary", {}, words.whole), ...rest));
}

/** @param {string} title @param {Passage} passage @param {Words} words @param {URL} root */
function folded(title, passage, words, root) {
  const text = wholeText(passage, inUnits(passage.text, passage.highlights));
  return make("details", { className: "faq-more" }, make("summary", { lang: passage.lang }, title), article(passage, words, root, ...text));
}

/** @param {Passage} passage @param {Words} words @param {URL} root @param {...(HTMLElement | false | 0)} text */
function article(passage, words, root, ...text) {
  const link = make("a", { href: resolve(passage.url, root) }, place(passage));
  return make("article", { className: "faq-passage", lang: passage.lang }, ...text,
    make("p", { className: "faq-place" }, link, passage.as_of && make("span", { lang: words.locale }, ` · ${words.checked} ${inWords(passage.as_of, words)}`)),
    ...sourceLists(passage.sources, words));
}

/** @param {Source[]} sources @param {Words} words @returns {(HTMLElement | 0)[]} */
function sourceLists(sources, words) {
  /** @param {Source[]} some @param {number} start */
  const list = (some, start) => make("ol", { className: "faq-sources", start, "aria-label": words.sources }, ...some.map((source) =>
    make("li", {}, source.publisher ? `${source.publisher}, ` : "",
      source.url ? make("a", { href: source.url, rel: "noreferrer" }, source.title || source.publisher) : source.title,
      ` (${inWords(source.date, words)})`)));
  if (!sources.length) return [];
  // One alone is not worth a fold.
  const shown = sources.length > SHOWN_SOURCES + 1 ? SHOWN_SOURCES : sources.length;
  const rest = sources.slice(shown);
  return [list(sources.slice(0, shown), 1),
    rest.length && make("details", { className: "faq-more-sources" }, make("summary", {}, words.moreSources(rest.length)), list(rest, shown + 1))];
}

/** @param {Passage} passage */
function place({ page, heading }) {
  return heading === page ? page : `${page} › ${heading}`;
}

/** @param {string} address @param {URL} root */
function resolve(address, root) {
  return new URL(address.replace(/^\//, ""), root).href;
}

/**
 * The answer as a text to be pasted, with its source and address.
 * @param {Answer} answer @param {Words} words @param {URL} root
 */
export function asText(answer, words, root) {
  const [first] = answer.passages;
  if (!first) return answer.message;
  const lines = answeringLines(first, inUnits(first.text, first.highlights));
  const checked = first.as_of ? ` (${words.checked} ${inWords(first.as_of, words)})` : "";
  const sources = first.sources.map(({ publisher, title, date, url }) => `- ${publisher}, ${title} (${inWords(date, words)}) ${url}`.trimEnd());
  return [...(lines.length ? lines : [first.text]), "", `${place(first)}${checked}`, resolve(first.url, root), ...(sources.length ? ["", words.sources, ...sources] : [])].join("\n");
}

/** What the question was taken for, and the way back. @param {string} readAs @param {Words} words @param {() => void} undo */
export function readAsView(readAs, words, undo) {
  return make("p", { className: "faq-read" }, `${words.readAs} `, make("q", {}, readAs), " ", button(words.undo, undo));
}
