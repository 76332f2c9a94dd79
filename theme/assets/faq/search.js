/**
 * Pages and headings, found while one types: by beginnings of words, without accents, elisions or case, and with names
 * in any spacing (“cloudact”, “secnum cloud”). The list comes from hdh_faq.site.headings; the words stay in the browser.
 */

/**
 * @typedef {[anchor: string, heading: string, further: string]} Heading
 * @typedef {[path: string, title: string, weight: number, headings: Heading[]]} Page
 * @typedef {{words: string[], joined: string[]}} Field words, and neighbours written as one
 * @typedef {{url: string, title: string, page: string, heading: Field, names: Field[],
 *   further: Field, opening: boolean, weight: number}} Entry
 * @typedef {{url: string, title: string, page: string}} Found page is the title of the page for one of its sections, or ""
 */

// What a word that matches is worth: in the heading, in the page's title, among further words.
const IN_HEADING = 3;
const IN_TITLE = 1.2;
const AMONG_FURTHER = 1;
// How well a word matches: equal, beginning, of the same family (“opposition”, “opposer”).
const BEGINNING = 0.8;
const FAMILY = 0.5;
const FLOOR = 0.3;
const ELISION = /(?:^|(?<=[^\p{L}\p{N}]))(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’](?=\p{L})/gu;

/** @param {string} text */
export function fold(text) {
  return text.toLowerCase().replaceAll("œ", "oe").replaceAll("æ", "ae").normalize("NFD").replace(/\p{M}/gu, "");
}

/** @param {string} text @returns {string[]} */
export function wordsOf(text) {
  return fold(text).replace(ELISION, " ").replace(/['’][st](?![\p{L}\p{N}])/gu, " ").match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** @param {string} text @returns {Field} */
function field(text) {
  const words = wordsOf(text);
  const joined = words.flatMap((_, at) => [2, 3].map((size) => words.slice(at, at + size))
    .filter((run) => run.length > 1).map((run) => run.join("")));
  return { words, joined };
}

/**
 * @param {Page[]} pages
 * @returns {Entry[]}
 */
export function readPages(pages) {
  return pages.flatMap(([path, short, weight, headings]) => headings.map(([anchor, heading, further], at) => ({
    url: at ? `${path}#${anchor}` : path,
    title: heading,
    page: at ? headings[0][1] : "",
    heading: field(heading),
    // What the page is called in the menu, and in its address.
    names: [field(short), field(path.replaceAll("-", " "))],
    further: field(further),
    opening: at === 0,
    weight,
  })));
}

/**
 * How well one typed word meets a field, 0 to 1.
 * @param {string} typed @param {Field} where
 */
function meets(typed, { words, joined }) {
  let best = 0;
  for (const word of words) {
    if (word === typed) return 1;
    if (typed.length > 1 && word.startsWith(typed)) best = Math.max(best, BEGINNING);
    else if (best < FAMILY && sameFamily(typed, word)) best = FAMILY;
  }
  if (best < BEGINNING && typed.length > 5 && joined.some((run) => run.startsWith(typed))) return 1;
  return best;
}

/** @param {string} one @param {string} other */
function sameFamily(one, other) {
  let shared = 0;
  while (shared < one.length && one[shared] === other[shared]) shared += 1;
  return shared >= 5 && shared >= 0.7 * Math.min(one.length, other.length);
}

/** The typed words, and the same with two neighbours, or all, written as one. @param {string[]} typed */
function readings(typed) {
  const joined = typed.slice(1).map((word, at) => [...typed.slice(0, at), typed[at] + word, ...typed.slice(at + 2)]);
  return typed.length > 2 ? [typed, ...joined, [typed.join("")]] : [typed, ...joined];
}

/**
 * @param {Entry[]} entries
 * @param {string} query
 * @param {number} limit
 * @returns {Found[]} best first
 */
export function search(entries, query, limit = 8) {
  const typed = wordsOf(query);
  if (!typed.length) return [];
  /** @type {Map<Entry, number>} */
  const scores = new Map();
  for (const reading of readings(typed)) {
    for (const [entry, score] of rank(entries, reading)) scores.set(entry, Math.max(score, scores.get(entry) ?? 0));
  }
  return [...scores].sort((one, other) => other[1] - one[1]).slice(0, limit)
    .map(([{ url, title, page }]) => ({ url, title, page }));
}

/** The share of a field's words that were typed. @param {Field} where @param {string[]} typed */
function filled(where, typed) {
  return typed.reduce((sum, word) => sum + meets(word, where), 0) / Math.max(typed.length, where.words.length, 1);
}

/** @param {Entry[]} entries @param {string[]} typed @returns {[Entry, number][]} */
function rank(entries, typed) {
  const found = entries.map((entry) => typed.map((word) => {
    const name = Math.max(...entry.names.map((field) => meets(word, field)));
    return Math.max(IN_HEADING * meets(word, entry.heading), (entry.opening ? IN_HEADING : IN_TITLE) * name,
      AMONG_FURTHER * meets(word, entry.further));
  }));
  // A word that few headings have says more.
  const weights = typed.map((_, at) => Math.log(1 + entries.length / (1 + found.filter((values) => values[at] > 0).length)));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const scores = found.map((values) => {
    const score = values.reduce((sum, value, at) => sum + value * weights[at], 0) / whole;
    const met = values.reduce((sum, value, at) => sum + (value > 0 ? weights[at] : 0), 0) / whole;
    return score * met ** 2;
  });
  /** @type {Map<string, number>} */
  const ofPage = new Map();
  entries.forEach(({ url }, at) => ofPage.set(pathOf(url), (ofPage.get(pathOf(url)) ?? 0) + scores[at]));
  return entries.flatMap((entry, at) => {
    if (scores[at] < FLOOR) return [];
    // Among equals: a page before its sections, a page that says much about it, a heading that says little else.
    const named = entry.opening ? [entry.heading, ...entry.names] : [entry.heading];
    const bonus = (entry.opening ? 0.25 : 0) + 0.12 * Math.log1p(ofPage.get(pathOf(entry.url)) ?? 0)
      + 0.3 * Math.max(...named.map((field) => filled(field, typed)));
    return [/** @type {[Entry, number]} */ ([entry, scores[at] * (1 + bonus) * entry.weight])];
  });
}

/** @param {string} url */
function pathOf(url) {
  return url.split("#")[0];
}
