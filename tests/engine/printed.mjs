/** Reads texts as JSON from standard input and writes each as the panel prints it, in French and in English. */

import { readFileSync } from "node:fs";

import { printed } from "../../theme/assets/faq/words.js";

const { texts } = JSON.parse(readFileSync(0, "utf8"));

process.stdout.write(JSON.stringify(Object.fromEntries(["fr", "en"].map((lang) => [lang, texts.map((text) => printed(text, lang))]))));
