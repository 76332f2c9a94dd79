/** Ranking: signals of meaning and of words, standardised over the passages of a language and added with weights. */

import { terms } from "./lexical.js";

/** @typedef {import("./lexical.js").Lang} Lang */
/** @typedef {import("./meaning.js").Meaning} Meaning */
/** @typedef {import("./pages.js").Pages} Pages */
/** @typedef {import("./pages.js").Passage} Passage */
/** @typedef {import("./words.js").Words} Words */
/** @typedef {Record<string, number>} Numbers */

/** Share of common terms from which a passage only repeats one already shown. */
const SAME_TEXT = 0.8;
const LANGUAGES = /** @type {const} */ (["fr", "en"]);

/**
 * A question as it is searched.
 * @typedef {object} Search
 * @property {string} text its words: mended, after those of an earlier question where it goes on from one
 * @property {Float64Array | null} vector null while only words are searched
 * @property {Record<Lang, string[]>} terms their stems, in each language
 * @property {Set<string>} guessed folded words that were put in the place of misspelt ones
 * @property {boolean} [part] it is only the part of what was typed that asks
 */

/**
 * A ranked passage.
 * @typedef {object} Hit
 * @property {Passage} passage
 * @property {number} score in standard deviations over the passages of the language
 * @property {Numbers} signals the raw value of each
 * @property {number} coverage share of the question's terms, by inverse document frequency, that the passage or its
 *   carried questions have
 */

/**
 * @param {import("./mending.js").Mended} mended
 * @param {Meaning | null} meaning
 * @param {Words} words
 * @returns {Search}
 */
export function searchOf({ text, guessed }, meaning, words) {
  const [fr, en] = LANGUAGES.map((lang) => terms(text, lang, words));
  return { text, vector: meaning && meaning.vector(text), terms: { fr, en }, guessed };
}

/**
 * The best passages of one language, best first.
 * @param {Search} search
 * @param {Pages} pages
 * @param {Meaning | null} meaning
 * @param {number} count
 * @param {Numbers} weights of the signals
 * @returns {Hit[]}
 */
export function rank(search, pages, meaning, count, weights) {
  const asked = search.terms[pages.lang];
  const signals = /** @type {Record<string, Float64Array>} */ ({
    ...(meaning && search.vector && meaning.signals(pages, search.vector)),
    bm25_text: pages.field.scores(asked),
    bm25_asked: pages.askedField.scores(asked),
  });
  const fused = new Float64Array(pages.passages.length);
  for (const [name, weight] of Object.entries(weights)) {
    standardise(signals[name]).forEach((value, place) => (fused[place] += weight * value));
  }
  const best = [...fused.keys()].sort((one, other) => fused[other] - fused[one] || one - other).slice(0, count);
  return best.map((place) => ({
    passage: pages.passages[place],
    score: fused[place],
    signals: Object.fromEntries(Object.keys(weights).map((name) => [name, signals[name][place]])),
    coverage: coverage(asked, pages, pages.passages[place]),
  }));
}

/**
 * The best passages that do not only repeat a better one.
 * @param {readonly Hit[]} hits
 * @param {number} most
 * @returns {Hit[]}
 */
export function distinct(hits, most) {
  /** @type {Hit[]} */
  const kept = [];
  for (const hit of hits) {
    if (kept.length === most) break;
    const own = hit.passage.terms;
    const repeats = kept.some(({ passage: { terms: other } }) => {
      const common = [...own].filter((term) => other.has(term)).length;
      return common >= SAME_TEXT * Math.min(own.size, other.size);
    });
    if (!repeats) kept.push(hit);
  }
  return kept;
}

/**
 * Z-scores; all zero where the values do not differ.
 * @param {Float64Array} values
 */
function standardise(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return values.map((value) => (spread > 0 ? (value - mean) / spread : 0));
}

/**
 * @param {readonly string[]} asked
 * @param {Pages} pages
 * @param {Passage} passage
 */
function coverage(asked, pages, passage) {
  let found = 0;
  let total = 0;
  for (const term of new Set(asked)) {
    const rarity = pages.field.rarity(term);
    total += rarity;
    if (passage.terms.has(term)) found += rarity;
  }
  return total ? found / total : 0;
}
