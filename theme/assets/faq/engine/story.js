/** A text that tells a story → where in it the question may stand: `My mother is 87 and afraid. Can she refuse?`. */

import { LONGEST_NAME } from "./dictionary.js";
import { fold, terms, WORD, wordsOf } from "./lexical.js";
import { endOf, isPolite } from "./mending.js";
import { asksOfAll } from "./thread.js";

/** @typedef {import("./dictionary.js").Dictionary} Dictionary */
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
 * Where the question may stand, the sentence before it, and the names before it; empty if there are none.
 * @typedef {{question: string, before: string, names: string}} Told
 */

/**
 * The sentences of a text on one line that are more than greetings and thanks.
 * @param {string} text
 * @param {Words} words
 */
export function sentencesOf(text, words) {
  return text.split(SENTENCE_END).filter((one) => !isPolite(one, words));
}

/**
 * Where the question stands in a long text: none if that is short or asks nowhere.
 *
 * Of sentences it is the last that ends with a question mark, or the last of all. A single sentence may ask after its
 * last commas and from its last words that ask: `my son is 15 can I refuse for him`.
 * @param {string} text
 * @param {Dictionary} dictionary
 * @param {Lang} lang
 * @param {Words} words
 * @returns {Told[]}
 */
export function toldIn(text, dictionary, lang, words) {
  if (wordsOf(text).length < LONG) return [];
  const parts = sentencesOf(text, words);
  if (parts.length > 1) {
    const asks = parts.map((one) => one.endsWith("?")).lastIndexOf(true);
    const place = asks < 0 ? parts.length - 1 : asks;
    const before = parts.slice(0, place);
    const names = namesIn(before.join(" "), dictionary, lang, words)(Infinity);
    return [{ question: parts[place], before: before.at(-1) ?? "", names }];
  }
  const asking = askingIn(text, lang, words);
  if (asking.includes(0)) return [];
  const clauses = [...text.matchAll(CLAUSE_END)].map((match) => match.index + match[0].length);
  const starts = [...new Set([...clauses, ...asking])].sort((one, other) => one - other);
  const names = namesIn(text, dictionary, lang, words);
  /** @type {Told[]} */
  const ends = [];
  for (const start of starts.reverse()) {
    const end = { question: text.slice(start), before: "", names: names(start) };
    if (tells(end, lang, words)) ends.unshift(end);
    if (ends.length === ENDS) break;
  }
  return ends;
}

/**
 * Whether it says what it asks about, or points back to what is named before it.
 * @param {Told} end
 * @param {Lang} lang
 * @param {Words} words
 */
function tells({ question, names }, lang, words) {
  if (asksOfAll(question, lang, words)) return false;
  if (names && wordsOf(question).some((word) => words.pronouns[lang].has(fold(word)))) return true;
  return terms(question, lang, words).length >= MIN_TELLING;
}

/**
 * What gives the names before a place of the text, of one word or several; a common word is none by itself.
 * @param {string} text
 * @param {Dictionary} dictionary
 * @param {Lang} lang
 * @param {Words} words
 * @returns {(end: number) => string}
 */
function namesIn(text, dictionary, lang, words) {
  const found = [...text.matchAll(WORD)];
  const folded = found.map(([word]) => fold(word));
  const isCommon = (/** @type {string} */ word) => words.common.has(word) || words.stopWords[lang].has(word);
  /** @type {[number, number][]} */
  const runs = folded.flatMap((word, at) => (dictionary.names.has(word) && !isCommon(word) ? [[at, at + 1]] : []));
  for (let count = 2; count <= LONGEST_NAME; count++) {
    for (let at = 0; at <= folded.length - count; at++) {
      if (dictionary.joined.has(folded.slice(at, at + count).join(""))) runs.push([at, at + count]);
    }
  }
  return (end) => {
    /** @type {boolean[]} */
    const named = new Array(found.length).fill(false);
    for (const [start, stop] of runs) if (endOf(found[stop - 1]) <= end) named.fill(true, start, stop);
    return found.filter((_, place) => named[place]).map(([word]) => word).join(" ");
  };
}

/**
 * Where words begin that ask, the first of those beside each other: 0 if the whole text asks.
 * @param {string} text
 * @param {Lang} lang
 * @param {Words} words
 */
function askingIn(text, lang, words) {
  const found = [...text.matchAll(WORD)];
  const asking = found.map((match) => asks(text.slice(match.index), lang, words));
  return found.flatMap(({ index }, place) => (asking[place] && !asking[place - 1] ? [place && index] : []));
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
