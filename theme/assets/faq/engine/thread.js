/** A question and the ones before it → one question that can be searched. */

import { fold, partsOf, terms, WORD, wordsOf } from "./lexical.js";

/** @typedef {import("./lexical.js").Lang} Lang */
/** @typedef {import("./question.js").Question} Question */
/** @typedef {import("./words.js").Words} Words */

/** Questions before this one that are looked at. */
export const EARLIER = 3;
/** With so few telling words, a question may need the one before it. */
const SHORT = 3;

/**
 * Whether a question says by itself that it goes on from the one before: `et Visio ?`, `how long is it?`.
 *
 * It does if it opens like it, if it is short, names nothing and has a word that stands for something said, or if it has no
 * telling word.
 * @param {Question} question
 * @param {ReadonlySet<string>} names
 * @param {Words} words
 * @returns {boolean}
 */
export function leans(question, names, words) {
  const said = wordsOf(question.text).map(fold);
  const opens = said.length > 0 && words.openings[question.lang].has(said[0]);
  const points = said.some((word) => words.pronouns[question.lang].has(word)) && !said.some((word) => names.has(word));
  return ((opens || points) && isShort(question, words)) || !tells(question.text, question.lang, words);
}

/**
 * Whether it asks of all that was said, and of no name in it: `c'est vrai ?`, `what can I do?`.
 * @param {string} text
 * @param {Lang} lang
 * @param {Words} words
 */
export function asksOfAll(text, lang, words) {
  return !tells(text, lang, words) && wordsOf(text).some((word) => words.empty[lang].has(fold(word)));
}

/**
 * Whether it has a telling word, which tells something beside a question word, too.
 * @param {string} text
 * @param {Lang} lang
 * @param {Words} words
 */
function tells(text, lang, words) {
  return terms(text.replace(WORD, (word) => (words.empty[lang].has(fold(word)) ? "" : word)), lang, words).length > 0;
}

/**
 * Whether a question may go on from another without saying so: it is short and names nothing.
 * @param {Question} question
 * @param {ReadonlySet<string>} names
 * @param {Words} words
 * @returns {boolean}
 */
export function mayLean(question, names, words) {
  return isShort(question, words) && !hasName(question, names);
}

/**
 * Whether it has few telling words.
 * @param {Question} question
 * @param {Words} words
 * @returns {boolean}
 */
export function isShort(question, words) {
  return terms(question.text, question.lang, words).length <= SHORT;
}

/**
 * The question after the earlier one that it goes on from, which may itself go on from another.
 *
 * Where it brings names of its own (`et pour Visio ?`), those of the earlier one give way.
 * @param {Question} question
 * @param {readonly Question[]} earlier oldest first
 * @param {ReadonlySet<string>} names
 * @param {Words} words
 * @returns {string}
 */
export function inFull(question, earlier, names, words) {
  const last = earlier[earlier.length - 1];
  if (!last) return question.text;
  let said = leans(last, names, words) ? inFull(last, earlier.slice(0, -1), names, words) : last.text;
  if (hasName(question, names)) {
    said = partsOf(said.replace(WORD, (word) => (names.has(fold(word)) ? "" : word))).join(" ");
  }
  return `${said} ${question.text}`;
}

/**
 * @param {Question} question
 * @param {ReadonlySet<string>} names
 */
function hasName(question, names) {
  return wordsOf(question.text).some((word) => names.has(fold(word)));
}
