/** Answers questions from the files of a bundle; reads a request as JSON from standard input. */

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

import { asJson, asMeaning } from "../../theme/assets/faq/engine/bundle.js";
import { readGround } from "../../theme/assets/faq/engine/engine.js";
import { Faq } from "../../theme/assets/faq/engine/faq.js";
import { Meaning } from "../../theme/assets/faq/engine/meaning.js";
import { Pages } from "../../theme/assets/faq/engine/pages.js";

const { folder, kind, questions } = JSON.parse(readFileSync(0, "utf8"));
const listing = JSON.parse(readFileSync(`${folder}/bundle.json`, "utf8"));
const part = (name) => new Uint8Array(gunzipSync(readFileSync(`${folder}/${listing[name].file}`)));

const ground = readGround(asJson(part("shared")));
const pages = ["fr", "en"].map((lang) => new Pages(asJson(part(`pages-${lang}`)), ground.words));
const meaning = kind === "meaning" ? new Meaning(asMeaning(part("meaning"))) : null;
const faq = new Faq(ground, pages, ground.rankings[kind], meaning);

const answers = questions.map(({ q, lang, previous }) => faq.ask(q, lang, previous));
process.stdout.write(JSON.stringify({ answers }));
