/** The passages of one language by their words. Scores are Lucene's BM25, as bm25s gives them to the server. */

const K1 = 1.2;
const B = 0.75;

/** @typedef {{rows: number[], scores: number[]}} Postings of a term, by passage */

export class LexicalField {
  /**
   * @param {readonly ReadonlyMap<string, number>[]} documents how often each term stands in each passage
   */
  constructor(documents) {
    const sizes = documents.map((terms) => [...terms.values()].reduce((sum, count) => sum + count, 0));
    const mean = sizes.reduce((sum, size) => sum + size, 0) / documents.length;
    /** @private */
    this.size = documents.length;
    /** @private @type {Map<string, Postings>} */
    this.postings = new Map();
    documents.forEach((terms, row) => {
      const penalty = K1 * (1 - B + (B * sizes[row]) / mean);
      for (const [term, count] of terms) {
        const own = this.postings.get(term) ?? { rows: [], scores: [] };
        own.rows.push(row);
        own.scores.push(count / (penalty + count));
        this.postings.set(term, own);
      }
    });
    for (const [term, { scores }] of this.postings) {
      const rarity = this.rarity(term);
      scores.forEach((score, place) => (scores[place] = rarity * score));
    }
  }

  /**
   * Whether any passage has this term.
   * @param {string} term
   */
  has(term) {
    return this.postings.has(term);
  }

  /**
   * Inverse document frequency of a term; one that no passage has counts as the rarest.
   * @param {string} term
   */
  rarity(term) {
    const count = this.postings.get(term)?.rows.length ?? 0;
    return Math.log1p((this.size - count + 0.5) / (count + 0.5));
  }

  /**
   * Score of each passage; 0 where it shares no term.
   * @param {readonly string[]} terms of a question, each as often as it was asked
   * @returns {Float64Array}
   */
  scores(terms) {
    const found = new Float64Array(this.size);
    for (const term of terms) {
      const own = this.postings.get(term);
      own?.rows.forEach((row, place) => (found[row] += own.scores[place]));
    }
    return found;
  }
}
