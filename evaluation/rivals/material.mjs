// Material's own search: the site's own worker script, given the site's own search indexes, as in a browser.
// stdin: {"site", "questions": [{"question", "lang"}]}; stdout: for each question [{"url", "score"}], best first.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import vm from "node:vm";

const PLACES = 40;
const { site, questions } = JSON.parse(readFileSync(0, "utf8"));

/** The worker of one language's site: a function from a message to the worker's reply. */
function startWorker(root) {
  const folder = join(root, "assets/javascripts/workers");
  const script = join(folder, readdirSync(folder).find((name) => /^search\..*\.js$/.test(name)));
  let listen;
  let reply;
  const world = {
    console: { warn() {}, log() {}, error: console.error },
    addEventListener: (_, listener) => (listen = listener),
    postMessage: (message) => (reply = message),
    importScripts: (...paths) => paths.forEach((path) => run(join(dirname(script), path))),
  };
  world.self = vm.createContext(world);
  const run = (path) => vm.runInContext(readFileSync(path, "utf8"), world, { filename: path });
  run(script);
  return async (type, data) => {
    await listen({ data: { type, data } });
    return reply;
  };
}

const [SETUP, QUERY] = [0, 2]; // message types of Material's worker
const roots = { fr: "", en: "en/" };
const workers = {};
for (const lang of new Set(questions.map((question) => question.lang))) {
  const root = join(site, roots[lang]);
  const index = JSON.parse(readFileSync(join(root, "search/search_index.json"), "utf8"));
  // The list of sources, once a page, is no part of our corpus either.
  index.docs = index.docs.filter(({ location }) => !location.endsWith("#footnotes-title"));
  workers[lang] = startWorker(root);
  await workers[lang](SETUP, { ...index, options: { suggest: false } });
}

const answers = [];
for (const { question, lang } of questions) {
  const { data } = await workers[lang](QUERY, question);
  // A page heads its group even when it did not match (score 0): the reader's eye goes to what matched.
  const places = data.items.flat().filter((item) => item.score > 0).sort((a, b) => b.score - a.score);
  answers.push(places.slice(0, PLACES).map(({ location, score }) => ({ url: `/${roots[lang]}${location}`, score })));
}
process.stdout.write(JSON.stringify(answers));
