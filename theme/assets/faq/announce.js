import { make } from "./make.js";

const MOMENT = 1000; // milliseconds
const NOW_AND_THEN = 5000;

/**
 * Something that speaks to those who listen. Two regions take turns: a screen reader says nothing of a text that
 * replaces an equal one, but speaks when it appears in the other region.
 * @param {HTMLElement} host
 * @returns {(text: string) => void}
 */
export function announcer(host) {
  const regions = [0, 1].map(() => make("div", { className: "faq-spoken", role: "status", "aria-live": "polite", "aria-atomic": "true" }));
  host.append(...regions);
  let turn = 0;
  return (text) => {
    regions[turn].textContent = "";
    turn = 1 - turn;
    regions[turn].textContent = text;
  };
}

/**
 * A line that shows what goes on. It is spoken once it has lasted a moment, then now and then: what lasts less is
 * followed by its result, and a progress has too many steps to hear them all.
 * @param {HTMLElement} line @param {(text: string) => void} say
 * @returns {(text: string, atOnce?: boolean) => void} an empty text ends it; what is wrong is spoken at once
 */
export function teller(line, say) {
  /** @type {number | undefined} */
  let timer;
  let pause = MOMENT;

  function stop() {
    clearTimeout(timer);
    timer = undefined;
    pause = MOMENT;
  }

  function speak() {
    timer = undefined;
    pause = NOW_AND_THEN;
    say(line.textContent ?? "");
  }

  return (text, atOnce = false) => {
    line.textContent = text;
    line.hidden = !text;
    if (atOnce || !text) stop();
    if (atOnce) say(text);
    else if (text) timer ??= setTimeout(speak, pause);
  };
}
