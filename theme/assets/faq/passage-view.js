/** A passage's text: paragraphs and tables, whole or only the sentences that answer. */

import { make } from "./make.js";

/**
 * @typedef {{text: string, start: number}} Piece a text and where it stands in the passage, in UTF-16 units
 * @typedef {{rows: Piece[][]}} Table
 * @typedef {[start: number, end: number][]} Spans
 */

/** Offsets in answers count characters; texts here count UTF-16 units. @param {string} text @param {Spans} spans @returns {Spans} */
export function inUnits(text, spans) {
  const characters = [...text];
  if (characters.length === text.length) return spans;
  /** @param {number} at */
  const units = (at) => characters.slice(0, at).join("").length;
  return spans.map(([start, end]) => [units(start), units(end)]);
}

/** A paragraph a line; neighbouring lines with tabs are the rows of a table. @param {string} text @returns {(Piece | Table)[]} */
function blocksOf(text) {
  /** @type {(Piece | Table)[]} */
  const blocks = [];
  let start = 0;
  for (const line of text.split("\n")) {
    if (line.includes("\t")) {
      let at = start;
      const row = line.split("\t").map((cell) => {
        at += cell.length + 1;
        return { text: cell, start: at - cell.length - 1 };
      });
      const last = blocks.at(-1);
      if (last && "rows" in last) last.rows.push(row);
      else blocks.push({ rows: [row] });
    } else {
      blocks.push({ text: line, start });
    }
    start += line.length + 1;
  }
  return blocks;
}

/** The whole text, what answers marked. @param {string} text @param {Spans} spans @returns {HTMLElement[]} */
export function wholeText(text, spans) {
  return blocksOf(text).map((block) => ("rows" in block ? table(block.rows, spans) : make("p", {}, ...marked(block, spans))));
}

/**
 * Only the sentences that answer, in their order; of a table its headings and the rows that answer.
 * @param {string} text @param {Spans} spans @returns {HTMLElement[]}
 */
export function answeringText(text, spans) {
  return blocksOf(text).flatMap((block) => {
    if ("rows" in block) {
      const [head, ...rows] = block.rows;
      const right = rows.filter((row) => row.some((cell) => spans.some((span) => overlap(cell, span))));
      return right.length ? [table([head, ...right], [])] : [];
    }
    const parts = spans.map((span) => overlap(block, span)).filter((part) => part !== "");
    return parts.length ? [make("p", {}, parts.join(" […] "))] : [];
  });
}

/** @param {Piece} piece @param {[number, number]} span */
function overlap({ text, start }, [from, to]) {
  return text.slice(Math.max(from - start, 0), Math.max(to - start, 0)).trim();
}

/** The first row of a passage's table holds the headings. @param {Piece[][]} rows @param {Spans} spans */
function table([head, ...rows], spans) {
  return make("div", { className: "faq-table", tabIndex: 0 }, make("table", {},
    make("thead", {}, make("tr", {}, ...head.map((cell) => make("th", { scope: "col" }, ...marked(cell, spans))))),
    make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map((cell) => make("td", {}, ...marked(cell, spans))))))));
}

/** A text cut where what answers begins and ends. @param {Piece} piece @param {Spans} spans @returns {(string | HTMLElement)[]} */
function marked({ text, start }, spans) {
  /** @type {(string | HTMLElement)[]} */
  const parts = [];
  let at = 0;
  for (const [from, to] of spans) {
    const first = Math.max(from - start, at);
    const last = Math.min(to - start, text.length);
    if (first >= last) continue;
    parts.push(text.slice(at, first), make("mark", {}, text.slice(first, last)));
    at = last;
  }
  return [...parts, text.slice(at)];
}
