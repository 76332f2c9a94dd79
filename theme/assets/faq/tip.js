/** What a mark or a term means, beside it. Loaded when a reader first points at one. */

const tip = document.createElement("div");
tip.id = "faq-tip";
tip.className = "faq-tip";
tip.popover = "manual";
let shown; // the word that it explains, until the reader leaves both
let closing;
let dismissed; // the word whose tip Escape closed, while it has the focus

function hide() {
  if (tip.contains(document.activeElement)) {
    dismissed = shown;
    shown.focus({ preventScroll: true });
  }
  tip.remove();
}

/** The word is as it was before, so that those who listen find the meaning of a term there. */
function leave() {
  hide();
  shown.removeAttribute("aria-describedby");
  if (shown.dataset.title) shown.title = shown.dataset.title;
}

const leaveSoon = ({ target }) => {
  if (target === dismissed) dismissed = undefined;
  if (target === shown || tip.contains(target)) closing = setTimeout(leave, 200);
};
const stay = () => clearTimeout(closing);

/** Show it for a word that was pointed at, focused or tapped, unless the reader has already gone on. */
export function show(word, { type, pointerType }) {
  if (type === "pointerover" && (pointerType !== "mouse" || !word.matches(":hover"))) return;
  if (type === "focusin" && (word === dismissed || !word.matches(":focus-visible"))) return;
  stay();
  if (shown) leave();
  shown = word;
  const note = word.hash && document.getElementById(decodeURIComponent(word.hash.slice(1)));
  if (note) {
    tip.replaceChildren(...note.cloneNode(true).childNodes);
  } else {
    // The browser would show its own, too.
    tip.textContent = word.dataset.title = word.title;
    word.removeAttribute("title");
  }
  tip.role = note ? "note" : "tooltip";
  word.setAttribute("aria-describedby", tip.id);
  // Beside the word, so that the next Tab leads to the links in it.
  (word.closest("sup") ?? word).after(tip);
  tip.showPopover();
  const { left, top, bottom } = word.getClientRects()[0];
  const { width, height } = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(8, Math.min(left, document.documentElement.clientWidth - width - 8))}px`;
  tip.style.top = `${top - height - 6 < 0 ? bottom + 6 : top - height - 6}px`;
}

tip.addEventListener("pointerenter", stay);
tip.addEventListener("focusin", stay);
tip.addEventListener("pointerleave", leaveSoon);
addEventListener("pointerout", leaveSoon);
addEventListener("focusout", leaveSoon);
addEventListener("keydown", (event) => event.key === "Escape" && hide());
addEventListener("scroll", hide, { passive: true });
