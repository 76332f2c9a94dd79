/** Reads words as JSON from standard input and writes their stems in both languages. */

import { readFileSync } from "node:fs";

import { stem } from "../../theme/assets/faq/engine/lexical.js";

const { words } = JSON.parse(readFileSync(0, "utf8"));
const stems = (lang) => words.map((word) => stem(word, lang));
process.stdout.write(JSON.stringify({ fr: stems("fr"), en: stems("en") }));
