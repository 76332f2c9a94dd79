/** Elements without markup: text is only ever set as text, never read as HTML. */

/**
 * Make an element: properties are set as such, all else as attributes; a string child is text, null is nothing.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [properties]
 * @param {...(Node | string | null | undefined | false | 0)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined) continue;
    if (name in element) Reflect.set(element, name, value);
    else element.setAttribute(name, String(value));
  }
  element.append(.../** @type {(Node | string)[]} */ (children.filter((child) => child)));
  return element;
}

/** A plain button. @param {string} text @param {() => void} onclick @param {Record<string, unknown>} [more] */
export function button(text, onclick, more = {}) {
  return make("button", { type: "button", onclick, ...more }, text);
}
