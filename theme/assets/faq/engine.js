/** Where answers come from: a server if there is one, else the reader's own browser; see engine/. */

/** @typedef {import("./panel.js").Engine} Engine */
/** @typedef {import("./answer-view.js").Answer} Answer */
/** @typedef {import("./panel.js").OnProgress} OnProgress */
/** @typedef {"fr" | "en"} Lang */

/** Nothing answers: no server, and this browser cannot, or was not asked to load what it takes. */
export class Unavailable extends Error {}

const TIMEOUT = 15_000;
const REMEMBERED = "faq-meaning"; // in the tab: it was loaded, so the browser has it

/**
 * @param {{api: string, root: URL, lang: Lang}} options api: address of `/api/ask`, empty if this site has no server;
 *   root: where the French home page is
 * @returns {Engine}
 */
export function createEngine({ api, root, lang }) {
  const address = api && new URL(api, root).href;
  const own = new OwnEngine(new URL("assets/faq/", root), lang);
  return {
    get more() {
      return own.more;
    },
    async prepare(onState) {
      if (address || savesData()) {
        onState({ state: "ready", loaded: 0, total: 0 });
        if (!address) await own.offer();
        return;
      }
      const onProgress = (/** @type {number} */ loaded, /** @type {number} */ total) => onState({ state: "loading", loaded, total });
      onProgress(0, 0);
      const ready = await own.start(onProgress).then(() => true, () => false);
      onState({ state: ready ? "ready" : "failed", loaded: 0, total: 0 });
    },
    async ask(question, page, previous) {
      const asked = { question, lang: page, previous };
      if (address) {
        const answer = await askServer(address, asked).catch(() => null);
        // What the server refuses for its own sake, the browser may do.
        if (answer && !["busy", "error"].includes(answer.outcome)) return { answer, by: "server", sent: true };
      }
      if (!own.started && savesData()) throw new Unavailable();
      return { ...await own.ask(asked), sent: Boolean(address) };
    },
    loadMore: (onProgress) => own.loadMore(onProgress),
  };
}

/** The engine in this browser, in a thread of its own: by words at once, by meaning once the reader wants it. */
class OwnEngine {
  /** @param {URL} place of the bundle @param {Lang} lang */
  constructor(place, lang) {
    this.place = place;
    this.lang = lang;
    /** @type {null | {bytes: number}} */
    this.more = null;
    /** @type {Promise<void> | undefined} */
    this.started = undefined;
    /** @type {Worker | undefined} */
    this.worker = undefined;
    /** @type {Map<number, {resolve: (done: any) => void, reject: (error: Error) => void, onProgress: OnProgress}>} */
    this.waiting = new Map();
    this.count = 0;
  }

  /** Say what it would take to answer, without loading it. */
  async offer() {
    const listing = await fetch(new URL("bundle.json", this.place)).then((response) => response.json()).catch(() => null);
    if (listing && !this.started) this.more = { bytes: listing.shared.bytes + listing[`pages-${this.lang}`].bytes };
  }

  /** Load what answers by words; by meaning, too, if this tab did before. @param {OnProgress} [onProgress] */
  start(onProgress = () => {}) {
    this.started ??= this.load("words", onProgress).then(() => remembered() ? this.load("meaning", onProgress) : undefined);
    this.started.catch(() => { this.started = undefined; });
    return this.started;
  }

  /** @param {OnProgress} onProgress */
  async loadMore(onProgress) {
    if (!this.started) return this.start(onProgress);
    await this.load("meaning", onProgress);
    remember();
  }

  /** @param {{question: string, lang: Lang, previous: string[]}} asked @returns {Promise<{answer: Answer, by: "words" | "meaning"}>} */
  async ask(asked) {
    try {
      await this.start();
      return await this.send({ ask: asked });
    } catch {
      throw new Unavailable();
    }
  }

  /** @private @param {"words" | "meaning"} kind @param {OnProgress} onProgress */
  async load(kind, onProgress) {
    const { more } = await this.send({ load: { place: this.place.href, kind, lang: this.lang } }, onProgress);
    this.more = more ? { bytes: more } : null;
  }

  /** @private @param {object} message @param {OnProgress} [onProgress] @returns {Promise<any>} */
  send(message, onProgress = () => {}) {
    this.worker ??= this.open();
    const id = ++this.count;
    const done = new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject, onProgress }));
    this.worker.postMessage({ id, ...message });
    return done;
  }

  /** @private */
  open() {
    const worker = new Worker(new URL("engine/worker.js", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data: { id, done, failed, loaded, total } }) => {
      const own = this.waiting.get(id);
      if (!own) return;
      if (total) return own.onProgress(loaded, total);
      this.waiting.delete(id);
      if (failed) own.reject(new Error(failed));
      else own.resolve(done);
    });
    // The script itself did not come: whoever waits is told, and the next question tries again.
    worker.addEventListener("error", () => {
      for (const own of this.waiting.values()) own.reject(new Unavailable());
      this.waiting.clear();
      this.worker = undefined;
    });
    return worker;
  }
}

/** @param {string} address @param {object} question @returns {Promise<Answer>} */
async function askServer(address, question) {
  const response = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(question),
    signal: AbortSignal.timeout(TIMEOUT),
    credentials: "omit",
  });
  const answer = await response.json();
  // Refusals (too long, too short, busy) are answers, too; anything else comes from no server of ours.
  if (typeof answer?.outcome !== "string" || !Array.isArray(answer.passages)) throw new Unavailable();
  return answer;
}

function savesData() {
  return Boolean(/** @type {any} */ (navigator).connection?.saveData);
}

function remembered() {
  try {
    return Boolean(sessionStorage.getItem(REMEMBERED));
  } catch {
    return false; // no storage
  }
}

function remember() {
  try {
    sessionStorage.setItem(REMEMBERED, "1");
  } catch {
    // no storage: the next page asks again
  }
}
