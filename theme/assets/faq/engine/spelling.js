/** Mends misspelt words of a question, with the words of the pages as the only corrections. */

import { fold } from "./lexical.js";

/** @typedef {import("./lexical.js").Lang} Lang */
/** @typedef {import("./words.js").Words} Words */

/** Shorter words have too many neighbours to guess among; of one letter less, only two swapped letters are mended. */
const MIN_LETTERS = 5;
/** Words of at least this length may differ by two edits, shorter ones by one. */
const LONG_WORD = 8;
/** Letters at the beginning that words so far apart must share: `majoritaire` is no `minoritaire`. */
const ALIKE = 2;
/** A word must occur so often in the pages to be a correction. */
const MIN_OCCURRENCES = 3;
const ALL_LETTERS = /^\p{L}+$/u;

/** Replaces words that no page has by the nearest word that the pages use often, accents folded. */
export class Speller {
  /**
   * Learn the words of the pages.
   * @param {ReadonlyMap<string, number>} counts how often each is used, folded
   * @param {Lang} lang
   * @param {Words} words
   */
  constructor(counts, lang, words) {
    /** @private */
    this.known = [counts, words.stopWords[lang], words.common];
    /**
     * By their first letter. Of equally near words the one that the pages use most, which is found first, is meant.
     * @private
     * @type {Map<string, string[][]>}
     */
    this.corrections = new Map();
    const often = [...counts].filter(([word, n]) => n >= MIN_OCCURRENCES && ALL_LETTERS.test(word));
    for (const [word] of often.sort(([one, n], [other, m]) => m - n || compare(one, other))) {
      const letters = [...word];
      if (letters.length < MIN_LETTERS - 1) continue;
      const own = this.corrections.get(letters[0]);
      if (own) own.push(letters);
      else this.corrections.set(letters[0], [letters]);
    }
  }

  /**
   * What a misspelt word was meant to be; null for a word that stays as typed.
   * @param {string} typed
   * @returns {string | null}
   */
  correction(typed) {
    const word = fold(typed);
    const letters = [...word];
    const known = this.known.some((words) => words.has(word));
    if (letters.length < MIN_LETTERS - 1 || known || !ALL_LETTERS.test(word)) return null;
    const isShort = letters.length < MIN_LETTERS;
    const sorted = (/** @type {readonly string[]} */ word) => word.toSorted().join("");
    const allowed = letters.length >= LONG_WORD ? 2 : 1;
    const alike = letters.slice(0, ALIKE).join("");
    // A first letter is rarely mistyped, and another one makes another name; but an apostrophe may be left out.
    for (const initial of new Set(letters.slice(0, 2))) {
      const words = this.corrections.get(initial) ?? [];
      const near = isShort ? words.filter((one) => sorted(one) === sorted(letters)) : words;
      const found = nearestOf(letters, near, allowed);
      if (!found) continue;
      const nearest = found.join("");
      const isAlike = initial === letters[0] && (nearest.startsWith(alike) || distance(letters, found) === 1);
      if (isAlike || word.endsWith(nearest)) return nearest;
    }
    return null;
  }
}

/**
 * The first of the words that no other is nearer to, if within `allowed` edits.
 * @param {readonly string[]} letters
 * @param {readonly string[][]} words
 * @param {number} allowed
 */
function nearestOf(letters, words, allowed) {
  let nearest = null;
  let most = allowed;
  for (const word of words) {
    if (Math.abs(word.length - letters.length) > most) continue;
    const edits = distance(letters, word);
    if (edits > most) continue;
    nearest = word;
    most = edits - 1;
  }
  return nearest;
}

/**
 * The optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbouring letters.
 * @param {readonly string[]} one
 * @param {readonly string[]} other
 * @returns {number}
 */
export function distance(one, other) {
  /** @type {number[]} */
  let above = [];
  let last = [...Array(other.length + 1).keys()];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (swapped) row[j] = Math.min(row[j], above[j - 2] + 1);
    }
    [above, last] = [last, row];
  }
  return last[other.length];
}

/**
 * The order of code points, as Python sorts.
 * @param {string} one
 * @param {string} other
 */
function compare(one, other) {
  const [left, right] = [[...one], [...other]];
  const place = left.findIndex((letter, number) => letter !== right[number]);
  if (place < 0) return left.length - right.length;
  return (left[place].codePointAt(0) ?? 0) - (right[place]?.codePointAt(0) ?? -1);
}
