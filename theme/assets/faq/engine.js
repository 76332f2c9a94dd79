/** Where answers come from: a server. */

/** @typedef {import("./panel.js").Engine} Engine */

/** Nothing answers: no server here, or it cannot be reached. */
export class Unavailable extends Error {}

const TIMEOUT = 15_000;

/**
 * @param {{api: string, root: URL, lang: "fr" | "en"}} options api: address of `/api/ask`, empty if this site has no
 *   server; root: where the French home page is
 * @returns {Engine}
 */
export function createEngine({ api, root }) {
  const address = api && new URL(api, root).href;
  return {
    more: null,
    prepare(onState) {
      onState({ state: address ? "ready" : "failed", loaded: 0, total: 0 });
    },
    async ask(question, lang, previous) {
      if (!address) throw new Unavailable();
      return { answer: await askServer(address, { question, lang, previous }), by: "server" };
    },
    async loadMore() {},
  };
}

/** @param {string} address @param {object} question @returns {Promise<import("./answer-view.js").Answer>} */
async function askServer(address, question) {
  let response;
  try {
    response = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(question),
      signal: AbortSignal.timeout(TIMEOUT),
      credentials: "omit",
    });
  } catch {
    throw new Unavailable();
  }
  // Refusals (too long, too short, busy) are answers too; anything else than an answer comes from no server of ours.
  const answer = await response.json().catch(() => null);
  if (typeof answer?.outcome !== "string" || !Array.isArray(answer.passages)) throw new Unavailable();
  return answer;
}
