/**
 * Where answers come from. A panel needs nothing but `ask`; another engine, one that searches in the browser,
 * can take this one's place.
 */

export class Unavailable extends Error {}

/**
 * An engine that asks a server.
 * @param {string} address of `/api/ask`; empty if this site has no server
 */
export function serverEngine(address) {
  return {
    /**
     * @param {string} question
     * @param {"fr" | "en"} lang language of the page
     * @param {string[]} previous questions asked before it, oldest first
     * @returns {Promise<object>} an answer, as documented under "Answers" in the project's README
     * @throws {Unavailable} no server answered
     */
    async ask(question, lang, previous) {
      if (!address) throw new Unavailable();
      let response;
      try {
        response = await fetch(address, {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({ question, lang, previous }),
          signal: AbortSignal.timeout(15000),
          credentials: "omit",
        });
      } catch {
        throw new Unavailable();
      }
      // Refusals (too long, too short, busy) are answers too; anything else than JSON is no server of ours.
      const answer = await response.json().catch(() => null);
      if (!answer || typeof answer.outcome !== "string") throw new Unavailable();
      return answer;
    },
  };
}
