/** Serves a bundle with bytes changed and loads it as a browser does; reads a request as JSON from standard input. */

import { readFileSync } from "node:fs";
import { createServer } from "node:http";

import { asJson, asMeaning, fetchFile, fetchListing } from "../../theme/assets/faq/engine/bundle.js";
import { Engine } from "../../theme/assets/faq/engine/engine.js";

/**
 * folder: of the bundle; changes: to be made one by one, each the name of a part, a place and what is put there, as
 * base64; listings: texts to be served in the place of the listing; bytes: to be read as if they were files.
 */
const { folder, changes, listings, bytes } = JSON.parse(readFileSync(0, "utf8"));
/** @type {Record<string, Buffer>} */
let served = {};
/** @type {string[]} */
const wanted = [];
const server = createServer((request, response) => {
  const name = (request.url ?? "").replace(/^\/site\//u, "");
  wanted.push(request.url ?? "");

  try {
    response.end(served[name] ?? readFileSync(`${folder}/${name}`));
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
const place = new URL(`http://127.0.0.1:${server.address().port}/site/`);

const question = { question: "Qui remplace Microsoft ?", lang: "fr", previous: [] };

/** What a reader gets: an outcome, or the kind of error. */
async function answer() {
  const engine = new Engine(place);
  try {
    await engine.load("words", "fr", () => {});
    await engine.load("meaning", "fr", () => {});
    return (await engine.ask(question)).answer.outcome;
  } catch (error) {
    return error.constructor.name;
  }
}

const whole = await answer();
const damaged = [];
const listing = changes.length ? await fetchListing(place) : {};
for (const { name, at, put } of changes) {
  const { file } = listing[name];
  const content = readFileSync(`${folder}/${file}`);
  Buffer.from(put, "base64").copy(content, at);
  served = { [file]: content };
  damaged.push(await fetchFile(place, listing[name], () => {}).then(() => "read", (error) => error.constructor.name));
}
const told = [];
for (const text of listings) {
  served = { "bundle.json": Buffer.from(text) };
  told.push(await answer());
}
const read = bytes.map((text) => [asJson, asMeaning].map((reader) => {
  try {
    reader(new Uint8Array(Buffer.from(text, "base64")));
    return "read";
  } catch (error) {
    return error instanceof Error ? "Error" : "something else";
  }
}));
server.close();
process.stdout.write(JSON.stringify({ whole, damaged, told, read, wanted: [...new Set(wanted)] }));
