/**
 * Text → numbers of word pieces, as the model's `tokenizer.json` says: accents, case and punctuation dropped, runs of
 * digits apart, each word cut greedily into the longest pieces known.
 */

const UNKNOWN = "[UNK]";
/** The pieces that stand for themselves where they are typed; they are looked for before anything is changed. */
const SPECIAL = /(\[PAD\]|\[UNK\])/u;
/** A longer word, in code points, is unknown as a whole. */
const LONGEST_WORD = 40;
const INSIDE = "##";
/** Marks that came after Unicode 9, by whose tables the `tokenizers` library goes. */
const NEWER_MARKS =
  "\u07fd\u0898-\u08d3\u09fe\u0afa-\u0aff\u0b55\u0c04-\u0c3c\u0d00\u0d3b-\u0d3c\u0d81\u0eba\u1715\u180f" +
  "\u1abf-\u1ace\u1cf7\u1df6-\u1dfa\ua82c\ua8ff\u{10d24}-\u{10f85}\u{11070}-\u{11074}\u{110c2}" +
  "\u{11145}-\u{11146}\u{111c9}\u{111ce}-\u{111cf}\u{1133b}\u{1145e}\u{1182c}-\u{11a99}\u{11d31}-\u{11ef6}" +
  "\u{16f4f}\u{16f7f}-\u{16f87}\u{16fe4}-\u{16ff1}\u{1cf00}-\u{1cf46}\u{1e130}-\u{1e2ef}";
/** What is dropped: the marks of those tables, among them two that are letters today. A newer mark parts a word. */
const DROPPED = new RegExp(`(?![${NEWER_MARKS}])\\p{M}|[\u1cf2\u1cf3]`, "gu");

export class Tokenizer {
  /** @param {readonly string[]} pieces in the order of their numbers */
  constructor(pieces) {
    /** @private */
    this.numbers = new Map(pieces.map((piece, number) => [piece, number]));
  }

  /**
   * @param {string} text
   * @returns {number[]}
   */
  encode(text) {
    return text.split(SPECIAL).flatMap((part, place) => (place % 2 ? [this.number(part)] : this.plain(part)));
  }

  /**
   * @private
   * @param {string} text without special pieces
   */
  plain(text) {
    const bare = text.normalize("NFD").replace(DROPPED, "");
    // A sigma is lowered letter by letter, not by its place in the word.
    const lower = bare.replaceAll("Σ", "σ").toLowerCase().replaceAll("œ", "oe");
    return (lower.match(/\p{L}+|\p{N}+/gu) ?? []).flatMap((word) => this.cut(word));
  }

  /**
   * @private
   * @param {string} word
   */
  cut(word) {
    const letters = [...word];
    if (letters.length > LONGEST_WORD) return [this.number(UNKNOWN)];
    const found = [];
    for (let start = 0, end = letters.length; start < letters.length; ) {
      if (start === end) return [this.number(UNKNOWN)];
      const number = this.numbers.get((start ? INSIDE : "") + letters.slice(start, end).join(""));
      if (number === undefined) {
        end--;
        continue;
      }
      found.push(number);
      start = end;
      end = letters.length;
    }
    return found;
  }

  /**
   * @private
   * @param {string} piece
   */
  number(piece) {
    const number = this.numbers.get(piece);
    if (number === undefined) throw new Error(`There is no ${piece}.`);
    return number;
  }
}
