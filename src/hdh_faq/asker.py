"""Lets few questions be answered at once, a few more wait, and tells all others at once to come back."""

import logging
import os
import time
from collections.abc import Callable, Sequence

from anyio import CapacityLimiter, to_thread

from hdh_faq.answer import Answer, Outcome, abstention
from hdh_faq.faq import Faq
from hdh_faq.languages import Lang

log = logging.getLogger("hdh_faq")


class Asker:
    """Asks the FAQ in a thread and logs the outcome and the time, nothing else. The API and the chat share one."""

    def __init__(self, faq: Callable[[], Faq], at_once: int, waiting: int) -> None:
        """Ask what ``faq`` gives: ``at_once`` questions at a time (0: two a core), ``waiting`` more wait."""
        places = at_once or 2 * (os.cpu_count() or 1)
        self.at_once = places
        self._faq, self._limiter = faq, CapacityLimiter(places)
        self._room, self._in_hand = places + waiting, 0

    async def __call__(self, question: str, lang: Lang | None = None, previous: Sequence[str] = ()) -> Answer:
        """Answer, whatever happens; ``busy`` if no place is free to wait in."""
        started = time.perf_counter()
        answer = await self._ask(question, lang, previous)
        log.info("%s %.1f ms", answer.outcome, 1000 * (time.perf_counter() - started))
        return answer

    async def _ask(self, question: str, lang: Lang | None, previous: Sequence[str]) -> Answer:
        if self._in_hand >= self._room:
            return abstention(Outcome.BUSY, "", lang or "fr")
        self._in_hand += 1
        try:
            return await to_thread.run_sync(self._faq().ask, question, lang, previous, limiter=self._limiter)
        except Exception as error:  # noqa: BLE001 - a face shows no traceback
            # Its kind only: a message could hold the question.
            log.error("%s while answering", type(error).__name__)  # noqa: TRY400
            return abstention(Outcome.ERROR, "", lang or "fr")
        finally:
            self._in_hand -= 1
