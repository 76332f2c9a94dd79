/** What the meaning of a question is compared with: questions about the passages, and those that no page answers. */

import { EmbeddingBags } from "./bags.js";
import { dot, StaticModel } from "./model.js";
import { Rows } from "./rows.js";

/** @typedef {import("./model.js").ModelData} ModelData */
/** @typedef {import("./pages.js").Pages} Pages */
/** @typedef {import("./pages.js").Passage} Passage */

/** @typedef {{pieces: Uint16Array, sizes: Uint8Array}} BagData */

/**
 * As a bundle holds it; see `hdh_faq.bundle`.
 * @typedef {object} MeaningData
 * @property {ModelData} model
 * @property {BagData} questions about the passages, row of the index after row
 * @property {Uint16Array} counts how many are about each row
 * @property {BagData} unanswered those that no page answers, though they are in our subject
 * @property {BagData} outside those outside it
 */

/** How many of the nearest unanswered questions speak for silence. */
const NEIGHBOURS = 3;

export class Meaning {
  /** @param {MeaningData} data */
  constructor({ model, questions, counts, unanswered, outside }) {
    this.model = new StaticModel(model);
    /** @private */
    this.counts = counts;
    /** @private */
    this.rows = new Rows(this.model, [questions, unanswered, outside].map(({ pieces }) => pieces));
    /** @private */
    this.questions = this.bags(questions);
    /** @private */
    this.unanswered = this.bags(unanswered);
    /** @private */
    this.outside = this.bags(outside);
    /** Of the passages of a language, and of a passage's sentences: made when first wanted. @private @type {WeakMap<object, Float64Array[]>} */
    this.vectors = new WeakMap();
    /** @private @type {{vector: Float64Array, best: Float64Array, silence: Record<string, number>} | null} */
    this.last = null;
  }

  /** @param {string} text */
  vector(text) {
    return this.model.vector(this.model.pieces(text));
  }

  /**
   * Nearness of each passage's text, and of questions about it and about its twin.
   * @param {Pages} pages
   * @param {Float64Array} vector
   */
  signals(pages, vector) {
    const { best } = this.met(vector);
    const texts = this.vectorsOf(pages, () => pages.passages.map(({ document }) => document));
    return {
      dense_text: new Float64Array(texts.map((own) => dot(own, vector))),
      dense_questions: new Float64Array(pages.passages.map(({ data }) => best[data.row])),
      dense_twin: new Float64Array(pages.passages.map(({ data }) => best[data.twin] ?? 0)),
    };
  }

  /**
   * Nearness to what no page answers, in our subject and outside it.
   * @param {Float64Array} vector
   */
  silence(vector) {
    return this.met(vector).silence;
  }

  /**
   * What a question meets, whatever the pages; kept for the last one, which two languages may look at.
   * @private
   * @param {Float64Array} vector
   */
  met(vector) {
    if (this.last?.vector !== vector) {
      const products = this.rows.products(vector);
      const silence = {
        near_unanswered: nearness(this.unanswered.cosines(products)),
        near_outside: nearness(this.outside.cosines(products)),
      };
      this.last = { vector, best: this.best(this.questions.cosines(products)), silence };
    }
    return this.last;
  }

  /**
   * For each row of the index, the best cosine of a question about it; 0 where it has none, or none is near.
   * @private
   * @param {Float64Array} cosines
   */
  best(cosines) {
    const found = new Float64Array(this.counts.length);
    for (let row = 0, at = 0; row < found.length; row++) {
      for (const end = at + this.counts[row]; at < end; at++) found[row] = Math.max(found[row], cosines[at]);
    }
    return found;
  }

  /**
   * Vectors of a passage's sentences.
   * @param {Passage} passage
   */
  sentences(passage) {
    return this.vectorsOf(passage, () => passage.sentences().map(({ text }) => text));
  }

  /**
   * @private
   * @param {object} owner of the texts
   * @param {() => string[]} texts
   */
  vectorsOf(owner, texts) {
    const known = this.vectors.get(owner);
    if (known) return known;
    const made = texts().map((text) => this.vector(text));
    this.vectors.set(owner, made);
    return made;
  }

  /**
   * @private
   * @param {BagData} data
   */
  bags({ pieces, sizes }) {
    return new EmbeddingBags(this.model, pieces, sizes, this.rows.places);
  }
}

/**
 * Mean of the nearest few; 0 where there are none.
 * @param {Float64Array} cosines
 */
function nearness(cosines) {
  const nearest = new Float64Array(Math.min(NEIGHBOURS, cosines.length)).fill(-Infinity);
  for (const cosine of cosines) {
    if (cosine <= nearest[0]) continue;
    nearest[0] = cosine;
    nearest.sort();
  }
  return nearest.length ? nearest.reduce((sum, value) => sum + value, 0) / nearest.length : 0;
}
