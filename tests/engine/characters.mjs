/** Reads lists of characters as JSON from standard input and writes what the engine makes of each between two letters. */

import { readFileSync } from "node:fs";

import { identify, PageWords } from "../../theme/assets/faq/engine/identification.js";
import { fold, partsOf, wordsOf } from "../../theme/assets/faq/engine/lexical.js";
import { clean } from "../../theme/assets/faq/engine/question.js";
import { Tokenizer } from "../../theme/assets/faq/engine/tokenizer.js";
import { readWords } from "../../theme/assets/faq/engine/words.js";

const { words: data, french, pieces, rows, seen } = JSON.parse(readFileSync(0, "utf8"));
const words = readWords(data, french, "");
const noWords = new PageWords([], [], words);
const tokenizer = new Tokenizer(pieces);
const between = (character) => `A${character}1`;

process.stdout.write(
  JSON.stringify({
    cleaned: rows.map(clean),
    folded: seen.map((character) => fold(between(character))),
    words: seen.map((character) => wordsOf(between(character))),
    parts: seen.map((character) => partsOf(between(character))),
    tokens: seen.map((character) => tokenizer.encode(between(character))),
    languages: seen.map((character) => identify(character, null, noWords, words)),
  }),
);
