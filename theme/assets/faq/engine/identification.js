/** In which language something is written, as far as its words tell: French, English, or neither. */

import { fold, partsOf } from "./lexical.js";

/** @typedef {import("./lexical.js").Lang} Lang */
/** @typedef {import("./words.js").Words} Words */

const FOREIGN_LETTERS = /[ßñłąęśźżćńğışőűřěščžãõåøđ¿¡]/u;
const LONGEST_GROUP = 5;
/** Stands, among the groups of a word, for the accents that folding took away. */
const ACCENT = "\u0301";
/** Probability, before a word is read, that a question is in the language of the page on which it was asked. */
const PAGE = 0.9;
/** Log-odds that a word adds which the pages of one language alone have. */
const OWN_WORD = 1.5;
/** Log-odds of a word at most: less than those of the page, since a stray word must not change the language. */
const MOST = 2;
/** Of a word that no page has, at most: the letters of two names and a misspelling are no other language. */
const MOST_UNKNOWN = 1;
// Another language needs more, since refusing a question that we could answer is the worse mistake: this many words,
// this many of them foreign and more than are ours, and no larger share of them known from the pages.
const MIN_WORDS_OTHER = 3;
const MIN_FOREIGN = 2;
const KNOWN_SHARE = 0.6;
/** A word without its digits. */
const LETTERS = /[\p{L}\p{Nl}\p{No}]+/gu;
const LETTER = /\p{L}/gu;
/** A letter that has LATIN in its name, as Python finds it: some signs of Latin script have another. */
const LATIN =
  /[\u1d62-\u1d65\u2071\u207f\u2090-\u209c\u2c2e\u2c5e\u2c7c]|(?![\p{Lm}ªº\u212a\u212b\u2132\u214e\u2183])(?=\p{L})\p{Script=Latin}/gu;

/** The folded words of the pages, as far as they help to tell languages apart. */
export class PageWords {
  /**
   * @param {Iterable<string>} french
   * @param {Iterable<string>} english
   * @param {Words} words
   */
  constructor(french, english, words) {
    this.french = new Set(french);
    this.english = new Set(english);
    const { fr, en } = words.stopWords;
    /** Words of both languages' pages, names above all: they tell nothing. Stop words do. */
    this.names = new Set([...this.french].filter((word) => this.english.has(word) && !fr.has(word) && !en.has(word)));
  }

  /**
   * Share of `words` that a page has, in either language.
   * @param {readonly string[]} words
   * @returns {number}
   */
  share(words) {
    return words.filter((word) => this.french.has(word) || this.english.has(word)).length / words.length;
  }
}

/**
 * The likelier of French and English, or null if it is neither. Where the words hardly tell, the page decides.
 * @param {string} text
 * @param {Lang | null} pageLang language of the page on which it was asked
 * @param {PageWords} pageWords
 * @param {Words} words
 * @returns {Lang | null}
 */
export function identify(text, pageLang, pageWords, words) {
  const typed = text.match(LETTERS) ?? [];
  if (isForeignScript(text) || isForeign(text, typed.map(fold), pageWords, words)) return null;
  const logOdds = typed.reduce((sum, word) => sum + logOddsOf(word, pageWords, words), 0);
  const side = pageLang === null ? 0 : pageLang === "fr" ? 1 : -1;
  return logOdds + side * Math.log(PAGE / (1 - PAGE)) >= 0 ? "fr" : "en";
}

/**
 * How much a word speaks for French, or against it and for English.
 * @param {string} word
 * @param {PageWords} pageWords
 * @param {Words} words
 */
function logOddsOf(word, pageWords, words) {
  const folded = fold(word);
  if (pageWords.names.has(folded)) return 0;
  const [french, english] = [pageWords.french.has(folded), pageWords.english.has(folded)];
  const letters = groupsOf(word).reduce((sum, group) => sum + (words.french.get(group) ?? 0), 0) / 100;
  const most = french || english ? MOST : MOST_UNKNOWN;
  return Math.max(-most, Math.min(most, letters + OWN_WORD * (Number(french) - Number(english))));
}

/**
 * The letter groups of a word, folded, its ends marked (`_d`, `du_`), and a sign if it had accents.
 * @param {string} word
 * @returns {string[]}
 */
export function groupsOf(word) {
  const folded = fold(word);
  const groups = folded === word.toLowerCase() ? [] : [ACCENT];
  const marked = [..."_" + folded + "_"];
  for (let length = 2; length <= LONGEST_GROUP; length++) {
    for (let start = 0; start + length <= marked.length; start++) {
      groups.push(marked.slice(start, start + length).join(""));
    }
  }
  return groups;
}

/**
 * @param {string} text
 * @param {readonly string[]} folded its words
 * @param {PageWords} pageWords
 * @param {Words} words
 */
function isForeign(text, folded, pageWords, words) {
  if (folded.length < MIN_WORDS_OTHER || pageWords.share(folded) > KNOWN_SHARE) return false;
  const { fr, en } = words.stopWords;
  const ours = Math.max(...[fr, en].map((stopWords) => folded.filter((word) => stopWords.has(word)).length));
  const byLetters = partsOf(text).filter((part) => FOREIGN_LETTERS.test(part.toLowerCase())).length;
  const different = [...new Set(folded)];
  const byWords = Math.max(...words.foreign.map((common) => different.filter((word) => common.has(word)).length));
  return byLetters + byWords >= Math.max(MIN_FOREIGN, ours + 1);
}

/** @param {string} text */
function isForeignScript(text) {
  const letters = text.match(LETTER)?.length ?? 0;
  const latin = text.match(LATIN)?.length ?? 0;
  return letters - latin > letters / 2;
}
