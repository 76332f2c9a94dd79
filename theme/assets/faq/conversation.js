/**
 * What was asked in this tab, so that Back and reload find it again. It stays in the tab's own storage, is sent nowhere
 * and ends with the tab.
 */

/**
 * @typedef {import("./answer-view.js").Answer} Answer
 * @typedef {import("./panel.js").By} By
 * @typedef {{question: string, answer: Answer, by: By, sent?: boolean}} Turn
 */

const KEPT = 4;
const TURNS = "faq-turns-";
const OPEN = "faq-open"; // read by widget.js, too

/** @param {string} lang @returns {Turn[]} oldest first */
export function readTurns(lang) {
  try {
    const turns = JSON.parse(sessionStorage.getItem(TURNS + lang) ?? "[]");
    return Array.isArray(turns) ? turns : [];
  } catch {
    return []; // no storage, or none of ours
  }
}

/** @param {string} lang @param {Turn[]} turns */
export function keepTurns(lang, turns) {
  store(TURNS + lang, turns.length ? JSON.stringify(turns.slice(-KEPT)) : null);
}

/** Remember in this entry of the history, for reload and Back, whether there is something to show again. @param {boolean} shown */
export function markEntry(shown) {
  history.replaceState({ ...history.state, faq: shown }, "");
}

/** Remember, for the next page too, whether the panel is open. @param {boolean} open */
export function keepOpen(open) {
  markEntry(open);
  store(OPEN, open ? "1" : null);
}

/** @param {string} key @param {string | null} value */
function store(key, value) {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    // Storage is full or forbidden: the conversation then lasts as long as the page.
  }
}
