/** Reads a request as JSON from standard input and writes what each room of the engine makes of its texts. */

import { readFileSync } from "node:fs";

import { readDictionary } from "../../theme/assets/faq/engine/dictionary.js";
import { groupsOf, PageWords } from "../../theme/assets/faq/engine/identification.js";
import { fold, partsOf, sizeOf, terms, wordsOf } from "../../theme/assets/faq/engine/lexical.js";
import { Mender } from "../../theme/assets/faq/engine/mending.js";
import { masked, withoutMasks } from "../../theme/assets/faq/engine/personal-data.js";
import { clean, isEmpty, isGreeting, readQuestion } from "../../theme/assets/faq/engine/question.js";
import { Speller } from "../../theme/assets/faq/engine/spelling.js";
import { EARLIER, inFull, isShort, leans, mayLean } from "../../theme/assets/faq/engine/thread.js";
import { Tokenizer } from "../../theme/assets/faq/engine/tokenizer.js";
import { readWords } from "../../theme/assets/faq/engine/words.js";

const LANGUAGES = ["fr", "en"];
const { words: data, french, common, pieces, dictionaries, raw, texts } = JSON.parse(readFileSync(0, "utf8"));

const words = readWords(data, french, common);
const [inFrench, inEnglish] = dictionaries.map(readDictionary);
const pageWords = new PageWords(inFrench.words.keys(), inEnglish.words.keys(), words);
const names = new Set([...inFrench.names, ...inEnglish.names]);
const menders = [new Mender(inFrench, "fr", words), new Mender(inEnglish, "en", words)];
const spellers = [new Speller(inFrench.words, "fr", words), new Speller(inEnglish.words, "en", words)];
const tokenizer = new Tokenizer(pieces);

const read = (text, lang) => readQuestion(text, lang, pageWords, words);
const ask = texts.map((text) => read(text, null));
const mended = ({ text, guessed }) => [text, [...guessed].sort()];
const leaning = (question) => [
  leans(question, names, words),
  mayLean(question, names, words),
  isShort(question, words),
];
const rooms = {
  fold,
  words: wordsOf,
  parts: partsOf,
  size: sizeOf,
  groups: (text) => groupsOf([...text].slice(0, 60).join("")),
  terms: (text) => LANGUAGES.map((lang) => terms(text, lang, words)),
  tokens: (text) => tokenizer.encode(text),
  masks: (text) => [masked(text, words), withoutMasks(masked(text, words), words)],
  questions: (text) => [null, "fr", "en"].map((lang) => read(text, lang)),
  excerpt: (text) => readQuestion(text, "fr", pageWords, words, 90),
  refusals: (_, number) => [isEmpty(ask[number]), isGreeting(ask[number], words)],
  mended: (text) => menders.map((mender) => mended(mender.mend(text))),
  corrected: (text) => spellers.map((speller) => wordsOf(text).map((word) => speller.correction(word))),
  leaning: (_, number) => leaning(ask[number]),
  full: (_, number) => inFull(ask[number], ask.slice(Math.max(number - EARLIER, 0), number), names, words),
};

const made = Object.entries(rooms).map(([name, room]) => [name, texts.map((text, number) => room(text, number))]);
process.stdout.write(JSON.stringify({ ...Object.fromEntries(made), clean: raw.map(clean) }));
