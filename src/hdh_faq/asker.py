"""Lets few questions be answered at once, a few more wait, and tells all others at once to come back."""

import logging
import os
import time
from collections.abc import Callable, Sequence

from anyio import CapacityLimiter, to_thread

from hdh_faq.answer import Answer, Outcome, abstention
from hdh_faq.errors import StoreError
from hdh_faq.faq import Faq
from hdh_faq.languages import Lang
from hdh_faq.limits import Limits

log = logging.getLogger("hdh_faq")


class Asker:
    """Asks the FAQ in a thread and logs the outcome and the time, nothing else. All faces of a server share one."""

    def __init__(
        self, faq: Callable[[], Faq], at_once: int, waiting: int, per_minute: int = 0, off: str = ""
    ) -> None:
        """Answer ``at_once`` questions at a time (0: two a core) and let ``waiting`` more wait for a place.

        Args:
            faq: gives what is asked.
            at_once: see above.
            waiting: see above.
            per_minute: questions that one client may ask; 0 sets no limit.
            off: the reason for which none is answered, if there is one.
        """
        places = at_once or 2 * (os.cpu_count() or 1)
        self.at_once = places
        self.in_hand = 0
        self.limits = Limits(per_minute)
        self.watchers: list[Callable[[Answer, float], None]] = []
        """Told each answer and the seconds that it took."""
        self.faq, self._limiter = faq, CapacityLimiter(places)
        self._room, self._off = places + waiting, off

    async def __call__(self, question: str, lang: Lang | None = None, previous: Sequence[str] = ()) -> Answer:
        """Answer, whatever happens; ``busy`` if no place is free to wait in."""
        started = time.perf_counter()
        answer = await self._ask(question, lang, previous)
        seconds = time.perf_counter() - started
        log.info("%s %.1f ms", answer.outcome, 1000 * seconds)
        for watch in self.watchers:
            watch(answer, seconds)
        return answer

    async def ask_for(self, client: str, question: str, lang: Lang | None, previous: Sequence[str]) -> Answer:
        """Answer a client, by its address, unless it has asked too much already."""
        if self.limits.wait(client):
            return abstention(Outcome.BUSY, "", lang or "fr")
        return await self(question, lang, previous)

    async def _ask(self, question: str, lang: Lang | None, previous: Sequence[str]) -> Answer:
        if self._off:
            return abstention(Outcome.OFF, "", lang or "fr", reason=self._off)
        if self.in_hand >= self._room:
            return abstention(Outcome.BUSY, "", lang or "fr")
        self.in_hand += 1
        try:
            return await to_thread.run_sync(self.faq().ask, question, lang, previous, limiter=self._limiter)
        except StoreError as error:
            # Never another ranking: the same question is answered again once the engine is back.
            log.error("%s", error.message)  # noqa: TRY400
            return abstention(Outcome.BUSY, "", lang or "fr")
        except Exception as error:  # noqa: BLE001 - a face shows no traceback
            # Its kind only: a message could hold the question.
            log.error("%s while answering", type(error).__name__)  # noqa: TRY400
            return abstention(Outcome.ERROR, "", lang or "fr")
        finally:
            self.in_hand -= 1
