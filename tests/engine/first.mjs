/** Reads passages as JSON from standard input and writes of each the lines that the panel shows first. */

import { readFileSync } from "node:fs";

import { answeringLines, inUnits } from "../../theme/assets/faq/passage-view.js";

const { passages } = JSON.parse(readFileSync(0, "utf8"));

process.stdout.write(JSON.stringify({ lines: passages.map((passage) => answeringLines(passage, inUnits(passage.text, passage.highlights))) }));
