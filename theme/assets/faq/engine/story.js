/** A text that tells a story → where in it the question may stand: `My mother is 87 and afraid. Can she refuse?`. */

import { fold, terms, WORD, wordsOf } from "./lexical.js";

/** @typedef {import("./lexical.js").Lang} Lang */
/** @typedef {import("./words.js").Words} Words */

/** Words from which a text may be more than a question. */
const LONG = 15;
/** Telling words without which the end of a sentence asks nothing. */
const MIN_TELLING = 2;
/** Ends of one long sentence that are looked at, the last ones. */
const ENDS = 2;
/** Words of a phrase that asks, at most. */
const LONGEST_ASKING = 3;
const SENTENCE_END = /(?<=[.?!…]) /u;
const CLAUSE_END = /[,;:–—] /gu;

/**
 * Where the question may stand, and the sentence before it; empty if there is none.
 * @typedef {{question: string, before: string}} Told
 */

/**
 * The sentences of a text on one line.
 * @param {string} text
 */
export function sentencesOf(text) {
  return text.split(SENTENCE_END).filter((one) => wordsOf(one).length);
}

/**
 * Where the question stands in a long text: none if that is short or asks nowhere.
 *
 * Of sentences it is the last that ends with a question mark, or the last of all. A single sentence may ask after its
 * last commas and from its last words that ask: `my son is 15 can I refuse for him`.
 * @param {string} text
 * @param {Lang} lang
 * @param {Words} words
 * @returns {Told[]}
 */
export function toldIn(text, lang, words) {
  if (wordsOf(text).length < LONG) return [];
  const parts = sentencesOf(text);
  if (parts.length > 1) {
    const asks = parts.map((one) => one.endsWith("?")).lastIndexOf(true);
    const place = asks < 0 ? parts.length - 1 : asks;
    return [{ question: parts[place], before: place ? parts[place - 1] : "" }];
  }
  const starts = [...text.matchAll(CLAUSE_END)].map((match) => match.index + match[0].length);
  const asking = [...text.matchAll(WORD)].filter((match, place) => place && asks(text.slice(match.index), lang, words));
  const all = new Set([...starts, ...asking.map((match) => match.index)]);
  const ends = [...all].sort((one, other) => one - other).map((start) => text.slice(start));
  const telling = ends.filter((end) => terms(end, lang, words).length >= MIN_TELLING);
  return telling.slice(-ENDS).map((question) => ({ question, before: "" }));
}

/**
 * Whether a text begins with words that ask.
 * @param {string} text
 * @param {Lang} lang
 * @param {Words} words
 */
function asks(text, lang, words) {
  const start = `${wordsOf(text).slice(0, LONGEST_ASKING).map(fold).join(" ")} `;
  return words.asking[lang].some((phrase) => start.startsWith(`${phrase} `));
}
