/** Which sentences of a passage answer: those nearest to the question, by meaning and by words. */

import { dot } from "./model.js";

/** @typedef {import("./meaning.js").Meaning} Meaning */
/** @typedef {import("./pages.js").Passage} Passage */
/** @typedef {import("./search.js").Search} Search */

const MOST = 3;
/** Our sections open with their answer. */
const OPENING_BONUS = 0.2;
/** A sentence is highlighted with the best one if it is at least this near to the question. */
const HIGHLIGHT_SHARE = 0.65;

/**
 * Spans of the one to three best sentences, in the order of the text, in code points. What the passage is about as a whole
 * tells no sentence from another. A sentence without telling words (`Non.`, `Pourquoi ?`) belongs to the next one.
 * @param {Passage} passage
 * @param {Search} search
 * @param {Meaning | null} meaning
 * @returns {[number, number][]}
 */
export function highlights(passage, { terms, vector }, meaning) {
  const { spans, lang, data } = passage;
  const around = passage.around();
  const asked = new Set(terms[lang].filter((term) => !around.has(term)));
  const vectors = meaning?.sentences(passage);
  const sentences = passage.sentences();
  const first = Math.max(sentences.findIndex((own) => own.terms.size), 0);
  const scores = sentences.map((own, place) => {
    const shared = [...asked].filter((term) => own.terms.has(term)).length;
    const opening = data.position === 0 && place === first ? OPENING_BONUS : 0;
    const cosine = vectors && vector ? Math.max(dot(vectors[place], vector), 0) : 0;
    return cosine + shared / Math.max(asked.size, 1) + opening;
  });
  for (let place = scores.length - 2; place >= 0; place--) {
    if (!sentences[place].terms.size) scores[place] = scores[place + 1];
  }
  const best = [...scores.keys()].sort((one, other) => scores[other] - scores[one] || one - other).slice(0, MOST);
  const kept = best.filter((place) => scores[place] >= HIGHLIGHT_SHARE * scores[best[0]]);
  return kept.sort((one, other) => one - other).map((place) => spans[place]);
}
