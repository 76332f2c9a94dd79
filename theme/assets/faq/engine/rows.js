/** The rows of those word pieces that the compared texts use, laid out so that a question meets all of them at once. */

/** @typedef {import("./model.js").StaticModel} StaticModel */

export class Rows {
  /**
   * @param {StaticModel} model
   * @param {Uint16Array[]} texts the pieces that are used
   */
  constructor({ dimension, packed, weights, zero }, texts) {
    const isUsed = new Uint8Array(weights.length);
    for (const pieces of texts) for (const piece of pieces) isUsed[piece] = 1;
    const used = Uint16Array.from(isUsed.keys()).filter((piece) => isUsed[piece]);
    /** @private */
    this.pairs = dimension / 2;
    /** Of a piece: where among these it is. */
    this.places = new Uint16Array(weights.length);
    const bytes = new Uint8Array(used.length * this.pairs);
    used.forEach((piece, place) => {
      this.places[piece] = place;
      bytes.set(packed.subarray(piece * this.pairs, (piece + 1) * this.pairs), place * this.pairs);
    });
    /** @private */
    this.weights = Float64Array.from(used, (piece) => weights[piece]);
    // Rows of few levels hold few of the 256 bytes: what these add makes a table that the processor keeps at hand.
    const held = new Uint8Array(256);
    for (const byte of bytes) held[byte] = 1;
    const kinds = Uint8Array.from(held.keys()).filter((byte) => held[byte]);
    /** The two numbers in each kind of byte. @private */
    this.first = Float64Array.from(kinds, (byte) => (byte >> 4) - zero);
    /** @private */
    this.second = Float64Array.from(kinds, (byte) => (byte & 15) - zero);
    /** Filled anew for each question: to ask for so much memory each time takes longer than to fill it. @private */
    this.table = new Float64Array(kinds.length * this.pairs);
    const starts = new Uint16Array(256);
    kinds.forEach((byte, kind) => { starts[byte] = kind * this.pairs; });
    /** For each byte of the rows, where in the table it is. @private */
    this.cells = new Uint16Array(bytes.length);
    for (let at = 0; at < bytes.length; at++) this.cells[at] = starts[bytes[at]] + (at % this.pairs);
  }

  /**
   * Inner product of each row with a vector.
   * @param {Float64Array} vector
   * @returns {Float64Array}
   */
  products(vector) {
    const { cells, weights, pairs, table } = this;
    this.fill(vector);
    const found = new Float64Array(weights.length);
    for (let row = 0, at = 0; row < found.length; row++) {
      // Two sums: none waits for the other.
      let even = 0;
      let odd = 0;
      for (const end = at + pairs; at < end; at += 2) {
        even += table[cells[at]];
        odd += table[cells[at + 1]];
      }
      found[row] = weights[row] * (even + odd);
    }
    return found;
  }

  /**
   * Work out what each kind of byte adds at each pair of axes: a row then takes half as many steps, and no product.
   * @private
   * @param {Float64Array} vector
   */
  fill(vector) {
    const { first, second, pairs, table } = this;
    for (let kind = 0, at = 0; kind < first.length; kind++) {
      for (let pair = 0; pair < pairs; pair++, at++) {
        table[at] = first[kind] * vector[2 * pair] + second[kind] * vector[2 * pair + 1];
      }
    }
  }
}
