"""The full-page chat: one Gradio app a language, showing passages, never writing any."""

import asyncio
import html
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextvars import Context
from datetime import datetime
from pathlib import Path
from typing import Any

# Gradio and the hub's library would report to their makers. Set before they are imported, whatever they were.
os.environ.update(GRADIO_ANALYTICS_ENABLED="False", HF_HUB_DISABLE_TELEMETRY="1")

import gradio as gr
from fastapi import FastAPI
from gradio.state_holder import StateHolder

from hdh_faq.answer import Answer, Outcome
from hdh_faq.answer_html import answer_html
from hdh_faq.chat_allowlist import ChatAllowlist
from hdh_faq.chat_bounds import bound
from hdh_faq.chat_door import PATHS, Chat
from hdh_faq.chat_dress import WORDS as PAGE_WORDS
from hdh_faq.chat_dress import theme
from hdh_faq.chat_first import WORDS
from hdh_faq.chat_page import ChatPages
from hdh_faq.languages import Lang
from hdh_faq.printed import printed
from hdh_faq.question import clean
from hdh_faq.thread import EARLIER

MAX_SHOWN = 1000
"""Characters of a question that the chat repeats."""

MAX_TURNS = 40
"""Messages of a conversation that are kept, questions and answers."""
SESSION_SECONDS = 3600
"""A conversation is forgotten so long after its last question."""

FORGET_SECONDS = 600
"""A visit is forgotten so long after its page was closed."""

LOOK_SECONDS = 0.02
"""How often Gradio looks for a new message: by itself a thousand times a second in each chat, and each look takes the
interpreter from answers."""

Ask = Callable[[str, str, Lang, Sequence[str]], Awaitable[Answer]]
"""Takes the address of who asks, the question, the page's language and the questions before."""
Turns = list[dict[str, Any]]
Visit = tuple[Turns, list[str]]
"""What is shown of a conversation, and the last questions of it, oldest first."""


def load(ask: Ask, starters: Mapping[Lang, list[str]], waiting: int) -> Chat:
    """The chat in each language, with the questions to begin with; ``waiting`` questions may queue in each."""
    app = FastAPI(openapi_url=None)
    allowed = {}
    for lang, path in PATHS.items():
        named = starters[lang]
        blocks = interface(lang, ask, named)
        blocks.queue(max_size=waiting or None, default_concurrency_limit=None, api_open=False)
        bound(blocks)
        queue = blocks._queue  # noqa: SLF001 - nothing public sets it
        queue.sleep_when_free, queue.progress_update_sleep_when_free = LOOK_SECONDS, 1  # we report no progress
        # Gradio checks which files a message may name only once it has been "launched", which a mounted app never is.
        blocks.has_launched = True
        gr.mount_gradio_app(
            app,
            blocks,
            path,
            show_error=False,
            blocked_paths=[Path.cwd().anchor],  # the chat has no files: none may be copied or handed out
            footer_links=[],
            run_history=False,  # it would keep the conversation in the visitor's browser
            theme=theme(),
            enable_monitoring=False,
            mcp_server=False,
            ssr_mode=False,
        )
        inputs = {number: len(event.inputs) for number, event in blocks.fns.items()}
        allowed[path] = ChatAllowlist(inputs, frozenset(named))
    pages = ChatPages(app, {f"{path}/": lang for lang, path in PATHS.items()}, starters)
    return Chat(pages, lambda: app.router.lifespan_context(app), allowed)


def interface(lang: Lang, ask: Ask, starters: list[str]) -> gr.Blocks:
    """The chat in one language. The conversation is held by the server: a browser sends a question and no more."""
    words = WORDS[lang]

    async def respond(question: str, visit: Visit, request: gr.Request) -> tuple[str, Visit, Turns]:
        turns, earlier = visit
        answer = await ask(_client(request), question, lang, earlier)
        # What may not be kept is kept and shown masked.
        typed = answer.question if answer.outcome is Outcome.PERSONAL_DATA else clean(question)
        # What was typed is shown as typed: the chat would read it as Markdown.
        asked = f'<div class="faq-question">{html.escape(typed[:MAX_SHOWN])}</div>'
        turns = [
            *turns[-MAX_TURNS:],
            {"role": "user", "content": asked},
            {"role": "assistant", "content": answer_html(answer, lang)},
        ]
        return "", (turns, [*earlier, typed][-EARLIER:]), turns

    async def respond_to_starter(
        chosen: gr.SelectData, visit: Visit, request: gr.Request
    ) -> tuple[str, Visit, Turns]:
        text = chosen.value.get("text") if isinstance(chosen.value, dict) else None
        return await respond(text if isinstance(text, str) else "", visit, request)

    async def api_ask(question: str, request: gr.Request) -> dict[str, Any]:
        return (await ask(_client(request), question, lang, ())).to_dict()

    async def forget_later(request: gr.Request) -> None:
        session = request.session_hash or ""
        seen = blocks.state_holder.time_last_used.get(session)
        asyncio.get_running_loop().call_later(
            FORGET_SECONDS, _forget, blocks.state_holder, session, seen, context=Context()
        )  # in Gradio's context the whole request would be kept until then

    blocks: gr.Blocks
    with gr.Blocks(
        title=f"{PAGE_WORDS[lang]['title']} - {PAGE_WORDS[lang]['site']}", analytics_enabled=False
    ) as blocks:
        visit = gr.State(([], []), time_to_live=SESSION_SECONDS)
        chatbot = gr.Chatbot(
            label=words["conversation"],
            placeholder=words["empty"],
            examples=[{"text": starter, "display_text": printed(starter, lang)} for starter in starters],
            show_label=False,
            elem_id="faq-log",
            buttons=["copy"],
            feedback_options=None,
            autoscroll=False,  # the first passage matters most: stay at the top of the answer
        )
        textbox = gr.Textbox(
            label=words["question"],
            submit_btn=words["ask"],
            elem_id="faq-ask",
        )
        shown = [textbox, visit, chatbot]
        textbox.submit(respond, [textbox, visit], shown, api_visibility="private")
        chatbot.example_select(respond_to_starter, visit, shown, api_visibility="private")
        chatbot.clear(lambda: ([], []), None, visit, api_visibility="private")
        blocks.unload(forget_later)
        gr.api(api_ask, api_name="ask")  # type: ignore[attr-defined]
    return blocks


def _client(request: gr.Request) -> str:
    """Address of who asks."""
    return request.client.host if request.client else ""


def _forget(holder: StateHolder, session: str, seen: datetime | None) -> None:
    """Drop all that Gradio holds of a visit, unless its visitor has come back; Gradio would keep what it showed."""
    if holder.time_last_used.get(session) == seen:
        holder.session_data.pop(session, None)
        holder.time_last_used.pop(session, None)
