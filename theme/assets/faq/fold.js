/** What is folded on a telephone stands open where there is room; the theme opens it for links and for paper. */

if (matchMedia("(min-width: 60em)").matches) {
  for (const fold of document.querySelectorAll(".faq-fold")) fold.open = true;
}
