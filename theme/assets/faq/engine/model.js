/** The static model: a text's vector is the mean of its word pieces' rows, brought to length one. */

import { Tokenizer } from "./tokenizer.js";

/**
 * As a bundle holds it; see `hdh_faq.bundle`.
 * @typedef {object} ModelData
 * @property {readonly string[]} pieces
 * @property {number} dimension
 * @property {number} zero what stands for zero in `packed`
 * @property {Uint8Array} packed the rows, two numbers a byte, the first in the higher half
 * @property {Uint16Array} weights of each row, as half floats
 */

export class StaticModel {
  /** @param {ModelData} data */
  constructor({ pieces, dimension, zero, packed, weights }) {
    this.dimension = dimension;
    /** @private */
    this.tokenizer = new Tokenizer(pieces);
    /** @private */
    this.rows = new Int8Array(packed.length * 2);
    packed.forEach((byte, place) => {
      this.rows[2 * place] = (byte >> 4) - zero;
      this.rows[2 * place + 1] = (byte & 15) - zero;
    });
    /** @private */
    this.weights = Float64Array.from(weights, fromHalf);
  }

  /**
   * Its word pieces.
   * @param {string} text
   */
  pieces(text) {
    return this.tokenizer.encode(text);
  }

  /**
   * Unit vector of a text, given by its pieces; zero if it has none.
   * @param {ArrayLike<number>} pieces
   * @returns {Float64Array}
   */
  vector(pieces) {
    const sum = new Float64Array(this.dimension);
    this.add(sum, pieces);
    const length = lengthOf(sum);
    return length ? sum.map((value) => value / length) : sum;
  }

  /**
   * Add the rows of some pieces to a sum.
   * @param {Float64Array} sum
   * @param {ArrayLike<number>} pieces
   */
  add(sum, pieces) {
    for (let at = 0; at < pieces.length; at++) {
      const start = pieces[at] * this.dimension;
      const weight = this.weights[pieces[at]];
      for (let axis = 0; axis < this.dimension; axis++) sum[axis] += weight * this.rows[start + axis];
    }
  }

  /**
   * Inner product of a piece's row with a vector.
   * @param {number} piece
   * @param {Float64Array} vector
   */
  product(piece, vector) {
    const start = piece * this.dimension;
    let sum = 0;
    for (let axis = 0; axis < this.dimension; axis++) sum += this.rows[start + axis] * vector[axis];
    return this.weights[piece] * sum;
  }
}

/**
 * A number from the sixteen bits of IEEE 754's half precision.
 * @param {number} bits
 */
function fromHalf(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = (bits & 0x3ff) / 1024;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction) : 2 ** -14 * fraction);
}

/** @param {Float64Array} vector */
export function lengthOf(vector) {
  return Math.sqrt(dot(vector, vector));
}

/**
 * Inner product of two vectors.
 * @param {Float64Array} one
 * @param {Float64Array} other
 */
export function dot(one, other) {
  return one.reduce((sum, value, axis) => sum + value * other[axis], 0);
}
