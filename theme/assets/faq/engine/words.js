/** The words that decide, from the packaged data; every room that needs them is handed them. */

import { fold, SPACE, wordsOf } from "./lexical.js";

/** @typedef {import("./lexical.js").Lang} Lang */
/** @typedef {Record<Lang, Set<string>>} ByLang */

/**
 * `data/words.json`.
 * @typedef {object} WordData
 * @property {Record<Lang, string>} stop_words
 * @property {Record<Lang, string>} openings
 * @property {Record<Lang, string>} pronouns
 * @property {Record<Lang, string>} empty
 * @property {Record<Lang, string>} asking
 * @property {Record<string, string>} foreign
 * @property {Record<Lang, Record<string, string>>} shorthand
 * @property {string} greetings
 * @property {string} around_greetings
 * @property {Record<string, string>} look_alike
 * @property {{pattern: string, mask: string, check?: "nir" | "iban" | "luhn"}[]} personal
 * @property {Record<Lang, string>} months
 * @property {Record<Lang, string>} lacking
 * @property {Record<Lang, string>} quoted
 * @property {Record<string, Record<Lang, string>>} messages
 */

/**
 * All but the messages are folded: lower case, no accents.
 * @typedef {object} Words
 * @property {ByLang} stopWords words that carry no subject, question words among them; unstemmed
 * @property {ByLang} openings first words of a question that goes on from another
 * @property {ByLang} pronouns words that stand for something said before
 * @property {ByLang} empty words that tell nothing beside a question word
 * @property {Record<Lang, string[]>} asking words and phrases that ask, wherever in a sentence they stand
 * @property {Set<string>[]} foreign for each of some other languages in Latin letters, its common words
 * @property {Record<Lang, Map<string, string>>} shorthand what is typed in haste or by ear, and what it stands for
 * @property {Set<string>} greetings words that greet, thank or beg
 * @property {Set<string>} polite these, and what stands beside them: `à tous`, `d'avance`, `good`
 * @property {Map<string, string>} lookAlike digits, dashes and spaces of all kinds, capitals, and what they are read
 *   as where personal data is looked for; one place each
 * @property {{pattern: RegExp, mask: string, check?: "nir" | "iban" | "luhn"}[]} personal what a personal datum looks
 *   like, what takes its place, and what must hold besides
 * @property {Set<string>} months that are no other word: one may also ask whether one may
 * @property {Record<Lang, string>} lacking what is said of `{words}` of a question that the first passage does not have
 * @property {Record<Lang, string>} quoted how one `{word}` is quoted
 * @property {Record<string, Record<Lang, string>>} messages for an outcome, the sentence for the reader
 * @property {Map<string, number>} french letter groups that speak for French (positive) or English (negative), in
 *   hundredths of log-odds
 * @property {Set<string>} common words of French and English that are words, whether or not a page has them
 */

/**
 * @param {WordData} data `data/words.json`
 * @param {Record<string, number>} french `data/french.json`
 * @param {string} common `data/common-words.txt`
 * @returns {Words}
 */
export function readWords(data, french, common) {
  const stopWords = byLang(data.stop_words);
  const greetings = setOf(data.greetings);
  return {
    stopWords,
    openings: byLang(data.openings),
    pronouns: byLang(data.pronouns),
    empty: byLang(data.empty),
    asking: { fr: data.asking.fr.split(", "), en: data.asking.en.split(", ") },
    foreign: Object.values(data.foreign).map((text) => {
      const ours = (/** @type {string} */ word) => stopWords.fr.has(word) || stopWords.en.has(word);
      return new Set([...setOf(text)].filter((word) => !ours(word)));
    }),
    shorthand: { fr: mapOf(data.shorthand.fr), en: mapOf(data.shorthand.en) },
    greetings,
    polite: new Set([...greetings, ...setOf(data.around_greetings)]),
    lookAlike: new Map(
      Object.entries(data.look_alike).flatMap(([plain, signs]) => [...signs].map((sign) => [sign, plain])),
    ),
    personal: data.personal.map(({ pattern, mask, check }) => ({ pattern: expression(pattern), mask, check })),
    months: new Set(wordsOf(fold(Object.values(data.months).join(" "))).filter((month) => month.length > "may".length)),
    lacking: data.lacking,
    quoted: data.quoted,
    messages: data.messages,
    french: mapOf(french),
    common: setOf(common),
  };
}

/**
 * A Map, since an object has names of its own that a visitor may type: `constructor`.
 * @template T
 * @param {Record<string, T>} record
 * @returns {Map<string, T>}
 */
export function mapOf(record) {
  return new Map(Object.entries(record));
}

/** @param {string} text */
function setOf(text) {
  return new Set(text.split(/\s+/u).filter(Boolean));
}

/** @param {Record<Lang, string>} lists */
function byLang(lists) {
  return { fr: setOf(lists.fr), en: setOf(lists.en) };
}

/**
 * A regular expression of Python's. In JavaScript white space is another class, and a quote must not be escaped.
 * @param {string} pattern whose `\s` stands within a class
 */
function expression(pattern) {
  return new RegExp(pattern.replaceAll("\\s", SPACE).replaceAll('\\"', '"'), "gu");
}
