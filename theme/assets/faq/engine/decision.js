/** What the ranked passages amount to: an answer, something near, or a kind of silence. */

import { CAPITAL, fold, terms, WORD, wordsOf } from "./lexical.js";
import { distinct } from "./search.js";

/** @typedef {import("./dictionary.js").Dictionary} Dictionary */
/** @typedef {import("./lexical.js").Lang} Lang */
/** @typedef {import("./meaning.js").Meaning} Meaning */
/** @typedef {import("./pages.js").Pages} Pages */
/** @typedef {import("./search.js").Hit} Hit */
/** @typedef {import("./search.js").Numbers} Numbers */
/** @typedef {import("./search.js").Search} Search */
/** @typedef {import("./words.js").Words} Words */

export const MAX_PASSAGES = 3;
/** A question longer than this counts as this long. */
const MAX_TERMS = 12;
/** Inverse document frequency of a name that fewer than one passage in twenty has. */
const RARE = 3;
/** One of these stands before the first word of a sentence, if another sentence does. */
const STOPS = /[.?!…]/u;
const NUMBER = /^\p{Nd}+$/u;

/**
 * `data/ranking.json`: see `hdh_faq.ranking`.
 * @typedef {object} Ranking
 * @property {Numbers} weights
 * @property {Numbers} first
 * @property {Numbers} site
 * @property {Numbers} scope
 * @property {number} answer_from
 * @property {number} related_from
 * @property {number} in_scope_from
 */

/**
 * How a question ends.
 * @typedef {object} Decision
 * @property {string} outcome
 * @property {number} confidence probability that the first passage answers; 0 where nothing was searched
 * @property {number} answerable probability that one of the passages shown answers
 * @property {Hit[]} hits the ranking it rests on, best first; empty where nothing was searched
 * @property {Lang} lang of the answer
 * @property {Hit[]} shown what the reader sees: the best passages, without those that only repeat a better one
 * @property {string[]} lacking numbers, months and rare names of the question that the first passage does not have
 */

/**
 * A question for which nothing was searched or found.
 * @param {string} outcome
 * @param {Lang} lang
 * @returns {Decision}
 */
export function silence(outcome, lang) {
  return { outcome, confidence: 0, answerable: 0, hits: [], lang, shown: [], lacking: [] };
}

/** Decides by the fitted numbers, and by what is known of questions that no page answers. */
export class Judge {
  /**
   * @param {Ranking} ranking
   * @param {Record<Lang, Dictionary>} dictionaries
   * @param {Words} words
   * @param {Meaning | null} meaning
   */
  constructor(ranking, dictionaries, words, meaning) {
    /** @private */
    this.ranking = ranking;
    /** @private */
    this.dictionaries = dictionaries;
    /** @private */
    this.names = new Set([...dictionaries.fr.names, ...dictionaries.en.names]);
    /** @private */
    this.words = words;
    /** @private */
    this.meaning = meaning;
  }

  /**
   * @param {Search} search
   * @param {Hit[]} hits of these pages
   * @param {Pages} pages
   * @returns {Decision}
   */
  decide(search, hits, pages) {
    const { lang } = pages;
    if (!hits.length) return silence("out_of_scope", lang);
    const names = this.namesIn(search.text);
    const best = distinct(hits, MAX_PASSAGES);
    const features = this.features(search, hits, best, pages, names);
    const { first, site, scope, answer_from, related_from, in_scope_from } = this.ranking;
    const answerable = probability(site, features);
    const { when, who } = this.lacking(search, hits[0], pages);
    let outcome = "no_answer";
    // Another year, another answer; while an American giant may be called by its town.
    if (answerable >= answer_from && !when.length && !this.restsOnAGuess(search, hits[0])) outcome = "answered";
    else if (probability(scope, features) < in_scope_from && !names.size) outcome = "out_of_scope";
    else if (answerable >= related_from) outcome = "related";
    const shown = outcome === "answered" || outcome === "related" ? best : [];
    const lacking = [...when, ...who];
    return { outcome, confidence: probability(first, features), answerable, hits, lang, shown, lacking };
  }

