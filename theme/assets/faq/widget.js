/** The way to search and ask: the button, the keys, and addresses that search or ask. */

/** @typedef {import("./start.js").Wish} Wish */

const opener = /** @type {HTMLAnchorElement} */ (document.querySelector(".faq-open"));
const box = /** @type {HTMLElement | null} */ (document.querySelector("[data-faq-ask]"));
/** @type {Promise<(wish: Wish) => void> | undefined} */
let panel;
let ready = false;

/** @param {Wish} wish */
async function open(wish) {
  panel ??= import("./start.js").then(({ start }) =>
    start(JSON.parse(document.getElementById("faq-page")?.textContent ?? ""), opener, box));
  (await panel)(wish);
  ready = true;
}

opener.setAttribute("role", "button");
opener.addEventListener("click", (event) => {
  event.preventDefault();
  open({ focus: true }).catch(() => location.assign(opener.href));
});
addEventListener("keydown", (event) => {
  const key = event.key?.toLowerCase(); // a form filled in by the browser sends keys without a name
  const target = /** @type {Element} */ (event.target);
  // A single key may be switched off (keys.js), but not on the button itself.
  const single = target === opener ? ["/", "s", " "] : target.matches?.("[type=text]") || kept("localStorage", "faq-keys") ? [] : ["/", "s"];
  if (event.defaultPrevented || event.altKey || !(event.ctrlKey || event.metaKey ? ["k"] : single).includes(key)) return;
  event.preventDefault();
  opener.click();
});

// The page's own box: the first touch makes it work. What is typed or sent meanwhile waits.
box?.addEventListener("focusin", () => open({}), { once: true });
for (const kind of ["submit", "click"]) {
  box?.addEventListener(kind, (event) => {
    const link = /** @type {Element} */ (event.target).closest("a[href*=ask]");
    if (ready || (kind === "click" && !link)) return;
    event.preventDefault();
    const ask = link ? new URL(/** @type {HTMLAnchorElement} */ (link).href).searchParams.get("ask") : box.querySelector("input")?.value;
    open({ ask });
  });
}

// The twin has the same headings: the switch of language stays at the section, too.
document.querySelector(".faq-language")?.addEventListener("click", (event) => {
  /** @type {HTMLAnchorElement} */ (event.currentTarget).hash = location.hash;
});

const wanted = new URLSearchParams(location.search);
const [q, ask] = [wanted.get("q"), wanted.get("ask")];
if (q || ask) open({ q, ask });
else if (history.state?.faq || (!box && matchMedia("(min-width: 60em)").matches && kept("sessionStorage", "faq-open"))) open({ again: true });

/** What this browser or tab keeps, if it keeps anything. @param {"localStorage" | "sessionStorage"} store @param {string} name */
function kept(store, name) {
  try {
    return window[store].getItem(name);
  } catch {
    return null;
  }
}
