/** What a visitor typed: cleaned, its language found, its personal data masked. */

import { identify } from "./identification.js";
import { fold, partsOf, sizeOf, SPACE, wordsOf } from "./lexical.js";
import { masked, withoutMasks } from "./personal-data.js";

/** @typedef {import("./identification.js").PageWords} PageWords */
/** @typedef {import("./lexical.js").Lang} Lang */
/** @typedef {import("./words.js").Words} Words */

/**
 * A question ready to be searched.
 * @typedef {object} Question
 * @property {string} text on one line, without invisible characters, personal data masked
 * @property {Lang} lang language to answer in
 * @property {boolean} otherLanguage it is written in neither French nor English
 * @property {boolean} personalData something was masked; the text must be neither searched nor kept
 * @property {boolean} tooLong only its beginning is kept
 */

/** What is kept of a question that is too long, in code points. */
const EXCERPT_CHARS = 80;
/** What Unicode 14, which the Python of the server knows, had not assigned, where browsers may know characters. */
const NEWER =
  "\u088f\u0892-\u0897\u0c5b-\u0c5c\u0cd7-\u0cdc\u0cf3-\u0cff\u0ece-\u0ecf\u1acf-\u1aff\u1b4d-\u1b4f\u1b7f" +
  "\u1c89-\u1c8f\u20c1-\u20cf\u2427-\u243f\u2b96\u2ffc-\u2fff\u31e4-\u31ef\ua7cb-\ua7cf\ua7d2\ua7d4" +
  "\ua7da-\ua7f1\ufbc3-\ufbd2\ufd90-\ufd91\ufdc8-\ufdce\u{105bd}-\u{105ff}\u{10940}-\u{1097f}" +
  "\u{10d3a}-\u{10e5f}\u{10eb2}-\u{10eff}\u{1123f}-\u{1127f}\u{11375}-\u{113ff}\u{116ca}-\u{116ff}" +
  "\u{11af9}-\u{11bff}\u{11daa}-\u{11edf}\u{11ef9}-\u{11faf}\u{1342f}\u{13439}-\u{143ff}\u{14647}-\u{167ff}" +
  "\u{16b90}-\u{16e3f}\u{16e9b}-\u{16eff}\u{16ff2}-\u{16fff}\u{187f8}-\u{187ff}\u{18cd6}-\u{18cff}" +
  "\u{18d09}-\u{1afef}\u{1b123}-\u{1b14f}\u{1b153}-\u{1b163}\u{1bca4}-\u{1ceff}\u{1d246}-\u{1d2df}" +
  "\u{1df1f}-\u{1dfff}\u{1e02b}-\u{1e0ff}\u{1e300}-\u{1e7df}\u{1f6d8}-\u{1f6dc}\u{1f774}-\u{1f77f}" +
  "\u{1f7d9}-\u{1f7df}\u{1f8b2}-\u{1f8ff}\u{1fa54}-\u{1fa5f}\u{1fa75}-\u{1fa77}\u{1fa87}-\u{1fa8f}" +
  "\u{1faad}-\u{1faaf}\u{1fabb}-\u{1fabf}\u{1fac6}-\u{1facf}\u{1fada}-\u{1fadf}\u{1fae8}-\u{1faef}" +
  "\u{1faf7}-\u{1faff}\u{1fbcb}-\u{1fbef}\u{1fbfa}-\u{1ffff}\u{2b739}-\u{2b73f}\u{2cea2}-\u{2ceaf}" +
  "\u{2ebe1}-\u{2f7ff}\u{3134b}-\u{e0000}";
const INVISIBLE = new RegExp(`(?![${SPACE}])[\\p{C}${NEWER}]`, "gu");

/**
 * Clean what was typed and find its language; `pageLang` decides where the words hardly do.
 *
 * Of a text longer than `maxChars` no more than an excerpt is looked at.
 * @param {string} raw
 * @param {Lang | null} pageLang
 * @param {PageWords} pageWords
 * @param {Words} words
 * @param {number} [maxChars] in code points
 * @returns {Question}
 */
export function readQuestion(raw, pageLang, pageWords, words, maxChars = 1000) {
  let text = clean(raw);
  const tooLong = sizeOf(text) > maxChars;
  if (tooLong) text = [...text].slice(0, EXCERPT_CHARS).join("") + "…";
  const safe = masked(text, words);
  const lang = identify(withoutMasks(safe, words), pageLang, pageWords, words);
  return {
    text: safe,
    lang: lang ?? pageLang ?? "fr",
    otherLanguage: lang === null,
    personalData: safe !== text,
    tooLong,
  };
}

/**
 * One line, composed (NFC), without control, format, private-use or unassigned characters.
 * @param {string} raw
 * @returns {string}
 */
export function clean(raw) {
  return partsOf(raw.replace(INVISIBLE, "").normalize("NFC")).join(" ");
}

/**
 * Whether there is nothing in it that could be searched.
 * @param {Question} question
 * @returns {boolean}
 */
export function isEmpty(question) {
  return (question.text.match(/[\p{L}\p{N}]/gu)?.length ?? 0) < 2;
}

/**
 * Whether it has only words of politeness.
 * @param {Question} question
 * @param {Words} words
 * @returns {boolean}
 */
export function isGreeting(question, words) {
  const said = wordsOf(fold(question.text));
  return said.some((word) => words.greetings.has(word)) && said.every((word) => words.polite.has(word));
}
