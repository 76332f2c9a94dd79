/** Fetches the files of a bundle, checks and unpacks them; see `hdh_faq.bundle`. */

/** @typedef {Record<string, {file: string, sha256: string, bytes: number}>} Listing */

/** What was fetched is not what was published, or could not be fetched. */
export class BundleError extends Error {}

const LISTING = "bundle.json";
const NEWLINE = 10;
/** A listing names files beside it, and nothing that leads elsewhere. */
const FILE = /^bundle\/[\w-]+\.[\da-f]+\.bin$/u;

/**
 * What a bundle holds.
 * @param {URL} place folder of the listing
 * @returns {Promise<Listing>}
 */
export async function fetchListing(place) {
  return (await found(new URL(LISTING, place))).json();
}

/**
 * One file, as it was before it was compressed.
 * @param {URL} place
 * @param {Listing[string]} entry
 * @param {(bytes: number) => void} onBytes called with the number of bytes that came
 * @returns {Promise<Uint8Array>}
 */
export async function fetchFile(place, { file, sha256, bytes }, onBytes) {
  if (!FILE.test(file)) throw new BundleError("No file of a bundle.");
  const response = await found(new URL(file, place));
  const whole = new Uint8Array(bytes);
  let at = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    if (at + part.value.length > bytes) throw new BundleError(`${file} is too long.`);
    whole.set(part.value, at);
    at += part.value.length;
    onBytes(part.value.length);
  }
  const digest = [...new Uint8Array(await crypto.subtle.digest("SHA-256", whole))];
  if (digest.map((byte) => byte.toString(16).padStart(2, "0")).join("") !== sha256) {
    throw new BundleError(`${file} is not what was published.`);
  }
  const unpacked = new Blob([whole]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
}

/**
 * @param {Uint8Array} content
 * @returns {any}
 */
export function asJson(content) {
  return JSON.parse(new TextDecoder().decode(content));
}

/**
 * A line of JSON, then the arrays that it names.
 * @param {Uint8Array} content
 * @returns {import("./meaning.js").MeaningData}
 */
export function asMeaning(content) {
  const end = content.indexOf(NEWLINE);
  const { dimension, zero, pieces, arrays } = asJson(content.subarray(0, end));
  /** @type {Record<string, Uint8Array>} */
  const found = {};
  let at = end + 1;
  for (const [name, width, size] of arrays) {
    // A copy: an array of two bytes a number must begin at an even place.
    found[name] = content.slice(at, at + width * size);
    at += width * size;
  }
  const wide = (/** @type {string} */ name) => new Uint16Array(found[name].buffer);
  const bags = (/** @type {string} */ name) => ({ pieces: wide(`${name}_pieces`), sizes: found[`${name}_sizes`] });
  return {
    model: { pieces, dimension, zero, packed: found.packed, weights: wide("weights") },
    counts: wide("counts"),
    questions: bags("questions"),
    unanswered: bags("unanswered"),
    outside: bags("outside"),
  };
}

/** @param {URL} address */
async function found(address) {
  const response = await fetch(address, { credentials: "omit", redirect: "error" });
  if (!response.ok) throw new BundleError(`${address.pathname} was not found.`);
  return response;
}
