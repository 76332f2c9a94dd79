// What was said in the chat: shown again after a reload, copied as text. chat_page.py puts this before chat.js.

// The server forgets a conversation with its page, and takes none from a browser. So what was shown stays in the tab,
// to be read above the next conversation, which does not go on from it.
const SAID = `faq-said-${PAGE.lang}`, MOST = 40; // turns and answers
const MAY_STAND = "a blockquote br details div li mark ol p summary table tbody td th tr ul".split(" ");
const MAY_SAY = { class: /./, href: /^(https?:\/)?\//, lang: /./, open: /^$/, rel: /./, target: /^_blank$/, value: /^\d+$/ };

/** What our answers are made of, and nothing else. */
const answersIn = (text) => {
  const { body } = new DOMParser().parseFromString(text, "text/html");
  for (const part of body.querySelectorAll("*")) {
    if (!MAY_STAND.includes(part.localName)) part.remove();
    for (const { name, value } of [...part.attributes]) if (!MAY_SAY[name]?.test(value)) part.removeAttribute(name);
  }
  return [...body.children];
};

const keepSaid = () => {
  const said = [...document.querySelectorAll(":is(#faq-before, #faq-log) :is(.faq-question, .faq-answer)")];
  try { sessionStorage.setItem(SAID, said.slice(-MOST).map((part) => part.outerHTML).join("")) } catch { /* no storage */ }
};
for (const kind of ["pagehide", "visibilitychange"]) addEventListener(kind, keepSaid);

addEventListener("DOMContentLoaded", () => {
  let said = [];
  try { said = answersIn(sessionStorage.getItem(SAID) ?? "") } catch { /* no storage */ }
  const before = one("#faq-before");
  before.hidden = !said.length;
  before.append(...said);
});

addEventListener("click", ({ target }) => {
  if (!target.closest("#faq-before button, #faq-log .top-panel button")) return;
  one("#faq-before").hidden = true;
  for (const part of document.querySelectorAll("#faq-before > div")) part.remove();
  one("#faq-typed, #faq-ask textarea").focus();
}, true); // before Gradio takes its button away

// Gradio copies an answer as the HTML that it is; a reader pastes words and addresses.
const asText = (answer) => {
  const { body } = new DOMParser().parseFromString(answer, "text/html");
  for (const link of body.querySelectorAll("a")) link.append(` <${link.href}>`);
  for (const step of body.querySelectorAll("li[value]")) step.prepend(`${step.value}. `);
  for (const cell of body.querySelectorAll("td, th")) cell.append("\t");
  for (const line of body.querySelectorAll("blockquote, br, li, p, summary, tr, .faq-passage")) line.after("\n");
  return body.textContent.trim();
};
let pressed = null;
addEventListener("click", ({ target }) => { pressed = target.closest(".message-buttons button") }, true);
if (navigator.clipboard) {
  const write = navigator.clipboard.writeText.bind(navigator.clipboard);
  navigator.clipboard.writeText = async (answer) => {
    await write(asText(answer));
    const button = pressed;
    if (!button) return;
    button.dataset.done = PAGE.words.copied;
    follow();
    setTimeout(() => { delete button.dataset.done; follow() }, 2_000);
  };
}
