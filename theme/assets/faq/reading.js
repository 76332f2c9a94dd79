/** What a page does by itself: its colours, its age, its folds, where one is in it; and what a mark or a term means. */

const root = document.documentElement;
const all = (selector) => [...document.querySelectorAll(selector)];

document.querySelector(".faq-scheme").addEventListener("click", () => {
  const dark = root.dataset.scheme ? root.dataset.scheme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.scheme = dark ? "light" : "dark";
  try {
    localStorage.setItem("faq-scheme", root.dataset.scheme);
  } catch {
    // Not remembered, where the browser keeps nothing.
  }
});

// A page whose review is overdue says so on the day after, by the reader's own calendar, without being built anew.
const now = new Date();
now.setMinutes(now.getMinutes() - now.getTimezoneOffset());
const due = document.querySelector("[data-review-by]")?.dataset.reviewBy;
for (const note of all(".faq-overdue")) note.hidden = !(now.toISOString().slice(0, 10) > due);

// What is folded on a telephone stands open where there is room; the browser opens it for links.
if (matchMedia("(min-width: 60em)").matches) for (const fold of all(".faq-fold")) fold.open = true;

// What scrolls sideways can be scrolled from the keyboard, and what has a meaning can be reached.
for (const block of all(".faq-wide, pre")) if (block.scrollWidth > block.clientWidth) block.tabIndex = 0;
for (const term of all("article abbr")) term.tabIndex = 0;

for (const kind of ["pointerover", "focusin", "click"]) {
  addEventListener(kind, (event) => {
    const word = event.target.closest?.(".footnote-ref, article abbr");
    // A finger sees the source where it reads; the list of sources is a link away for all others.
    if (!word || (kind === "click" && (event.pointerType || "mouse") === "mouse")) return;
    if (kind === "click") event.preventDefault();
    import("./tip.js").then(({ show }) => show(word, event), () => kind === "click" && word.hash && (location.hash = word.hash));
  });
}

const links = all(".faq-toc a");
const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
const watch = new IntersectionObserver(() => {
  const here = headings.findLastIndex((heading) => heading.getBoundingClientRect().top < innerHeight / 3);
  links.forEach((link, at) => (link.ariaCurrent = at === Math.max(here, 0) ? "true" : null));
}, { rootMargin: "0px 0px -66% 0px" });
headings.forEach((heading) => watch.observe(heading));
