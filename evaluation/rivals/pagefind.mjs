// Pagefind: indexes a copy of the built pages, then asks its own client and WebAssembly, as in a browser.
// stdin: {"site", "questions": [{"question", "lang"}]}; stdout: for each question [{"url", "score"}], best first.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as pagefind from "pagefind";

const PAGES = 10;
// Everything that is no part of our corpus either.
const CHROME = [".headerlink", ".footnote", "sup[id^=fnref]", "[data-faq=skip]"];
const { site, questions } = JSON.parse(readFileSync(0, "utf8"));

const { index } = await pagefind.createIndex({ excludeSelectors: CHROME });
for (const path of readdirSync(site, { recursive: true })) {
  if (!/(^|[\\/])index\.html$/.test(path)) continue;
  // As Pagefind advises: mark what is the page's own text.
  const content = readFileSync(join(site, path), "utf8").replace("<article ", "<article data-pagefind-body ");
  const url = `/${path.replaceAll("\\", "/").replace(/index\.html$/, "")}`;
  const { errors } = await index.addHTMLFile({ url, content });
  if (errors.length) throw new Error(errors.join("; "));
}
const folder = mkdtempSync(join(tmpdir(), "hdh-faq-pagefind-"));
await index.writeFiles({ outputPath: folder });
await pagefind.close();

// What Pagefind's client expects of a browser: files by address, and the language of the page.
let lang;
globalThis.fetch = async (address) => new Response(readFileSync(new URL(String(address).split("?")[0])));
globalThis.document = { currentScript: null, querySelector: () => ({ getAttribute: () => lang }) };
const base = `${pathToFileURL(folder).href}/`;
const clients = {};
for (lang of new Set(questions.map((question) => question.lang))) {
  // One copy of the module a language: it holds one WebAssembly.
  const module = await import(`${base}pagefind.js?${lang}`);
  clients[lang] = module.createInstance({ basePath: base, baseUrl: "/" });
  await clients[lang].search("");
}

const weight = (place) => place.weighted_locations.reduce((sum, word) => sum + word.balanced_score, 0);
const answers = [];
for (const { question, lang: own } of questions) {
  const { results } = await clients[own].search(question);
  const places = [];
  for (const result of results.slice(0, PAGES)) {
    const { sub_results: sections } = await result.data();
    sections.sort((a, b) => weight(b) - weight(a));
    places.push(...sections.map(({ url }) => ({ url, score: result.score })));
  }
  answers.push(places);
}
rmSync(folder, { recursive: true });
process.stdout.write(JSON.stringify(answers));
