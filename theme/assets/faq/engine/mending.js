/** What was typed → what is searched: politeness left out, shorthand written out, names and misspelt words mended. */

import { LONGEST_NAME, MIN_USES } from "./dictionary.js";
import { CAPITAL, fold, sizeOf, WORD, wordsOf } from "./lexical.js";
import { distance, Speller } from "./spelling.js";

/** @typedef {import("./dictionary.js").Dictionary} Dictionary */
/** @typedef {import("./lexical.js").Lang} Lang */
/** @typedef {import("./words.js").Words} Words */

/** Letters of a name that may be put together from neighbouring words: `scale way`. */
const MIN_JOINED = 6;
const ACRONYM =
  /(?<![\p{L}\p{N}_])(?:[\p{L}\p{Nl}\p{No}]\.){2,}(?:[\p{L}\p{Nl}\p{No}](?![\p{L}\p{N}_]))?/gu;

/**
 * A text as it is searched; `guessed` are the folded words that stand in the place of misspelt ones.
 * @typedef {{text: string, guessed: Set<string>}} Mended
 */

/** Mends the questions of one language by the words of its pages. */
export class Mender {
  /**
   * Learn the words and names of the pages.
   * @param {Dictionary} dictionary
   * @param {Lang} lang
   * @param {Words} words
   */
  constructor(dictionary, lang, words) {
    /** @private */
    this.dictionary = dictionary;
    /** @private */
    this.shorthand = words.shorthand[lang];
    /** @private */
    this.words = words;
    /**
     * As the pages write them: `hebergeur` → `hébergeur`, `cloud act` → `Cloud Act`.
     * @private
     */
    this.written = new Map(dictionary.written);
    for (const name of dictionary.joined.values()) {
      const parts = name.split(" ").map((word) => dictionary.written.get(word) ?? word[0].toUpperCase() + word.slice(1));
      this.written.set(name, parts.join(" "));
    }
    const counts = new Map(dictionary.words);
    for (const name of dictionary.joined.keys()) counts.set(name, MIN_USES);
    /** @private */
    this.speller = new Speller(counts, lang, words);
    /**
     * Of names of three words, which ones stand at a place beside the two others.
     * @private
     * @type {Map<string, string[]>}
     */
    this.third = new Map();
    for (const name of dictionary.joined.values()) {
      const parts = name.split(" ");
      for (const [place, part] of parts.length === LONGEST_NAME ? parts.entries() : []) {
        const beside = without(parts, place);
        this.third.set(beside, [...(this.third.get(beside) ?? []), part]);
      }
    }
  }

  /**
   * The text as it is searched; what is right stays as typed.
   * @param {string} text
   * @returns {Mended}
   */
  mend(text) {
    /** @type {Set<string>} */
    const guessed = new Set();
    const known = withoutPoliteness(plain(text), this.words).replace(WORD, (typed, place, whole) => {
      // A capital in the middle of a text is a name (`in R`), also if it is one letter.
      const isName = sizeOf(typed) === 1 && CAPITAL.test(typed) && place > 0;
      return isName || whole[place + typed.length] === "'" ? typed : this.writtenOut(typed);
    });
    const named = this.withNames(known);
    const folded = wordsOf(named).map(fold);
    let number = 0;
    const mended = named.replace(WORD, (typed) => {
      const place = number++;
      const right = this.vouched(folded, place) ?? this.speller.correction(typed);
      if (!right) return typed;
      const word = this.dictionary.joined.get(right) ?? right;
      folded[place] = word;
      for (const part of word.split(" ")) guessed.add(part);
      return this.written.get(word) ?? word;
    });
    return { text: mended, guessed };
  }

  /**
   * What a word was meant to be by its neighbours, two words of a name of three (`hell data hub`); null if they do not
   * tell.
   * @private
   * @param {readonly string[]} typed
   * @param {number} number
   */
  vouched(typed, number) {
    if (this.dictionary.words.has(typed[number])) return null;
    for (let place = Math.min(LONGEST_NAME - 1, number); place >= 0; place--) {
      const window = typed.slice(number - place, number - place + LONGEST_NAME);
      const edits = (/** @type {string} */ word) => distance([...typed[number]], [...word]);
      const [meant] = (this.third.get(without(window, place)) ?? []).toSorted((one, other) => edits(one) - edits(other));
      if (meant && 2 * edits(meant) <= sizeOf(meant) + 1) return meant;
    }
    return null;
  }

