/** The words that the pages of a language use, and which of them are names: made with the index, read here. */

import { fold } from "./lexical.js";
import { mapOf } from "./words.js";

/** A name must be written so often to be known by its joined form. */
export const MIN_USES = 3;
/** Words that a name is joined of, at most. */
export const LONGEST_NAME = 3;

/**
 * What the pages of a language say, word by word.
 * @typedef {object} Dictionary
 * @property {Map<string, number>} words how often each folded word is used
 * @property {Map<string, string>} joined names of several words, by what they are when written as one: `cloudact` →
 *   `cloud act`
 * @property {Set<string>} names folded words that are names
 * @property {Map<string, string>} written how words that are used often are written, where that is not as folded
 */

/**
 * Read what the index holds.
 * @param {{words: Record<string, number>, joined: Record<string, string>, names: string[], written: string[]}} data
 * @returns {Dictionary}
 */
export function readDictionary(data) {
  const { words, joined, names, written } = data;
  const forms = new Map(written.map((word) => [fold(word), word]));
  return { words: mapOf(words), joined: mapOf(joined), names: new Set(names), written: forms };
}
