/** What the panel says, in both languages. */

/** @param {number} count @param {string} one @param {string} many */
const some = (count, one, many) => `${count} ${count === 1 ? one : many}`;

const FRENCH = {
  locale: "fr",
  months: monthsIn("fr"),
  title: "Chercher ou demander",
  close: "Fermer la recherche",
  label: "Votre question, ou des mots à chercher",
  ask: "Demander",
  hint: "Les flèches choisissent une page, Entrée l’ouvre. Sans choix, Entrée pose la question.",
  clear: "Effacer la question",
  note: "Des passages du site, mot pour mot ; aucune réponse générée. N’écrivez rien de votre dossier médical.",
  pages: "Pages et rubriques",
  starters: "Par exemple :",
  forget: "Effacer ces questions",
  forgotten: "Questions effacées.",
  keys: "Les touches «\u00a0/\u00a0» et S ouvrent cette boîte",
  waiting: "Recherche en cours…",
  empty: "Écrivez d’abord une question.",
  unavailable: "Aucun moteur ne répond ici aux questions. La recherche des pages marche.",
  offline: "Ni réponse, ni liste des pages : rien ne se charge. Vérifiez votre connexion, puis reposez la question.",
  saving: "Votre navigateur économise les données : le moteur de réponse n’est chargé que si vous le voulez.",
  nearestPages: "Les pages les plus proches de ces mots :",
  noPages: "Aucune page n’a ces mots dans un titre.",
  loading: "Chargement du moteur de réponse…",
  readAs: "Compris ainsi :",
  undo: "Revenir à ce que j’ai écrit",
  whole: "Lire le passage entier",
  sources: "Sources",
  nearest: "Passages les plus proches",
  checked: "vérifié le",
  undated: "sans date",
  copy: "Copier la réponse",
  copied: "Réponse copiée, avec sa source.",
  link: "Lien vers cette réponse",
  linkCopied: "Lien copié.",
  next: "À demander ensuite :",
  instead: "Le site répond à :",
  by: {
    server: "Réponse du serveur, par le sens et par les mots.",
    meaning: "Trouvée dans votre navigateur, par le sens et par les mots",
    words: "Trouvée dans votre navigateur, par les mots",
  },
  unsent: " : rien n’a été envoyé.",
  unheard: ", faute de réponse du serveur.",
  /** @param {number} count */
  found: (count) => `Réponse trouvée, ${some(count, "passage", "passages")}.`,
  /** @param {number} count */
  results: (count) => count ? `${some(count, "page ou rubrique", "pages ou rubriques")}. Flèches haut et bas pour choisir.` : "Aucune page trouvée. Entrée pose la question.",
  /** @param {number} count */
  moreSources: (count) => some(count, "autre source", "autres sources"),
  /** @param {string} size */
  more: (size) => `Chercher aussi par le sens (${size} Mo)`,
  /** @param {string} size */
  load: (size) => `Charger le moteur de réponse (${size} Mo)`,
  /** @param {string} loaded @param {string} total */
  progress: (loaded, total) => `Chargement : ${loaded} Mo sur ${total}`,
};

/** @type {typeof FRENCH} */
const ENGLISH = {
  locale: "en-GB",
  months: monthsIn("en-GB"),
  title: "Search or ask",
  close: "Close the search",
  label: "Your question, or words to look for",
  ask: "Ask",
  hint: "The arrows choose a page, Enter opens it. Without a choice, Enter asks the question.",
  clear: "Clear the question",
  note: "Passages of the site, word for word; no generated answer. Do not type anything from your medical file.",
  pages: "Pages and sections",
  starters: "For example:",
  forget: "Erase these questions",
  forgotten: "Questions erased.",
  keys: "The keys / and S open this box",
  waiting: "Searching…",
  empty: "Please write a question first.",
  unavailable: "No engine answers questions here. The search for pages works.",
  offline: "No answer and no list of pages: nothing loads. Check your connection, then ask again.",
  saving: "Your browser saves data: what answers questions is loaded only if you want it.",
  nearestPages: "The pages nearest to these words:",
  noPages: "No page has these words in a heading.",
  loading: "Loading the engine that answers…",
  readAs: "Understood as:",
  undo: "Back to what I typed",
  whole: "Read the whole passage",
  sources: "Sources",
  nearest: "Nearest passages",
  checked: "checked on",
  undated: "undated",
  copy: "Copy the answer",
  copied: "Answer copied, with its source.",
  link: "Link to this answer",
  linkCopied: "Link copied.",
  next: "To ask next:",
  instead: "The site does answer:",
  by: {
    server: "Answered by the server, by meaning and by words.",
    meaning: "Found in your browser, by meaning and by words",
    words: "Found in your browser, by words",
  },
  unsent: ": nothing was sent.",
  unheard: ", as the server gave no answer.",
  found: (count) => `Answer found, ${some(count, "passage", "passages")}.`,
  results: (count) => count ? `${some(count, "page or section", "pages or sections")}. Up and down arrows to choose.` : "No page found. Enter asks the question.",
  moreSources: (count) => some(count, "more source", "more sources"),
  more: (size) => `Search by meaning, too (${size} MB)`,
  load: (size) => `Load what answers questions (${size} MB)`,
  progress: (loaded, total) => `Loading: ${loaded} MB of ${total}`,
};

/** @typedef {typeof FRENCH} Words */

/** @type {{fr: Words, en: Words}} */
export const WORDS = { fr: FRENCH, en: ENGLISH };

/** Text as it is printed, in French spaces and apostrophes; tests/printed.json holds all who print to the same. @param {string} text @param {string} lang */
export function printed(text, lang) {
  if (lang !== "fr") return text;
  return text.replaceAll("'", "’").replace(/ ([?!;])/g, "\u202f$1").replace(/ ([:»])/g, "\u00a0$1").replaceAll("« ", "«\u00a0");
}

/** `2026-04-23` → “23 avril 2026”; a month or a year alone stays as precise as it is. @param {string} date @param {Words} words */
export function inWords(date, words) {
  if (!date) return words.undated;
  const [year, month, day] = date.split("-").map(Number);
  const first = day === 1 && words.locale === "fr" ? "1er" : day;
  const named = [first, month && words.months.format(Date.UTC(year, month - 1))].filter(Boolean).join("\u00a0");
  return [named, year].filter(Boolean).join(" ");
}

/** Names of months; made once, since making it takes a telephone longer than all else of an answer. @param {string} locale */
function monthsIn(locale) {
  return new Intl.DateTimeFormat(locale, { month: "long", timeZone: "UTC" });
}

/** @param {number} bytes @param {Words} words */
export function megabytes(bytes, words) {
  return (bytes / 1e6).toLocaleString(words.locale, { maximumFractionDigits: 1 });
}