  /**
   * What the probabilities look at: nearness of passages and of unanswered questions, shared words, length.
   * @private
   * @param {Search} search
   * @param {Hit[]} hits
   * @param {Hit[]} best of them
   * @param {Pages} pages
   * @param {ReadonlySet<string>} names in the question
   * @returns {Numbers}
   */
  features(search, hits, best, { lang, field }, names) {
    const [top] = hits;
    const asked = search.terms[lang];
    const named = new Set([...names].flatMap((name) => terms(name, lang, this.words)));
    const plain = asked.filter((term) => !named.has(term));
    const missing = [...new Set(asked)].filter((term) => !top.passage.terms.has(term));
    const isNumber = (/** @type {string} */ term) => NUMBER.test(term);
    const share = (/** @type {string[]} */ chosen, /** @type {(term: string) => boolean} */ is) =>
      chosen.length ? chosen.filter(is).length / chosen.length : 0;
    const nearest = (/** @type {string} */ name) => Math.max(...best.map((hit) => hit.signals[name] ?? 0));
    return {
      ...top.signals,
      nearest_dense_text: nearest("dense_text"),
      nearest_dense_questions: nearest("dense_questions"),
      coverage: top.coverage,
      coverage_plain: share(plain, (term) => top.passage.terms.has(term)),
      unknown: 1 - share(asked, (term) => field.has(term)),
      missing_names: missing.filter((term) => named.has(term)).length,
      missing_numbers: missing.filter(isNumber).length,
      missing_words: missing.filter((term) => !named.has(term) && !isNumber(term)).length,
      margin: top.score - hits[hits.length - 1].score,
      ...(this.meaning && search.vector && this.meaning.silence(search.vector)),
      terms: Math.min(asked.length, MAX_TERMS),
    };
  }

  /**
   * Words of the text that the pages of either language know as names.
   * @private
   * @param {string} text
   */
  namesIn(text) {
    return new Set(wordsOf(text).map(fold).filter((word) => this.names.has(word)));
  }

  /**
   * What tells one question from the next, and the first passage lacks: numbers and months; then names.
   * @private
   * @param {Search} search
   * @param {Hit} top
   * @param {Pages} pages
   */
  lacking(search, { passage }, { lang, field }) {
    const missing = new Set(search.terms[lang].filter((term) => !passage.terms.has(term)));
    /** @type {string[]} */
    const when = [];
    /** @type {string[]} */
    const who = [];
    let end = 0;
    for (const { 0: word, index } of missing.size ? search.text.matchAll(WORD) : []) {
      const folded = fold(word);
      const opens = end === 0 || STOPS.test(search.text.slice(end, index));
      const capital = CAPITAL.test(word) && !opens;
      end = index + word.length;
      if (!terms(folded, lang, this.words).some((term) => missing.has(term))) continue;
      if (this.words.months.has(folded) || (NUMBER.test(folded) && folded.length > 1)) when.push(word);
      else if (this.tells(folded, capital, lang, field)) who.push(word);
    }
    return { when, who };
  }

  /**
   * Whether a word is a name that few passages have, or none; a capital tells a name from a common word.
   * @private
   * @param {string} word
   * @param {boolean} capital
   * @param {Lang} lang
   * @param {import("./field.js").LexicalField} field
   */
  tells(word, capital, lang, field) {
    const known = Object.values(this.dictionaries).some(({ words }) => words.has(word));
    if (!known) return capital;
    const named = this.dictionaries[lang].names.has(word) && (capital || !this.words.common.has(word));
    return named && terms(word, lang, this.words).every((term) => field.rarity(term) > RARE);
  }

  /**
   * Whether one guessed word is all that the first passage shares with a question of several.
   * @private
   * @param {Search} search
   * @param {Hit} top
   */
  restsOnAGuess(search, { passage }) {
    const guessed = new Set(terms([...search.guessed].join(" "), passage.lang, this.words));
    const shared = new Set(search.terms[passage.lang].filter((term) => passage.terms.has(term)));
    return shared.size === 1 && search.terms[passage.lang].length > 1 && [...shared].every((term) => guessed.has(term));
  }
}

/**
 * What a logistic regression says of these features; `bias` is its constant.
 * @param {Numbers} regression
 * @param {Numbers} features
 */
export function probability(regression, features) {
  let logit = 0;
  for (const [name, weight] of Object.entries(regression)) logit += weight * (name === "bias" ? 1 : features[name]);
  return 1 / (1 + Math.exp(-logit));
}
