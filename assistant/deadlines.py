"""The seam of the language models: pieces of text, with a deadline on everything.

A model runs in a thread of its own that hands its pieces over a queue: whoever waits for them never waits longer than
the deadlines, whatever the vendor's client does.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

log = logging.getLogger(__name__)

AT_ONCE = 2  # texts that one model writes at the same time; more wait their turn, within the deadlines

# What starts a stream: system and request in, the vendor's pieces out.
Start = Callable[[str, str], Iterator[str]]
Why = Literal["unreachable", "unauthorised", "unknown_model", "too_many", "server", "timeout", "busy", "broken"]


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds until the first piece of text, between two pieces, and for the whole."""

    first: float = 30.0
    between: float = 10.0
    whole: float = 90.0


class ModelError(Exception):
    """A model gave no answer, or stopped in the middle of one. `why` says it in a word; a vendor's text never does,
    since it may hold a key.
    """

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


class Model(Protocol):
    """Writes text. Safe to call from many threads."""

    name: str

    def write(self, system: str, request: str, deadlines: Deadlines | None = None) -> Iterator[str]:
        """The pieces of the text that the model writes, as they come. Closing the iterator stops it.

        :param deadlines: other ones than the model's own.
        :raises ModelError: it gives none, stops in the middle, or takes too long.
        """


class QueuedModel:
    """A model whose pieces come through a queue, so that no deadline depends on the vendor's client."""

    def __init__(self, name: str, start: Start, deadlines: Deadlines | None = None) -> None:
        self.name = name
        self._start = start
        self._deadlines = deadlines or Deadlines()
        self._turns = threading.BoundedSemaphore(AT_ONCE)

    def write(self, system: str, request: str, deadlines: Deadlines | None = None) -> Iterator[str]:
        """See `Model`."""
        limits, began = deadlines or self._deadlines, time.monotonic()
        if not self._turns.acquire(timeout=limits.first):
            raise ModelError("busy")
        waited = time.monotonic() - began
        pieces: queue.SimpleQueue[str | ModelError | None] = queue.SimpleQueue()
        stopped = threading.Event()
        threading.Thread(target=self._run, args=(system, request, pieces, stopped), name="model", daemon=True).start()
        limit = max(0.1, limits.first - waited)
        try:
            while True:
                left = limits.whole - (time.monotonic() - began)
                try:
                    piece = pieces.get(timeout=max(0.0, min(limit, left)))
                except queue.Empty:
                    raise ModelError("timeout") from None
                if piece is None:
                    return
                if isinstance(piece, ModelError):
                    raise piece
                yield piece
                limit = limits.between
        finally:
            stopped.set()
            # The vendor's client may wait a while longer, at most until its own deadline: nobody queues for that.
            self._turns.release()

    def _run(
        self, system: str, request: str, pieces: "queue.SimpleQueue[str | ModelError | None]", stopped: threading.Event
    ) -> None:
        """In the thread: the vendor's pieces into the queue, until the end or until nobody waits for them."""
        stream: Iterator[str] | None = None
        begun = False
        try:
            stream = self._start(system, request)
            for piece in stream:
                if stopped.is_set():
                    return
                if piece:
                    begun = True
                    pieces.put(piece)
            pieces.put(None)
        except Exception as error:  # noqa: BLE001  (vendors' clients raise what they like; see `_why`)
            log.warning("the model %s failed: %s", self.name, type(error).__name__)
            why = _why(error)
            pieces.put(ModelError("broken" if begun and why == "unreachable" else why))
        finally:
            close = getattr(stream, "close", None)
            if close is not None:
                close()


def _why(error: BaseException) -> Why:
    """What a vendor's exception means, told from its status and its kind, never from its words."""
    status = getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)
    by_status: dict[int, Why] = {401: "unauthorised", 403: "unauthorised", 404: "unknown_model", 429: "too_many"}
    if isinstance(status, int) and status >= 400:  # an answer that began well may turn out unreadable
        return by_status.get(status, "server")
    kinds = [kind.__name__ for kind in type(error).__mro__]
    if any("Timeout" in kind for kind in kinds):
        return "timeout"
    return "unreachable" if any("Connect" in kind for kind in kinds) else "broken"
