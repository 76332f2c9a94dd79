/** A button that copies the letter; where the browser refuses, the letter is selected, so that it can be copied by hand. */

const LABELS = document.documentElement.lang === "fr"
  ? { copy: "Copier la lettre", copied: "Lettre copiée", selected: "Lettre sélectionnée" }
  : { copy: "Copy the letter", copied: "Letter copied", selected: "Letter selected" };

/** @param {HTMLElement} letter */
function addCopy(letter) {
  const copy = document.createElement("button");
  copy.className = "faq-copy";
  copy.type = "button";
  copy.textContent = LABELS.copy;
  // A live region must be there before it has anything to say.
  const said = document.createElement("span");
  said.className = "faq-spoken";
  said.role = "status";
  copy.addEventListener("click", async () => {
    said.textContent = "";
    try {
      await navigator.clipboard.writeText(letter.innerText);
      copy.textContent = LABELS.copied;
    } catch {
      getSelection()?.selectAllChildren(letter);
      copy.textContent = LABELS.selected;
    }
    said.textContent = copy.textContent;
  });
  letter.before(copy, said);
}

for (const letter of document.querySelectorAll(".faq-letter")) addCopy(/** @type {HTMLElement} */ (letter));
