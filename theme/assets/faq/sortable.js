/** Tables that a reader may sort by a column: a button in each heading. Without this script they read as they are. */

const LABEL = document.documentElement.lang === "fr" ? "Trier par" : "Sort by";

for (const table of document.querySelectorAll(".faq-sortable table")) {
  const heads = [...table.tHead.rows[0].cells];
  // Shown where the headings are a line of buttons; a cell of its own would give each column another's heading.
  table.tHead.rows[0].dataset.label = LABEL;
  keepRoles(table);
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(table, heads, column));
    head.append(button);
  });
  table.closest(".faq-sortable").classList.add("is-sortable");
}

/** On a telephone the rows become cards; to those who listen they stay rows of a table. */
function keepRoles(table) {
  const roles = { table: [table], rowgroup: table.querySelectorAll("thead, tbody"), row: table.rows,
    columnheader: table.querySelectorAll("thead th"), rowheader: table.querySelectorAll("tbody th"),
    cell: table.querySelectorAll("td") };
  for (const [role, elements] of Object.entries(roles)) {
    for (const element of elements) element.setAttribute("role", role);
  }
}

function sort(table, heads, column) {
  const down = heads[column].getAttribute("aria-sort") === "ascending";
  for (const head of heads) head.removeAttribute("aria-sort");
  heads[column].setAttribute("aria-sort", down ? "descending" : "ascending");
  const { compare } = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" });
  const body = table.tBodies[0];
  const rows = [...body.rows].sort((one, other) => compare(key(one, column), key(other, column)) * (down ? -1 : 1));
  body.append(...rows);
}

/** What a cell is sorted by: its first day, which ISO sorts as a text, or else its words. */
function key(row, column) {
  const cell = row.cells[column];
  return cell.querySelector("time")?.dateTime ?? cell.textContent.trim();
}
