/**
 * The engine in a thread of its own. It is sent `{id, load: {place, kind, lang}}` or `{id, ask: {question, lang,
 * previous}}`, and answers each with `{id, done}` or `{id, failed}`; while it loads, with `{id, loaded, total}`.
 */

import { Engine } from "./engine.js";

/** @type {Engine | undefined} */
let engine;

addEventListener("message", async ({ data: { id, load, ask } }) => {
  try {
    if (load) engine ??= new Engine(new URL(load.place));
    if (!engine) throw new Error("Not loaded.");
    const done = load
      ? await engine.load(load.kind, load.lang, (loaded, total) => postMessage({ id, loaded, total }))
      : await engine.ask(ask);
    postMessage({ id, done });
  } catch (error) {
    postMessage({ id, failed: String(error) });
  }
});
