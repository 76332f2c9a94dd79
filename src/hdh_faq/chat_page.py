"""Gradio's page as we send it: in the site's dress and language, allowed to run its own scripts and no others.

Its scripts do not run at once. The reader sees the first form at once (`chat_first`); `chat.js` begins Gradio.
"""

import gzip
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hdh_faq.chat_dress import WORDS, dress
from hdh_faq.chat_first import WORDS as FIRST_WORDS
from hdh_faq.languages import Lang
from hdh_faq.served_pages import takes_gzip
from hdh_faq.site.headers import POLICY, chat_policy, script_digests

HEAD = "<head>"
ENTRY = re.compile(r'<script type="module"[^>]* src="([^"]+)"></script>')
"""Where Gradio begins."""
STYLE = '<link rel="stylesheet" crossorigin'
LATER = f'{STYLE} media="print" data-later'
"""Its style keeps its place before ours, but nothing waits for it; chat.js puts it on."""
RESIZER = re.compile(r"<script>\s*\(\(\) => \{\s*const root = .*?</script>", re.DOTALL)
"""Fetches what sizes a frame; nobody may frame us."""
SCRIPTS = ("chat_said.js", "chat.js")
KEPT_PAGES = 8
"""A language has one for each name by which the server is asked."""


@dataclass(frozen=True)
class Page:
    """A page as it is sent.

    Attributes:
        content: its bytes.
        short: the same, compressed.
        policy: its Content-Security-Policy.
    """

    content: bytes
    short: bytes
    policy: str


@lru_cache(KEPT_PAGES)
def as_sent(page: bytes, lang: Lang, starters: tuple[str, ...]) -> Page:
    """Gradio's page in our dress, its scripts put off until a reader stirs."""
    text = page.decode()
    entry = ENTRY.search(text)
    if entry:
        text = RESIZER.sub("", text.replace(entry[0], "", 1)).replace(STYLE, LATER)
    data = {
        "lang": lang,
        "entry": entry and entry[1],
        "names": WORDS[lang]["names"],
        "words": FIRST_WORDS[lang],
    }
    code = "".join(files("hdh_faq").joinpath(name).read_text("utf-8") for name in SCRIPTS)
    script = f"<script>const PAGE = {json.dumps(data)};\n{code}</script>"
    content = dress(text, lang, starters).replace(HEAD, HEAD + script, 1).encode()
    return Page(content, gzip.compress(content, mtime=0), chat_policy(sorted(script_digests(content))))


@dataclass(frozen=True)
class ChatPages:
    """ASGI middleware.

    Attributes:
        pages: the addresses of the chats' pages and their languages.
        starters: of each language, the questions to begin with.
    """

    app: ASGIApp
    pages: Mapping[str, Lang]
    starters: Mapping[Lang, Sequence[str]]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on all but the chats' pages, which are held until they are whole."""
        lang = self.pages.get(scope["path"]) if scope["type"] == "http" else None
        if lang:
            gzipped = takes_gzip(Headers(scope=scope).get("accept-encoding", ""))
            send = _Held(send, lang, tuple(self.starters[lang]), gzipped=gzipped)
        await self.app(scope, receive, send)


@dataclass
class _Held:
    """A response that is sent once its last byte is there: its headers depend on them."""

    send: Send
    lang: Lang
    starters: tuple[str, ...]
    gzipped: bool
    start: Message = field(default_factory=dict)
    body: list[bytes] = field(default_factory=list)

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
            return
        if message["type"] != "http.response.body":
            await self.send(message)
            return
        self.body.append(message.get("body", b""))
        if message.get("more_body", False):
            return
        body = b"".join(self.body)
        headers = MutableHeaders(scope=self.start)
        headers[POLICY] = chat_policy()
        if body:  # to HEAD, the length of what GET would give is as good as Gradio's own
            page = as_sent(body, self.lang, self.starters)
            body = page.short if self.gzipped else page.content
            headers[POLICY] = page.policy
            headers["content-length"] = str(len(body))
            headers["vary"] = "Accept-Encoding"
            if self.gzipped:
                headers["content-encoding"] = "gzip"
        await self.send(self.start)
        await self.send({"type": "http.response.body", "body": body})
