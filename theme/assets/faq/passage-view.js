/** A passage's text: paragraphs and tables, whole or only the sentences that answer. */

import { make } from "./make.js";

const MOST = 550; // characters; a telephone shows so much in half its height

/**
 * @typedef {{text: string, numbers?: number[]}} Text of a passage, with the number of the step that each line is, or 0
 * @typedef {{text: string, start: number, step?: number}} Piece a text and where it stands in the passage, in UTF-16 units
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

/** A paragraph a line; neighbouring lines with tabs are the rows of a table. @param {Text} passage @returns {(Piece | Table)[]} */
function blocksOf({ text, numbers }) {
  /** @type {(Piece | Table)[]} */
  const blocks = [];
  let start = 0;
  for (const [at, line] of text.split("\n").entries()) {
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
      blocks.push({ text: line, start, step: numbers?.[at] });
    }
    start += line.length + 1;
  }
  return blocks;
}

/** A line, with its number before it if it is a step. @param {Piece} piece @param {...(string | HTMLElement)} parts */
function paragraph({ step }, ...parts) {
  return make("p", { "data-step": step || null }, ...parts);
}

/** The whole text, what answers marked. @param {Text} passage @param {Spans} spans @returns {HTMLElement[]} */
export function wholeText(passage, spans) {
  return blocksOf(passage).map((block) => ("rows" in block ? table(block.rows, spans) : paragraph(block, ...marked(block, spans))));
}

/**
 * The paragraphs that hold an answer, and of a table its headings and the rows that do, as many as a telephone shows. A short
 * text is whole: folded, it would hide a sentence or two. What answers is marked, where there is anything else.
 * @param {Text} passage @param {Spans} spans @returns {HTMLElement[]}
 */
export function answeringText(passage, spans) {
  const blocks = answering(passage, spans);
  const all = blocks.flatMap((block) => ("rows" in block ? block.rows.slice(1).flat() : block));
  const marks = all.every((piece) => held(piece, spans).length === solid(piece.text).length) ? [] : spans;
  return blocks.map((block) => ("rows" in block ? table(block.rows, marks) : paragraph(block, ...marked(block, marks))));
}

/** What `answeringText` says, in lines. @param {Text} passage @param {Spans} spans */
export function answeringLines(passage, spans) {
  return answering(passage, spans).flatMap((block) => ("rows" in block ? block.rows.map((row) => row.map(({ text }) => text).join("\t")) : block.text));
}

/** @param {Text} passage @param {Spans} spans @returns {(Piece | Table)[]} */
function answering(passage, spans) {
  const blocks = blocksOf(passage);
  if (passage.text.length <= MOST) return blocks;
  let shown = 0;
  /** @param {Piece[]} pieces a paragraph or the cells of a row */
  const answers = (pieces) => {
    const length = pieces.reduce((sum, { text }) => sum + text.length, 0);
    const fits = pieces.some((piece) => held(piece, spans)) && (!shown || shown + length <= MOST);
    if (fits) shown += length;
    return fits;
  };
  return blocks.flatMap((block) => {
    if (!("rows" in block)) return answers([block]) ? block : [];
    const [head, ...rows] = block.rows;
    const right = rows.filter(answers);
    return right.length ? { rows: [head, ...right] } : [];
  });
}

/** What of a piece answers, without its spaces. @param {Piece} piece @param {Spans} spans */
function held({ text, start }, spans) {
  return solid(spans.map(([from, to]) => text.slice(Math.max(from - start, 0), Math.max(to - start, 0))).join(""));
}

/** @param {string} text */
function solid(text) {
  return text.replace(/\s/g, "");
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
