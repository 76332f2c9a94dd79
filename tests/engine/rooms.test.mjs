/** Examples of what each room of the engine does; that they do it as Python does is another test's business. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { readDictionary } from "../../theme/assets/faq/engine/dictionary.js";
import { identify, PageWords } from "../../theme/assets/faq/engine/identification.js";
import { fold, sizeOf, terms } from "../../theme/assets/faq/engine/lexical.js";
import { Mender } from "../../theme/assets/faq/engine/mending.js";
import { masked, withoutMasks } from "../../theme/assets/faq/engine/personal-data.js";
import { clean, isEmpty, isGreeting, readQuestion } from "../../theme/assets/faq/engine/question.js";
import { distance, Speller } from "../../theme/assets/faq/engine/spelling.js";
import { inFull, leans } from "../../theme/assets/faq/engine/thread.js";
import { Tokenizer } from "../../theme/assets/faq/engine/tokenizer.js";
import { readWords } from "../../theme/assets/faq/engine/words.js";

const packaged = (name) => readFileSync(new URL(`../../src/hdh_faq/data/${name}`, import.meta.url), "utf8");
const words = readWords(
  JSON.parse(packaged("words.json")),
  JSON.parse(packaged("french.json")),
  packaged("common-words.txt"),
);
const pages = readDictionary({
  words: { cloud: 9, act: 9, microsoft: 9, hebergeur: 9, secnumcloud: 9, scaleway: 3, outscale: 2 },
  joined: { cloudact: "cloud act", healthdatahub: "health data hub" },
  names: ["scaleway", "visio", "microsoft"],
  written: ["Scaleway"],
});
const pageWords = new PageWords(pages.words.keys(), [], words);
const read = (text, lang = "fr", limit = 1000) => readQuestion(text, lang, pageWords, words, limit);

test("folding drops case, accents and ligatures, and marks that have a combining class only", () => {
  assert.equal(fold("Cœur, ÉTÉ, Æther"), "coeur, ete, aether");
  assert.equal(fold("ΣΟΦΟΣ"), "σοφος");
  assert.equal(fold("İ"), "i");
  assert.equal(fold("ไทย कि"), "ไทย कि");
});

test("a word has the same stem in the singular and the plural, and stop words none", () => {
  assert.deepEqual(terms("Les hébergeurs", "fr", words), terms("l’hébergeur", "fr", words));
  assert.deepEqual(terms("The hosting of it", "en", words), ["host"]);
});

test("an astral letter counts as one letter in a stem, as in Python", () => {
  assert.equal(sizeOf("𝒜b🙂"), 3);
  assert.deepEqual(terms("tied 𝒷ied", "en", words), ["tie", "𝒷ie"]);
});

test("a name of JavaScript's own objects is a word like any other", () => {
  assert.deepEqual(terms("constructor", "en", words), ["constructor"]);
  assert.equal(new Mender(pages, "fr", words).mend("constructor __proto__").text, "constructor __proto__");
});

test("a question is cleaned to one visible line", () => {
  assert.equal(clean("  Qui\u00a0\n\u200bpaie\x00\x1f? \ue000"), "Qui paie ?");
  assert.equal(clean("Qui\x1cpaie\x85?"), "Qui paie ?");
  assert.equal(clean("e\u0301te\u0301"), "été");
});

test("a question too long is counted in code points and keeps its beginning", () => {
  assert.equal(read("🙂".repeat(100), "fr", 100).tooLong, false);
  const { tooLong, text } = read("🙂".repeat(101), "fr", 100);
  assert.equal(tooLong, true);
  assert.equal(text, "🙂".repeat(80) + "…");
});

test("personal data is masked and nothing else", () => {
  assert.equal(masked("moi@exemple.fr ou 06 12 34 56 78", words), "[e-mail masqué] ou [téléphone masqué]");
  assert.equal(masked("le 01/02/2024 à 10 h", words), "le 01/02/2024 à 10 h");
  assert.equal(masked("2A 84 05 88 123 456 31", words), "2A 84 05 88 123 456 31");
  assert.equal(withoutMasks("qui ? [e-mail masqué]", words), "qui ? ");
});

test("the language is that of the words, or of the page where they hardly tell", () => {
  assert.equal(identify("Qui hébergera les données ?", "en", pageWords, words), "fr");
  assert.equal(identify("Who will host the data?", "fr", pageWords, words), "en");
  assert.equal(identify("scaleway", "en", pageWords, words), "en");
  assert.equal(identify("Wer speichert unsere Gesundheitsdaten und warum?", "fr", pageWords, words), null);
  assert.equal(identify("健康データ", "fr", pageWords, words), null);
});

test("politeness alone is a greeting, one letter is empty", () => {
  assert.equal(isGreeting(read("Bonjour à tous, merci !"), words), true);
  assert.equal(isGreeting(read("Bonjour, qui paie ?"), words), false);
  assert.equal(isEmpty(read("🙂 a ?")), true);
  assert.equal(isEmpty(read("42")), false);
});

test("an edit is an insertion, a deletion, a substitution or a swap of neighbours", () => {
  const edits = (one, other) => distance([...one], [...other]);
  assert.equal(edits("cloud", "cloud"), 0);
  assert.equal(edits("colud", "cloud"), 1);
  assert.equal(edits("ca", "abc"), 3);
  assert.equal(edits("", "abc"), 3);
});

test("a misspelt word becomes the nearest of the pages, the most used of equally near ones", () => {
  const counts = { bordeaux: 3, bardeaux: 5, bxrdeaux: 2 };
  const speller = new Speller(new Map(Object.entries(counts)), "fr", words);
  assert.equal(speller.correction("Birdeaux"), "bardeaux");
  assert.equal(speller.correction("bardeuxx"), "bardeaux");
  assert.equal(speller.correction("berdeuxx"), null);
  assert.equal(speller.correction("maison"), null);
});

test("a question is mended: politeness, shorthand, names, spelling", () => {
  const mender = new Mender(pages, "fr", words);
  assert.equal(mender.mend("Bonjour, pk microsfot ? merci").text, "pourquoi microsoft ?");
  assert.deepEqual(mender.mend("microsfot").guessed, new Set(["microsoft"]));
  assert.equal(mender.mend("le cloudact et sec num cloud").text, "le Cloud Act et secnumcloud");
  assert.equal(mender.mend("hell data hub").text, "health data hub");
  assert.equal(mender.mend("la C.N.I.L. et l`hébergeur").text, "la CNIL et l'hébergeur");
});

test("a question that leans on the one before is put after it, whose names give way to its own", () => {
  const names = pages.names;
  const first = read("Quand Scaleway a-t-il été choisi ?");
  const [then, other] = [read("et quand ?"), read("et pour Visio ?")];
  assert.equal(leans(first, names, words), false);
  assert.equal(leans(then, names, words), true);
  assert.equal(inFull(then, [first], names, words), "Quand Scaleway a-t-il été choisi ? et quand ?");
  assert.equal(inFull(other, [first], names, words), "Quand a-t-il été choisi ? et pour Visio ?");
});

test("a word is cut into the longest pieces known, or is unknown as a whole", () => {
  const tokenizer = new Tokenizer(["[PAD]", "[UNK]", "heb", "hebe", "##rge", "2026", "ete"]);
  assert.deepEqual(tokenizer.encode("Héberge, ÉTÉ2026 !"), [3, 4, 6, 5]);
  assert.deepEqual(tokenizer.encode("hebergeur"), [1]);
  assert.deepEqual(tokenizer.encode("ete[PAD]ete " + "e".repeat(41)), [6, 0, 6, 1]);
});
