// Before Gradio and beside it. chat_page.py puts this at the head of the page, PAGE and chat_said.js before it.
const page = document.documentElement;
const one = (part) => document.querySelector(part);
const all = (part) => document.querySelectorAll(`#faq-log :is(${part})`);

// Gradio names the browser's language; the page is written in ours.
const keep = () => { if (page.lang !== PAGE.lang) page.lang = PAGE.lang };
new MutationObserver(keep).observe(page, { attributeFilter: ["lang"] });
keep();

// Gradio keeps a telephone's processor for a second or more. It begins with the reader's first sign, or after a while.
const SIGNS = ["pointermove", "pointerdown", "touchstart", "wheel", "keydown", "focusin"];
const PATIENCE = 6_000, TOO_LONG = 20_000;
let begun = false, wish = null, composing = false;
const say = (words) => { const status = one("#faq-first [role=status]"); if (status) status.textContent = words };
const begin = () => {
  if (begun || !PAGE.entry) return;
  begun = true;
  for (const style of document.querySelectorAll("[data-later]")) style.media = "all";
  const fail = () => say(PAGE.words.failed);
  import(PAGE.entry).catch(fail);
  setTimeout(fail, TOO_LONG);
};
for (const sign of SIGNS) addEventListener(sign, begin, { once: true, passive: true, capture: true });
addEventListener("load", () => setTimeout(begin, PATIENCE));

// A wish is the text that was asked, or the place of a question to begin with. It waits until Gradio can hear it.
const want = (wanted) => {
  wish = wanted;
  say(PAGE.words.waiting);
  begin();
};
addEventListener("submit", (event) => {
  event.preventDefault();
  const { value } = one("#faq-typed");
  if (value.trim()) want(value);
});
addEventListener("click", ({ target }) => {
  const starter = target.closest("#faq-first .example");
  if (starter) want([...starter.parentElement.children].indexOf(starter));
});
for (const kind of ["compositionstart", "compositionend"]) {
  addEventListener(kind, () => { composing = kind === "compositionstart"; follow() });
}

const handOver = () => {
  const first = one("#faq-first"), field = one("#faq-ask textarea");
  if (!first || !field || !one("#faq-log .examples") || composing) return;
  const typed = one("#faq-typed"), held = document.activeElement === typed;
  const { value, selectionStart, selectionEnd } = typed;
  first.remove();
  field.value = typeof wish === "number" ? "" : value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  if (held) {
    field.focus({ preventScroll: true });
    field.setSelectionRange(selectionStart, selectionEnd);
  }
  if (wish === null) return;
  const button = typeof wish === "number" ? all("button.example")[wish] : one("#faq-ask .submit-button");
  setTimeout(() => button.click());
};

// Gradio reloads the page when a lost server is back. The tab keeps the question until then, for the field.
const LOST = "faq-lost";
const hold = (question) => { try { sessionStorage.setItem(LOST, question) } catch { /* no storage */ } };
addEventListener("DOMContentLoaded", () => {
  let lost;
  try {
    lost = sessionStorage.getItem(LOST);
    sessionStorage.removeItem(LOST);
  } catch { /* no storage */ }
  if (!lost) return;
  one("#faq-typed").value ||= lost;
  // It may stand below what was said before, while the browser goes back to where the reader was.
  addEventListener("pageshow", () => setTimeout(() => one("#faq-typed, #faq-ask textarea").scrollIntoView({ block: "end" })));
});

// What Gradio says of a fault is English everywhere, and speaks of what it does itself.
const reword = () => {
  const { trouble, lost, again, close } = PAGE.words;
  const put = (part, words) => { if (part.textContent.trim() !== words) part.textContent = words };
  for (const title of document.querySelectorAll(".toast-title")) put(title, trouble);
  for (const button of document.querySelectorAll("[data-testid=toast-close]")) button.ariaLabel = close;
  for (const text of document.querySelectorAll("[data-testid=toast-text]")) {
    const gone = text.textContent.startsWith("Connection to the server");
    if (gone) hold(one("#faq-ask textarea").value);
    put(text, gone || text.textContent === lost ? lost : again);
  }
};

// The page scrolls to the latest question: the first passage below it matters most. The answer is drawn bit by bit, so
// for a moment the page follows it, unless the reader moves.
let asked = 0, until = 0;
const follow = () => {
  handOver();
  reword();
  // Gradio calls a list what holds buttons, names what names itself, and its parts in other languages.
  one("#faq-log .examples")?.setAttribute("role", "group");
  for (const part of all(".example, [data-testid]")) part.removeAttribute("aria-label");
  for (const [parts, name] of Object.entries(PAGE.names)) {
    for (const part of all(parts)) {
      part.ariaLabel = part.dataset.done ?? name;
      if (part.title) part.title = part.ariaLabel;
    }
  }
  const questions = all(".user-row");
  if (questions.length > asked) until = performance.now() + 1500;
  asked = questions.length;
  if (performance.now() < until) questions[asked - 1]?.scrollIntoView({ block: "start" });
};
new MutationObserver(follow).observe(page, { childList: true, subtree: true });
new ResizeObserver(follow).observe(page);
for (const kind of ["wheel", "touchmove", "keydown"]) addEventListener(kind, () => { until = 0 }, { passive: true });
