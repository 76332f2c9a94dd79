/** The passages of one language, with what was known of them before a question came. */

import { LexicalField } from "./field.js";
import { fold, stem, terms, wordsOf } from "./lexical.js";

/** @typedef {import("./lexical.js").Lang} Lang */
/** @typedef {import("./words.js").Words} Words */
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
 * @property {number[]} spans start and end of each sentence or row, in code points, one after another
 * @property {string} asked stems of the questions that it carries, after blanks, each as often as it stands there
 * @property {number} row in the index
 * @property {number} twin row of its twin in the index; -1 if there is none
 * @property {boolean} alone its section has no twin
 * @property {number[]} [numbers] for each line, the number of the step that it is, or 0
 */

/** @typedef {{lang: Lang, sources: Source[], passages: PassageData[]}} PagesData */
/** @typedef {{text: string, terms: Set<string>}} Sentence */

/**
 * @typedef {object} Passage
 * @property {number} place among the passages of its language
 * @property {PassageData} data
 * @property {Lang} lang
 * @property {string} document where it is, what about, then what it says
 * @property {[number, number][]} spans of its sentences, in code points
 * @property {() => Sentence[]} sentences made when the passage is first shown; of a table, its rows
 * @property {() => Set<string>} around terms of its headings and its table's, and of its carried questions; made likewise
 * @property {Set<string>} terms of the passage, its headings and its carried questions
 * @property {Source[]} sources
 */

export class Pages {
  /**
   * @param {PagesData} data
   * @param {Words} words
   */
  constructor({ lang, sources, passages }, words) {
    this.lang = lang;
    const documents = passages.map(({ headings, about, text }) => [...headings, about, text].filter(Boolean).join("\n"));
    const counts = countTerms(documents, lang, words);
    const asked = passages.map((passage) => passage.asked.split(" ").filter(Boolean));
    this.field = new LexicalField(counts);
    /** With the questions that they carry. */
    this.askedField = new LexicalField(counts.map((own, place) => withTerms(own, asked[place])));
    /** @type {Passage[]} */
    this.passages = passages.map((data, place) => ({
      place,
      data,
      lang,
      document: documents[place],
      spans: pairs(data.spans),
      sentences: once(() => sentencesOf(data, lang, words)),
      around: once(() => new Set([...terms([...data.headings, data.about, ...tableHeads(data.text)].join("\n"), lang, words), ...asked[place]])),
      terms: new Set([...counts[place].keys(), ...asked[place]]),
      sources: data.sources.map((source) => sources[source]),
    }));
  }
}

/**
 * How often each stem stands in each text; a word is stemmed once, however often it stands there.
 * @param {readonly string[]} texts
 * @param {Lang} lang
 * @param {Words} words
 */
function countTerms(texts, lang, words) {
  /** @type {Map<string, string>} */
  const stems = new Map();
  return texts.map((text) => {
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const word of wordsOf(fold(text))) {
      if (words.stopWords[lang].has(word)) continue;
      const known = stems.get(word) ?? stem(word, lang);
      stems.set(word, known);
      counts.set(known, (counts.get(known) ?? 0) + 1);
    }
    return counts;
  });
}

/**
 * @param {ReadonlyMap<string, number>} counts
 * @param {readonly string[]} terms to be counted, too
 */
function withTerms(counts, terms) {
  const all = new Map(counts);
  for (const term of terms) all.set(term, (all.get(term) ?? 0) + 1);
  return all;
}

/**
 * @param {PassageData} data
 * @param {Lang} lang
 * @param {Words} words
 * @returns {Sentence[]}
 */
function sentencesOf(data, lang, words) {
  const letters = [...data.text];
  return pairs(data.spans).map(([start, end]) => {
    const text = letters.slice(start, end).join("");
    return { text, terms: new Set(terms(text, lang, words)) };
  });
}

/** The heading rows of the tables in a text. @param {string} text */
function tableHeads(text) {
  return text.split("\n").filter((line, at, lines) => line.includes("\t") && !lines[at - 1]?.includes("\t"));
}

/**
 * What is made when it is first asked for, and kept.
 * @template T
 * @param {() => T} make
 * @returns {() => T}
 */
function once(make) {
  /** @type {T | undefined} */
  let made;
  return () => (made ??= make());
}

/**
 * @param {readonly number[]} flat
 * @returns {[number, number][]}
 */
function pairs(flat) {
  return Array.from({ length: flat.length / 2 }, (_, place) => [flat[2 * place], flat[2 * place + 1]]);
}
