/** The passages of one language, with what was known of them before a question came. */

import { LexicalField } from "./field.js";

/** @typedef {import("./lexical.js").Lang} Lang */
/** @typedef {{key: string, publisher: string, title: string, date: string, url: string}} Source */

/**
 * As a bundle holds it; see `hdh_faq.bundle`.
 * @typedef {object} PassageData
 * @property {string} text
 * @property {string} page
 * @property {string[]} headings
 * @property {string} about
 * @property {string} url
 * @property {string} as_of
 * @property {number} position
 * @property {number[]} sources places in the list of sources
 * @property {string | null} question the first that it carries
 * @property {number[]} spans start and end of each sentence, in code points, one after another
 * @property {number[]} terms places in the vocabulary and how often each stands in the document, one after another
 * @property {number[]} around places of further terms, those of its carried questions
 * @property {number} row in the index
 * @property {number} twin row of its twin in the index; -1 if there is none
 * @property {boolean} alone its section has no twin
 */

/** @typedef {{lang: Lang, vocabulary: string[], sources: Source[], passages: PassageData[]}} PagesData */

/**
 * @typedef {object} Passage
 * @property {number} place among the passages of its language
 * @property {PassageData} data
 * @property {Lang} lang
 * @property {string} document where it is, what about, then what it says
 * @property {string[]} letters its text, by code points
 * @property {[number, number][]} spans of its sentences, in code points
 * @property {Set<string>} terms of the passage, its headings and its carried questions
 * @property {Source[]} sources
 */

export class Pages {
  /** @param {PagesData} data */
  constructor({ lang, vocabulary, sources, passages }) {
    this.lang = lang;
    const counts = passages.map(({ terms }) => new Map(pairs(terms).map(([term, count]) => [vocabulary[term], count])));
    this.field = new LexicalField(counts);
    /** @type {Passage[]} */
    this.passages = passages.map((data, place) => ({
      place,
      data,
      lang,
      document: [...data.headings, data.about, data.text].filter(Boolean).join("\n"),
      letters: [...data.text],
      spans: pairs(data.spans),
      terms: new Set([...counts[place].keys(), ...data.around.map((term) => vocabulary[term])]),
      sources: data.sources.map((source) => sources[source]),
    }));
  }
}

/**
 * @param {readonly number[]} flat
 * @returns {[number, number][]}
 */
function pairs(flat) {
  return Array.from({ length: flat.length / 2 }, (_, place) => [flat[2 * place], flat[2 * place + 1]]);
}
