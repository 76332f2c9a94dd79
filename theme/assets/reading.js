/** What a reader does with a page: change its colours, see what a mark or a term means, see where one is. */

const root = document.documentElement;

document.querySelector(".faq-scheme").addEventListener("click", () => {
  const dark = root.dataset.scheme ? root.dataset.scheme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.scheme = dark ? "light" : "dark";
  try {
    localStorage.setItem("faq-scheme", root.dataset.scheme);
  } catch {
    // Not remembered, where the browser keeps nothing.
  }
});

const tip = document.createElement("div");
tip.className = "faq-tip";
tip.popover = "manual";
document.body.append(tip);
let closing;

function show(word) {
  clearTimeout(closing);
  const note = word.hash && document.getElementById(decodeURIComponent(word.hash.slice(1)));
  if (!note && !word.title && !word.dataset.title) return;
  if (note) {
    tip.replaceChildren(...note.cloneNode(true).childNodes);
  } else {
    // The browser would show its own, too.
    word.dataset.title ||= word.title;
    word.removeAttribute("title");
    tip.textContent = word.dataset.title;
  }
  tip.showPopover();
  const { left, top, bottom } = word.getClientRects()[0];
  const { width, height } = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(8, Math.min(left, root.clientWidth - width - 8))}px`;
  tip.style.top = `${top - height - 6 < 0 ? bottom + 6 : top - height - 6}px`;
}

const hide = () => tip.hidePopover();
const hideSoon = () => (closing = setTimeout(hide, 200));

for (const word of document.querySelectorAll(".footnote-ref, article abbr[title]")) {
  if (word.tagName === "ABBR") word.tabIndex = 0;
  word.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && show(word));
  word.addEventListener("pointerleave", hideSoon);
  word.addEventListener("focus", () => word.matches(":focus-visible") && show(word));
  word.addEventListener("blur", hideSoon);
  // A finger sees the source where it reads; the list of sources is a link away for all others.
  word.addEventListener("click", (event) => {
    if (event.pointerType === "mouse" || !event.pointerType) return;
    event.preventDefault();
    show(word);
  });
}
tip.addEventListener("pointerenter", () => clearTimeout(closing));
tip.addEventListener("pointerleave", hideSoon);
addEventListener("keydown", (event) => event.key === "Escape" && hide());
addEventListener("scroll", hide, { passive: true });

const links = new Map([...document.querySelectorAll(".faq-toc a")].map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
const headings = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
const watch = new IntersectionObserver(() => {
  const here = headings.findLast((heading) => heading.getBoundingClientRect().top < innerHeight / 3) ?? headings[0];
  for (const [id, link] of links) {
    if (id === here.id) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}, { rootMargin: "0px 0px -66% 0px" });
headings.forEach((heading) => watch.observe(heading));

// What scrolls sideways can be scrolled from the keyboard.
for (const block of document.querySelectorAll(".faq-wide, pre")) if (block.scrollWidth > block.clientWidth) block.tabIndex = 0;
