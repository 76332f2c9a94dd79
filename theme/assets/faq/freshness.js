/** A page whose review is overdue says so by itself, on the day after, without being built anew. */

const checked = document.querySelector("[data-review-by]");
// The reader's own calendar: ISO dates sort as texts.
const now = new Date();
const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
if (checked && today > checked.dataset.reviewBy) {
  for (const note of document.querySelectorAll(".faq-overdue")) note.hidden = false;
}
