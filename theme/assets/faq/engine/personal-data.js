/** Personal data in a question: found and masked, so that it is neither searched nor kept. */

/** @typedef {import("./words.js").Words} Words */

/** What stands for a datum once it is found: no rule goes across it. */
const BLANK = "\n";

/** @type {Record<"nir" | "iban" | "luhn", (found: string) => boolean>} */
const CHECKS = { nir: isSocialSecurity, iban: isAccount, luhn: isCard };

/**
 * The text with a mask in the place of each personal datum that the rules know.
 * @param {string} text
 * @param {Words} words
 * @returns {string}
 */
export function masked(text, words) {
  let plain = [...text].map((sign) => words.lookAlike.get(sign) ?? sign).join("");
  /** @type {[number, number, string][]} */
  const found = [];
  for (const { pattern, mask, check } of words.personal) {
    for (const [start, end] of places(pattern, plain, check ? CHECKS[check] : () => true)) {
      plain = plain.slice(0, start) + BLANK.repeat(end - start) + plain.slice(end);
      found.push([start, end, mask]);
    }
  }
  return found
    .sort(([one], [other]) => other - one)
    .reduce((left, [start, end, mask]) => left.slice(0, start) + mask + left.slice(end), text);
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
 * Where a rule applies; what fails the check may hold something that passes it.
 * @param {RegExp} pattern
 * @param {string} plain
 * @param {(found: string) => boolean} check
 * @returns {[number, number][]}
 */
function places(pattern, plain, check) {
  /** @type {[number, number][]} */
  const found = [];
  const search = new RegExp(pattern);
  for (let match = search.exec(plain); match; match = search.exec(plain)) {
    const end = match.index + match[0].length;
    if (check(match[0])) found.push([match.index, end]);
    else search.lastIndex = match.index + 1;
  }
  return found;
}

/**
 * Whether fifteen digits end with the key of the thirteen before them: 97 less their remainder by 97.
 *
 * In Corsican numbers 2A and 2B count as 19 and 18. The first digit tells the kind of person registered: 1 and 2 for
 * those born in France, 3, 4, 7 and 8 for people without a definite number, 5 and 6 for others from abroad.
 * @param {string} found
 */
function isSocialSecurity(found) {
  const digits = signsOf(found);
  const first = digits.slice(0, 13);
  const number = digits.includes("A") ? first.replace("2A", "19") : first.replace("2B", "18");
  return /^\d+$/u.test(number) && 97 - (Number(number) % 97) === Number(digits.slice(13));
}

/**
 * Whether an IBAN leaves 1 by 97, its first four signs put last and its letters read as 10 to 35.
 * @param {string} found
 */
function isAccount(found) {
  const signs = signsOf(found);
  const digits = [...(signs.slice(4) + signs.slice(0, 4))].map((sign) => Number.parseInt(sign, 36)).join("");
  return [...digits].reduce((rest, digit) => (10 * rest + Number(digit)) % 97, 0) === 1;
}

/**
 * Whether a number passes Luhn's check, as all bank cards do.
 * @param {string} found
 */
function isCard(found) {
  const digits = [...signsOf(found)].reverse().map(Number);
  const counted = digits.map((digit, place) => (place % 2 ? 2 * digit - (digit > 4 ? 9 : 0) : digit));
  return counted.reduce((sum, digit) => sum + digit, 0) % 10 === 0;
}

/**
 * Its letters and digits, in capitals.
 * @param {string} found
 */
function signsOf(found) {
  return found.toUpperCase().replace(/[^0-9A-Z]/gu, "");
}
