/**
 * Pages and headings, found while one types: by beginnings of words, without accents, elisions or case, and with names
 * in any spacing (“cloudact”, “secnum cloud”). The list comes from hdh_faq.site.headings; the words stay in the browser.
 */

/**
 * @typedef {[anchor: string, heading: string, further: string]} Heading
 * @typedef {[path: string, title: string, weight: number, headings: Heading[]]} Page
 * @typedef {{words: string[], joined: string[]}} Field words, and neighbours written as one
 * @typedef {{url: string, title: string, page: string, heading: Field, names: Field[],
 *   further: Field, opening: boolean, weight: number, of: number}} Entry of is the number of its page
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
  return pages.flatMap(([path, short, weight, headings], of) => headings.map(([anchor, heading, further], at) => ({
    url: at ? `${path}#${anchor}` : path,
    title: heading,
    page: at ? headings[0][1] : "",
    heading: field(heading),
    // What the page is called in the menu, and in its address.
    names: [field(short), field(path.replaceAll("-", " "))],
    further: field(further),
    opening: at === 0,
    weight,
    of,
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

/** @type {WeakMap<Entry[], Map<string, Float64Array>>} a letter more changes one word: the others have met the list before */
const known = new WeakMap();
const KNOWN = 200; // words, of 20 kB each
const PARTS = 4; // of each entry: what the word is worth, and how it meets the heading and both names

/** How a typed word meets each entry. @param {Entry[]} entries @param {string} word @returns {Float64Array} */
function met(entries, word) {
  let own = known.get(entries);
  if (!own || own.size > KNOWN) known.set(entries, own = new Map());
  let parts = own.get(word);
  if (!parts) {
    parts = new Float64Array(entries.length * PARTS);
    for (const [at, entry] of entries.entries()) {
      const heading = meets(word, entry.heading);
      const names = entry.names.map((field) => meets(word, field));
      const value = Math.max(IN_HEADING * heading, (entry.opening ? IN_HEADING : IN_TITLE) * Math.max(...names),
        AMONG_FURTHER * meets(word, entry.further));
      parts.set([value, heading, ...names], at * PARTS);
    }
    own.set(word, parts);
  }
  return parts;
}

/** @param {Entry[]} entries @param {string[]} typed @returns {[Entry, number][]} */
function rank(entries, typed) {
  const words = typed.map((word) => met(entries, word));
  // A word that few headings have says more.
  const weights = words.map((parts) => {
    const count = entries.reduce((sum, _, at) => sum + Number(parts[at * PARTS] > 0), 0);
    return Math.log(1 + entries.length / (1 + count));
  });
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const scores = entries.map((_, at) => {
    let score = 0;
    let share = 0;
    for (const [number, parts] of words.entries()) {
      const value = parts[at * PARTS];
      score += value * weights[number];
      if (value > 0) share += weights[number];
    }
    return score / whole * (share / whole) ** 2;
  });
  const ofPage = new Float64Array((entries.at(-1)?.of ?? 0) + 1);
  entries.forEach(({ of }, at) => { ofPage[of] += scores[at]; });
  return entries.flatMap((entry, at) => {
    if (scores[at] < FLOOR) return [];
    // Among equals: a page before its sections, a page that says much about it, a heading that says little else.
    const named = entry.opening ? [entry.heading, ...entry.names] : [entry.heading];
    const filled = named.map((field, part) => words.reduce((sum, parts) => sum + parts[at * PARTS + 1 + part], 0)
      / Math.max(typed.length, field.words.length, 1));
    const bonus = (entry.opening ? 0.25 : 0) + 0.12 * Math.log1p(ofPage[entry.of]) + 0.3 * Math.max(...filled);
    return [/** @type {[Entry, number]} */ ([entry, scores[at] * (1 + bonus) * entry.weight])];
  });
}