  /**
   * Shorthand in full (`pk` → `pourquoi`), and names written as one word in several (`cloudact`).
   * @private
   * @param {string} typed
   */
  writtenOut(typed) {
    const word = fold(typed);
    // `cé` is no “ce”.
    const known = this.shorthand.get(typed.toLowerCase()) ?? this.shorthand.get(word);
    const joined = this.dictionary.joined.get(word);
    return known ?? this.written.get(joined ?? "") ?? typed;
  }

  /**
   * Names written apart joined (`sec num cloud`), if the pages know the whole and it is no common word.
   * @private
   * @param {string} text
   */
  withNames(text) {
    const found = [...text.matchAll(WORD)];
    // What is elided before an apostrophe is no part of a name: `l'égalité` is not “légalité”.
    const folded = found.map((match) => fold(match[0]) + (text[endOf(match)] === "'" ? "'" : ""));
    let joined = "";
    let end = 0;
    for (let number = 0; number < found.length; ) {
      const run = found.slice(number, number + this.joins(folded.slice(number, number + LONGEST_NAME)));
      joined += text.slice(end, run[0].index) + run.map(([word]) => word).join("");
      end = endOf(run[run.length - 1]);
      number += run.length;
    }
    return joined + text.slice(end);
  }

  /**
   * How many of these neighbouring words, from the first on, are one name written apart; 1 if none.
   * @private
   * @param {readonly string[]} folded
   */
  joins(folded) {
    const words = this.dictionary.words;
    for (let count = folded.length; count > 1; count--) {
      const parts = folded.slice(0, count);
      const whole = parts.join("");
      const known = (words.get(whole) ?? 0) >= MIN_USES && sizeOf(whole) >= MIN_JOINED;
      // What is written apart in two words of the pages is two words: `la suite`.
      if (known && !this.words.common.has(whole) && !parts.every((part) => words.has(part))) return count;
    }
    return 1;
  }
}

/**
 * Compatible forms made one (NFKC), apostrophes straight, acronyms without their dots.
 * @param {string} text
 */
function plain(text) {
  // Apostrophes first: NFKC makes of the acute accent that some type for one a blank and a combining mark.
  const straight = text.replace(/[\u02bc\u02b9\u2018\u2019\u00b4`]/gu, "'").normalize("NFKC");
  return straight.replace(ACRONYM, (acronym) => acronym.replaceAll(".", ""));
}

/**
 * The text without greetings before it and thanks after it; all of it if nothing else is there.
 * @param {string} text
 * @param {Words} words
 */
function withoutPoliteness(text, words) {
  const found = [...text.matchAll(WORD)];
  const said = found.map(([word]) => fold(word));
  const first = politeWords(said, words);
  const last = said.length - politeWords(said.reverse(), words);
  if (first >= last) return text;
  return text.slice(found[first].index, found[last]?.index).replace(/[ ,;]+$/u, "");
}

/**
 * Whether a text is nothing but greetings and thanks: `Merci d'avance pour votre réponse.`
 * @param {string} text
 * @param {Words} words
 */
export function isPolite(text, words) {
  const said = wordsOf(text).map(fold);
  return politeWords(said, words) + politeWords(said.toReversed(), words) >= said.length;
}

/**
 * How many words politeness takes up at this end: up to the last greeting that only its like stand around.
 * @param {readonly string[]} said
 * @param {Words} words
 */
function politeWords(said, words) {
  const other = said.findIndex((word) => !words.polite.has(word));
  const polite = other < 0 ? said : said.slice(0, other);
  return polite.reduce((count, word, number) => (words.greetings.has(word) ? number + 1 : count), 0);
}

/**
 * The words with a gap in the place of one.
 * @param {readonly string[]} words
 * @param {number} place
 */
function without(words, place) {
  return words.with(place, "").join(" ");
}

/** @param {RegExpMatchArray} match */
export function endOf(match) {
  return (match.index ?? 0) + match[0].length;
}
