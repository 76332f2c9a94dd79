/** The static model: a text's vector is the mean of its word pieces' rows, brought to length one. */

import { Tokenizer } from "./tokenizer.js";

/**
 * As a bundle holds it; see `hdh_faq.bundle`.
 * @typedef {object} ModelData
 * @property {readonly string[]} pieces
 * @property {number} dimension a multiple of four, at most 512
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
    this.packed = packed;
    this.zero = zero;
    /** Of each row. */
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
    const { packed, weights, zero } = this;
    const pairs = this.dimension / 2;
    for (let at = 0; at < pieces.length; at++) {
      const start = pieces[at] * pairs;
      const weight = weights[pieces[at]];
      for (let pair = 0; pair < pairs; pair++) {
        const byte = packed[start + pair];
        sum[2 * pair] += weight * ((byte >> 4) - zero);
        sum[2 * pair + 1] += weight * ((byte & 15) - zero);
      }
    }
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
  let sum = 0;
  for (let axis = 0; axis < one.length; axis++) sum += one[axis] * other[axis];
  return sum;
}
