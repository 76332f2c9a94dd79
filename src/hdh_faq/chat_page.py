"""Gradio's page as we send it: in the site's dress and language, allowed to run its own scripts and no others."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hdh_faq.chat_dress import WORDS, dress
from hdh_faq.languages import Lang
from hdh_faq.site.headers import POLICY, chat_policy, script_digests

HEAD = "<head>"
SCRIPT = """<script>
const page = document.documentElement;
const keep = () => { if (page.lang !== "LANG") page.lang = "LANG" };
new MutationObserver(keep).observe(page, { attributeFilter: ["lang"] });
keep();
const all = (part) => document.querySelectorAll(`#faq-log :is(${part})`);
let asked = 0, until = 0;
const follow = () => {
  document.querySelector("#faq-log .examples")?.setAttribute("role", "group");
  for (const one of all(".example, [data-testid]")) one.removeAttribute("aria-label");
  for (const [part, name] of Object.entries(NAMES)) {
    for (const one of all(part)) {
      one.ariaLabel = name;
      if (one.title) one.title = name;
    }
  }
  const questions = all(".user-row");
  if (questions.length > asked) until = performance.now() + 1500;
  asked = questions.length;
  if (performance.now() < until) questions[asked - 1]?.scrollIntoView({ block: "start" });
};
new MutationObserver(follow).observe(page, { childList: true, subtree: true });
new ResizeObserver(follow).observe(page);
for (const kind of ["wheel", "touchmove", "keydown"]) addEventListener(kind, () => { until = 0 }, { passive: true });
</script>"""
"""Gradio names the browser's language; the page is written in ours. And the page scrolls to the latest question: the
first passage below it matters most. The answer is drawn bit by bit, so for a moment the page follows it, unless the
reader moves. Gradio calls a list what holds buttons, names what names itself, and its parts in other languages."""


@dataclass(frozen=True)
class ChatPages:
    """ASGI middleware.

    Attributes:
        pages: the addresses of the chats' pages and their languages.
    """

    app: ASGIApp
    pages: Mapping[str, Lang]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on all but the chats' pages, which are held until they are whole."""
        lang = self.pages.get(scope["path"]) if scope["type"] == "http" else None
        await self.app(scope, receive, _Held(send, lang) if lang else send)


class _Held:
    """A response that is sent once its last byte is there: its headers depend on them."""

    def __init__(self, send: Send, lang: Lang) -> None:
        self._send, self._lang = send, lang
        self._start: Message = {}
        self._body: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        if message["type"] != "http.response.body":
            await self._send(message)
            return
        self._body.append(message.get("body", b""))
        if message.get("more_body", False):
            return
        page = b"".join(self._body)
        if page:
            script = SCRIPT.replace("LANG", self._lang).replace("NAMES", json.dumps(WORDS[self._lang]["names"]))
            page = dress(page.decode(), self._lang).replace(HEAD, HEAD + script, 1).encode()
        headers = MutableHeaders(scope=self._start)
        headers[POLICY] = chat_policy(sorted(script_digests(page)))
        if page:  # to HEAD, the length of what GET would give is as good as Gradio's own
            headers["content-length"] = str(len(page))
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": page})
