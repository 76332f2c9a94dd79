/** The engine with what it needs: fetched when it is wanted, kept once it is there. */

import { asJson, asMeaning, fetchFile, fetchListing } from "./bundle.js";
import { readDictionary } from "./dictionary.js";
import { Faq } from "./faq.js";
import { Meaning } from "./meaning.js";
import { Pages } from "./pages.js";
import { readWords } from "./words.js";

/** @typedef {import("./lexical.js").Lang} Lang */
/** @typedef {import("./bundle.js").Listing} Listing */
/** @typedef {import("./decision.js").Ranking} Ranking */
/** @typedef {"words" | "meaning"} Kind of engine: by words alone, or by words and meaning */
/** @typedef {{question: string, lang: Lang, previous: string[]}} Asked */

/**
 * @typedef {import("./faq.js").Ground & {
 *   rankings: Record<Kind, Ranking>,
 *   alone: Record<Lang, boolean>,
 * }} Ground alone: whether the language has sections without a twin
 */

/**
 * @param {any} shared
 * @returns {Ground}
 */
export function readGround({ words, french, common, dictionaries, ranking, words_ranking, starters, alone, max_chars }) {
  const suggestions = (/** @type {[string, string][]} */ named) => named.map(([question, url]) => ({ question, url }));
  return {
    words: readWords(words, french, inFull(common)),
    dictionaries: { fr: readDictionary(dictionaries.fr), en: readDictionary(dictionaries.en) },
    starters: { fr: suggestions(starters.fr), en: suggestions(starters.en) },
    maxChars: max_chars,
    rankings: { meaning: ranking, words: words_ranking },
    alone,
  };
}

/**
 * Sorted words, of which each is written as how many letters it shares with the one before, then its other letters.
 * @param {string} coded
 */
function inFull(coded) {
  let word = "";
  const words = [...coded.matchAll(/(\d)(\D*)/gu)].map(([, shared, rest]) => (word = word.slice(0, Number(shared)) + rest));
  return words.join(" ");
}

/** What was loaded: each file once, and again only after a failure. */
export class Engine {
  /** @param {URL} place of the bundle */
  constructor(place) {
    /** @private */
    this.place = place;
    /** @private @type {Map<string, Promise<any>>} */
    this.made = new Map();
    /** @private */
    this.hasMeaning = false;
  }

  /**
   * Fetch what an answer in this language needs, and say how much of it came.
   * @param {Kind} kind
   * @param {Lang} lang
   * @param {(loaded: number, total: number) => void} onProgress
   * @returns {Promise<{more: number}>} bytes that the rest would take; 0 if there is none
   */
  async load(kind, lang, onProgress) {
    const listing = await this.listing();
    const names = kind === "words" ? ["shared", `pages-${lang}`] : ["meaning"];
    const total = names.reduce((sum, name) => sum + listing[name].bytes, 0);
    let loaded = 0;
    const onBytes = (/** @type {number} */ bytes) => onProgress((loaded += bytes), total);
    await Promise.all(names.map((name) => this.part(name, onBytes)));
    if (kind === "meaning") this.hasMeaning = true;
    await this.faq(lang);
    return { more: this.hasMeaning ? 0 : (listing.meaning?.bytes ?? 0) };
  }

  /**
   * The answer, and whether it was found by meaning or by words alone.
   * @param {Asked} asked
   */
  async ask({ question, lang, previous }) {
    const faq = await this.faq(lang);
    // A question in the other language is answered from its pages.
    const right = await this.faq(faq.langOf(question, lang));
    return { answer: right.ask(question, lang, previous), by: this.hasMeaning ? "meaning" : "words" };
  }

  /**
   * @private
   * @param {Lang} lang
   * @returns {Promise<Faq>}
   */
  async faq(lang) {
    /** @type {Ground} */
    const ground = await this.part("shared");
    const other = lang === "fr" ? "en" : "fr";
    const names = ground.alone[other] ? [lang, other] : [lang];
    const pages = await Promise.all(names.map((name) => this.part(`pages-${name}`)));
    const meaning = this.hasMeaning ? await this.part("meaning") : null;
    const ranking = ground.rankings[meaning ? "meaning" : "words"];
    return this.once(`faq ${lang} ${Boolean(meaning)}`, async () => new Faq(ground, pages, ranking, meaning));
  }

  /** @private @returns {Promise<Listing>} */
  listing() {
    return this.once("listing", () => fetchListing(this.place));
  }

  /**
   * @private
   * @param {string} name of a file of the bundle
   * @param {(bytes: number) => void} [onBytes]
   * @returns {Promise<any>} what was made of it
   */
  part(name, onBytes = () => {}) {
    return this.once(name, async () => {
      const content = await fetchFile(this.place, (await this.listing())[name], onBytes);
      if (name === "meaning") return new Meaning(asMeaning(content));
      if (name === "shared") return readGround(asJson(content));
      return new Pages(asJson(content), (await this.part("shared")).words);
    });
  }

  /**
   * @private
   * @template T
   * @param {string} name
   * @param {() => Promise<T>} make
   * @returns {Promise<T>}
   */
  once(name, make) {
    const known = this.made.get(name);
    if (known) return known;
    const made = make();
    this.made.set(name, made);
    made.catch(() => this.made.delete(name));
    return made;
  }
}
