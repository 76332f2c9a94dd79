/** The unit vectors of many short texts, held as bags of word pieces: a text's cosine is the sum of its pieces' products. */

import { lengthOf } from "./model.js";

/** @typedef {import("./model.js").StaticModel} StaticModel */

export class EmbeddingBags {
  /**
   * @param {StaticModel} model
   * @param {Uint16Array} pieces text after text
   * @param {Uint8Array} sizes how many pieces each text has
   * @param {Uint16Array} places of the pieces among the rows whose products are known
   */
  constructor(model, pieces, sizes, places) {
    /** @private */
    this.rows = pieces.map((piece) => places[piece]);
    /** @private */
    this.sizes = sizes;
    /** @private */
    this.norms = new Float64Array(sizes.length);
    const sum = new Float64Array(model.dimension);
    let start = 0;
    sizes.forEach((size, text) => {
      sum.fill(0);
      model.add(sum, pieces.subarray(start, start + size));
      this.norms[text] = lengthOf(sum) || 1;
      start += size;
    });
  }

  /**
   * Cosine of each text to a unit vector.
   * @param {Float64Array} products of the rows with that vector
   * @returns {Float64Array}
   */
  cosines(products) {
    const { rows, sizes, norms } = this;
    const found = new Float64Array(sizes.length);
    for (let text = 0, at = 0; text < sizes.length; text++) {
      let sum = 0;
      for (const end = at + sizes[text]; at < end; at++) sum += products[rows[at]];
      found[text] = sum / norms[text];
    }
    return found;
  }
}
