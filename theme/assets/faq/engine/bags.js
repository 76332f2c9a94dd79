/** The unit vectors of many short texts, held as bags of word pieces: a text's cosine is the sum of its pieces' products. */

import { lengthOf } from "./model.js";

/** @typedef {import("./model.js").StaticModel} StaticModel */

export class EmbeddingBags {
  /**
   * @param {StaticModel} model
   * @param {Uint16Array} pieces text after text
   * @param {Uint8Array} sizes how many pieces each text has
   */
  constructor(model, pieces, sizes) {
    /** @private */
    this.model = model;
    this.size = sizes.length;
    /** @private */
    this.used = [...new Set(pieces)];
    const places = new Map(this.used.map((piece, place) => [piece, place]));
    /** @private */
    this.places = Uint16Array.from(pieces, (piece) => places.get(piece) ?? 0);
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
   * @param {Float64Array} vector
   * @returns {Float64Array}
   */
  cosines(vector) {
    const products = Float64Array.from(this.used, (piece) => this.model.product(piece, vector));
    const found = new Float64Array(this.size);
    let at = 0;
    for (let text = 0; text < this.size; text++) {
      let sum = 0;
      for (const end = at + this.sizes[text]; at < end; at++) sum += products[this.places[at]];
      found[text] = sum / this.norms[text];
    }
    return found;
  }
}
