/**
 * The engine in a thread of its own. It is sent `{id, load: {place, kind, lang}}` or `{id, ask: {question, lang,
 * previous}}`, and answers each with `{id, done}` or `{id, failed}`; while it loads, with `{id, loaded, total}`.
 */

import { Engine } from "./engine.js";
// All that it is made of is named here, so that it is fetched at once and not one after another.
import "./bags.js";
import "./bundle.js";
import "./decision.js";
import "./dictionary.js";
import "./faq.js";
import "./field.js";
import "./highlight.js";
import "./identification.js";
import "./lexical.js";
import "./meaning.js";
import "./mending.js";
import "./model.js";
import "./pages.js";
import "./personal-data.js";
import "./question.js";
import "./search.js";
import "./spelling.js";
import "./thread.js";
import "./tokenizer.js";
import "./words.js";
import "./stemmers/base.js";
import "./stemmers/english.js";
import "./stemmers/french.js";

/** @type {Engine | undefined} */
let engine;

addEventListener("message", async ({ data: { id, load, ask } }) => {
  try {
    if (load) engine ??= new Engine(new URL(load.place));
    if (!engine) throw new Error("Nothing was loaded.");
    const done = load
      ? await engine.load(load.kind, load.lang, (loaded, total) => postMessage({ id, loaded, total }))
      : await engine.ask(ask);
    postMessage({ id, done });
  } catch (error) {
    postMessage({ id, failed: String(error) });
  }
});
