/** A question in, an answer out: question → search → hits → decision → answer, as `hdh_faq.faq` has it. */

import { Judge, silence } from "./decision.js";
import { highlights } from "./highlight.js";
import { fold, terms, wordsOf } from "./lexical.js";
import { PageWords } from "./identification.js";
import { Mender } from "./mending.js";
import { isEmpty, isGreeting, readQuestion } from "./question.js";
import { rank, searchOf } from "./search.js";
import { sentencesOf, toldIn } from "./story.js";
import { asksOfAll, EARLIER, inFull, leans, mayLean } from "./thread.js";

/** @typedef {import("./decision.js").Decision} Decision */
/** @typedef {import("./decision.js").Ranking} Ranking */
/** @typedef {import("./dictionary.js").Dictionary} Dictionary */
/** @typedef {import("./lexical.js").Lang} Lang */
/** @typedef {import("./meaning.js").Meaning} Meaning */
/** @typedef {import("./pages.js").Pages} Pages */
/** @typedef {import("./question.js").Question} Question */
/** @typedef {import("./search.js").Hit} Hit */
/** @typedef {import("./search.js").Search} Search */
/** @typedef {import("./words.js").Words} Words */
/** @typedef {{question: string, url: string}} Suggestion */

/**
 * @typedef {object} AnswerPassage
 * @property {string} text
 * @property {string} page
 * @property {string} heading
 * @property {string} url
 * @property {Lang} lang
 * @property {string} as_of
 * @property {number} score
 * @property {[number, number][]} highlights in code points
 * @property {import("./pages.js").Source[]} sources
 * @property {number[]} [numbers] of its steps, for each line
 */

/**
 * As documented under "Answers" in the project's README.
 * @typedef {object} Answer
 * @property {string} question
 * @property {string | null} read_as
 * @property {Lang} lang
 * @property {string} outcome
 * @property {boolean} abstained
 * @property {number} confidence
 * @property {string} message
 * @property {AnswerPassage[]} passages
 * @property {Suggestion[]} suggestions
 */

/**
 * What both languages share.
 * @typedef {object} Ground
 * @property {Words} words
 * @property {Record<Lang, Dictionary>} dictionaries
 * @property {Record<Lang, Suggestion[]>} starters
 * @property {number} maxChars of a question
 */

const CANDIDATES = 12;
const MAX_SUGGESTIONS = 3;

export class Faq {
  /**
   * @param {Ground} ground
   * @param {Pages[]} pages of the languages that are there
   * @param {Ranking} ranking
   * @param {Meaning | null} [meaning] null to search by words alone
   */
  constructor(ground, pages, ranking, meaning = null) {
    const { words, dictionaries } = ground;
    /** @private */
    this.ground = ground;
    /** @private */
    this.pages = new Map(pages.map((own) => [own.lang, own]));
    /** @private */
    this.ranking = ranking;
    /** @private */
    this.meaning = meaning;
    /** @private */
    this.names = new Set([...dictionaries.fr.names, ...dictionaries.en.names]);
    /** @private */
    this.pageWords = new PageWords(dictionaries.fr.words.keys(), dictionaries.en.words.keys(), words);
    /** @private */
    this.menders = { fr: new Mender(dictionaries.fr, "fr", words), en: new Mender(dictionaries.en, "en", words) };
    /** @private */
    this.judge = new Judge(ranking, dictionaries, words, meaning);
  }

  /**
   * Languages whose pages are wanted to answer a question.
   * @param {string} question
   * @param {Lang} lang of the page
   * @returns {Lang}
   */
  langOf(question, lang) {
    return this.read(question, lang).lang;
  }

  /**
   * Answer a question; `previous` are those asked before it, oldest first.
   * @param {string} question
   * @param {Lang | null} [lang] of the page it comes from
   * @param {readonly string[]} [previous]
   * @returns {Answer}
   */
  ask(question, lang = null, previous = []) {
    const asked = this.read(question, lang);
    const earlier = previous.slice(-EARLIER).map((one) => this.read(one, lang));
    const [search, decision] = this.decide(asked, earlier);
    return search && decision.shown.length
      ? this.shown(asked, search, decision)
      : this.silent(asked, search, decision);
  }

