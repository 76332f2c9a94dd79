/** What a mark or a term means, beside it. Loaded when a reader first points at one. */

const tip = document.createElement("div");
tip.className = "faq-tip";
tip.popover = "manual";
document.body.append(tip);
let shown;
let closing;

const hide = () => tip.hidePopover();
const hideSoon = ({ target }) => {
  if (target === tip || target === shown) closing = setTimeout(hide, 200);
};

/** Show it for a word that was pointed at, focused or tapped, unless the reader has already gone on. */
export function show(word, { type, pointerType }) {
  if (type === "pointerover" && (pointerType !== "mouse" || !word.matches(":hover"))) return;
  if (type === "focusin" && !word.matches(":focus-visible")) return;
  clearTimeout(closing);
  const note = word.hash && document.getElementById(decodeURIComponent(word.hash.slice(1)));
  if (note) {
    tip.replaceChildren(...note.cloneNode(true).childNodes);
  } else {
    // The browser would show its own, too.
    word.dataset.title ||= word.title;
    word.removeAttribute("title");
    tip.textContent = word.dataset.title;
  }
  shown = word;
  tip.showPopover();
  const { left, top, bottom } = word.getClientRects()[0];
  const { width, height } = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(8, Math.min(left, document.documentElement.clientWidth - width - 8))}px`;
  tip.style.top = `${top - height - 6 < 0 ? bottom + 6 : top - height - 6}px`;
}

tip.addEventListener("pointerenter", () => clearTimeout(closing));
tip.addEventListener("pointerleave", hideSoon);
addEventListener("pointerout", hideSoon);
addEventListener("focusout", hideSoon);
addEventListener("keydown", (event) => event.key === "Escape" && hide());
addEventListener("scroll", hide, { passive: true });
