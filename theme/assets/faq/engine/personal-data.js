/** Personal data in a question: found and masked, so that it is neither searched nor kept. */

/** @typedef {import("./words.js").Words} Words */

const FIFTEEN_DIGITS = /(?<![0-9])(?:[0-9][ .-]?){6}[0-9AaBb](?:[ .-]?[0-9]){8}(?![0-9])/gu;

/**
 * The text with a mask in the place of each social-security number, e-mail address and phone number.
 * @param {string} text
 * @param {Words} words
 * @returns {string}
 */
export function masked(text, words) {
  const [number] = words.personal;
  const checked = text.replace(FIFTEEN_DIGITS, (found) => (isSocialSecurity(found) ? number.mask : found));
  return words.personal.reduce((left, { pattern, mask }) => left.replace(pattern, () => mask), checked);
}

/**
 * The text as far as it was not masked.
 * @param {string} text
 * @param {Words} words
 * @returns {string}
 */
export function withoutMasks(text, words) {
  // One mask after another, not all at once, would join what is left of two into a third.
  const masks = [...new Set(words.personal.map(({ mask }) => mask))].map((mask) => mask.replace(/[[\]]/gu, "\\$&"));
  return text.replace(new RegExp(masks.join("|"), "gu"), "");
}

/**
 * Whether fifteen digits end with the key of the thirteen before them: 97 less their remainder by 97.
 *
 * In Corsican numbers 2A and 2B count as 19 and 18. The first digit tells the kind of person registered: 1 and 2 for
 * those born in France, 3, 4, 7 and 8 for people without a definite number, 5 and 6 for others from abroad.
 * @param {string} found
 */
function isSocialSecurity(found) {
  const digits = found.replace(/[ .-]/gu, "").toUpperCase();
  const first = digits.slice(0, 13);
  const number = digits.includes("A") ? first.replace("2A", "19") : first.replace("2B", "18");
  return /^[1-8]\d*$/u.test(number) && 97 - (Number(number) % 97) === Number(digits.slice(13));
}