  /**
   * @private
   * @param {string} question
   * @param {Lang | null} lang
   */
  read(question, lang) {
    return readQuestion(question, lang, this.pageWords, this.ground.words, this.ground.maxChars);
  }

  /**
   * How the question ends, and what was searched for it; nothing is, if it is refused.
   * @private
   * @param {Question} asked
   * @param {Question[]} before
   * @returns {[Search | null, Decision]}
   */
  decide(asked, before) {
    const { words } = this.ground;
    const outcome = refusal(asked, words);
    if (outcome) return [null, silence(outcome, asked.lang)];
    const whole = this.inThread(asked, before.filter((one) => !refusal(one, words)));
    const places = toldIn(asked.text, this.ground.dictionaries[asked.lang], asked.lang, words);
    const answered = whole[1].outcome === "answered";
    if (!places.length || (answered && sentencesOf(asked.text, words).length === 1)) return whole;
    // After the sentence or the names before it, where the part goes on from that.
    const parts = places.flatMap(({ question, before, names }) => {
      const part = { ...asked, text: question };
      const found = [this.inThread(part, before ? [{ ...asked, text: before }] : [])];
      const named = names && leans(part, this.names, words) && !asksOfAll(question, asked.lang, words);
      return named ? [...found, this.decideText(`${names} ${question}`, asked.lang)] : found;
    });
    const [search, decision] = likeliest(parts);
    // A story has passages of its own; where the question, too, is near to the first of them, it is one text.
    const isOne = answered && decision.hits.some(({ passage }) => passage === whole[1].hits[0].passage);
    return isOne ? whole : [{ ...search, part: true }, decision];
  }

  /**
   * After the earlier questions, where it goes on from them.
   * @private
   * @param {Question} asked
   * @param {Question[]} earlier
   * @returns {[Search, Decision]}
   */
  inThread(asked, earlier) {
    const { words } = this.ground;
    const inOne = () => this.decideText(inFull(asked, earlier, this.names, words), asked.lang);
    if (earlier.length && leans(asked, this.names, words)) return inOne();
    const alone = this.decideText(asked.text, asked.lang);
    if (!earlier.length || !mayLean(asked, this.names, words) || !this.knows(alone[0], asked.lang)) return alone;
    return likeliest([alone, inOne()]);
  }

  /**
   * By the pages of the language, and by those of the other that have no twin.
   * @private
   * @param {string} text
   * @param {Lang} lang
   * @returns {[Search, Decision]}
   */
  decideText(text, lang) {
    const search = searchOf(this.menders[lang].mend(text), this.meaning, this.ground.words);
    const own = this.decideBy(search, lang, () => true);
    const other = lang === "fr" ? "en" : "fr";
    const alone = this.pages.get(other)?.passages.some(({ data }) => data.alone);
    if (own.outcome === "answered" || !alone) return [search, own];
    const found = this.decideBy(search, other, ({ passage }) => passage.data.alone);
    // A site in one language answers questions in the other as well as it can.
    return [search, found.outcome === "answered" || !own.hits.length ? found : own];
  }

  /**
   * @private
   * @param {Search} search
   * @param {Lang} lang
   * @param {(hit: Hit) => boolean} counts
   */
  decideBy(search, lang, counts) {
    const pages = this.pagesOf(lang);
    const hits = rank(search, pages, this.meaning, CANDIDATES, this.ranking.weights).filter(counts);
    return this.judge.decide(search, hits, pages);
  }

  /**
   * Whether the pages use all telling words of a question.
   * @private
   * @param {Search} search
   * @param {Lang} lang
   */
  knows(search, lang) {
    const { field } = this.pagesOf(lang);
    return search.terms[lang].every((term) => field.has(term));
  }

  /**
   * @private
   * @param {Lang} lang
   */
  pagesOf(lang) {
    const pages = this.pages.get(lang);
    if (!pages) throw new Error(`No pages in ${lang}.`);
    return pages;
  }

