/** Words of a text, folded and stemmed. */

import { English } from "./stemmers/english.js";
import { French } from "./stemmers/french.js";

/** @typedef {"fr" | "en"} Lang */
/** @typedef {import("./words.js").Words} Words */

/** A word that begins with a capital. */
export const CAPITAL = /^\p{Uppercase}/u;
/** A word. For `match`, `matchAll` and `replace` only, which keep no place in it between two calls. */
export const WORD = /[\p{L}\p{N}]+/gu;
/** Members of a class of white space as Python has it: JavaScript's own has U+FEFF too, and lacks five controls. */
export const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const SPACES = new RegExp(`[${SPACE}]+`, "u");

const STEMMERS = { fr: new French(), en: new English() };
/** Each astral character counts as one letter where the stemmer's rules count; this stands for it. */
const ASTRAL = "\ue000";
/** The mark of the highest combining class. */
const LAST_MARK = "\u0345";

/**
 * Lower case without accents; ligatures opened.
 * @param {string} text
 * @returns {string}
 */
export function fold(text) {
  const open = text.toLowerCase().replaceAll("œ", "oe").replaceAll("æ", "ae");
  return open.normalize("NFD").replace(/\p{M}/gu, (mark) => (isCombining(mark) ? "" : mark));
}

/**
 * Whether a mark has a combining class: normalization then moves it before a mark of a higher one.
 * @param {string} mark
 */
function isCombining(mark) {
  return mark === LAST_MARK || (LAST_MARK + mark).normalize("NFD") !== LAST_MARK + mark;
}

/**
 * The words of a text, as typed.
 * @param {string} text
 * @returns {string[]}
 */
export function wordsOf(text) {
  return text.match(WORD) ?? [];
}

/**
 * What white space parts, as Python's `split()`.
 * @param {string} text
 * @returns {string[]}
 */
export function partsOf(text) {
  return text.split(SPACES).filter(Boolean);
}

/**
 * Length in code points, as Python counts.
 * @param {string} text
 * @returns {number}
 */
export function sizeOf(text) {
  return [...text].length;
}

/**
 * Stems of the words of a text that carry meaning.
 * @param {string} text
 * @param {Lang} lang
 * @param {Words} words
 * @returns {string[]}
 */
export function terms(text, lang, words) {
  const telling = wordsOf(fold(text)).filter((word) => !words.stopWords[lang].has(word));
  return telling.map((word) => stem(word, lang));
}

/**
 * @param {string} word folded
 * @param {Lang} lang
 * @returns {string}
 */
export function stem(word, lang) {
  /** @type {string[]} */
  const astral = [];
  const even = word.replace(/[\u{10000}-\u{10ffff}]/gu, (letter) => {
    astral.push(letter);
    return ASTRAL;
  });
  // No rule touches a letter that it does not name.
  return STEMMERS[lang].stem(even).replaceAll(ASTRAL, () => astral.shift() ?? "");
}