  /**
   * @private
   * @param {Question} asked
   * @param {Search | null} search
   * @param {Decision} decision
   * @returns {Answer}
   */
  silent(asked, search, decision) {
    const starters = this.ground.starters[asked.lang].slice(0, MAX_SUGGESTIONS);
    const suggestions = decision.outcome === "no_answer" ? suggest(decision.hits) : starters;
    return this.answer(asked, search, decision, [], suggestions);
  }

  /**
   * @private
   * @param {Question} asked
   * @param {Search} search
   * @param {Decision} decision
   * @returns {Answer}
   */
  shown(asked, search, decision) {
    const urls = new Set(decision.shown.map(({ passage }) => passage.data.url));
    const passages = decision.shown.map(({ passage, score }) => ({
      text: passage.data.text,
      page: passage.data.page,
      heading: passage.data.headings[passage.data.headings.length - 1],
      url: passage.data.url,
      lang: passage.lang,
      as_of: passage.data.as_of,
      score: rounded(score),
      highlights: highlights(passage, search, this.meaning),
      sources: passage.sources,
      numbers: passage.data.numbers,
    }));
    const others = decision.hits.filter(({ passage }) => !urls.has(passage.data.url));
    return this.answer(asked, search, decision, passages, suggest(others));
  }

  /**
   * @private
   * @param {Question} asked
   * @param {Search | null} search
   * @param {Decision} decision
   * @param {AnswerPassage[]} passages
   * @param {Suggestion[]} suggestions
   * @returns {Answer}
   */
  answer(asked, search, { outcome, confidence, lacking }, passages, suggestions) {
    const { messages, lacking: lacks, quoted } = this.ground.words;
    const lack = [...new Set(passages.length ? lacking : [])].map((word) => put("{word}", word, quoted[asked.lang]));
    const told = lack.length ? ` ${put("{words}", lack.join(", "), lacks[asked.lang])}` : "";
    return {
      question: asked.text,
      read_as: readAs(asked, search, this.ground.words),
      lang: asked.lang,
      outcome,
      abstained: outcome !== "answered",
      confidence: rounded(confidence),
      message: messages[outcome][asked.lang] + told,
      passages,
      suggestions,
    };
  }
}

/**
 * A text with its gap filled; what is put there may hold a `$`.
 * @param {string} gap
 * @param {string} filling
 * @param {string} text
 */
function put(gap, filling, text) {
  return text.replace(gap, () => filling);
}

/**
 * The abstention that needs no search, if one applies; in this order.
 * @param {Question} asked
 * @param {Words} words
 */
function refusal(asked, words) {
  if (asked.tooLong) return "too_long";
  if (asked.personalData) return "personal_data";
  if (isEmpty(asked)) return "too_short";
  if (isGreeting(asked, words)) return "greeting";
  return asked.otherLanguage ? "other_language" : null;
}

/**
 * The first of those that are likeliest to answer.
 * @param {[Search, Decision][]} found
 */
function likeliest(found) {
  return found.reduce((best, one) => (one[1].answerable > best[1].answerable ? one : best));
}

/**
 * What was searched, if it is less than what was typed, or has a word that was not, in any form.
 * @param {Question} asked
 * @param {Search | null} search
 * @param {Words} words
 */
function readAs(asked, search, words) {
  if (!search) return null;
  const [typed, read] = [asked.text, search.text].map((text) => wordsOf(fold(text)));
  const stems = terms(asked.text, asked.lang, words);
  const isNew = (/** @type {string} */ word) =>
    !typed.includes(word) && !terms(word, asked.lang, words).some((stem) => stems.includes(stem));
  return read.some(isNew) || (search.part && read.length < typed.length) ? search.text : null;
}

/**
 * First carried question of the best sections, each section once.
 * @param {readonly Hit[]} hits
 * @returns {Suggestion[]}
 */
function suggest(hits) {
  /** @type {Map<string, Suggestion>} */
  const sections = new Map();
  for (const { passage: { data } } of hits) {
    if (data.question && !sections.has(data.url)) sections.set(data.url, { question: data.question, url: data.url });
  }
  return [...sections.values()].slice(0, MAX_SUGGESTIONS);
}

/** @param {number} value */
function rounded(value) {
  return Math.round(value * 1e4) / 1e4;
}
