"""One answer under way: made in a thread of its own, taken step by step, and ended when the visitor says so.

Why not a plain generator and Gradio's `cancels`: Gradio (6.31) closes a generator that blocks only at its next
yield, trying every 50 ms for up to a minute under a lock that all visitors share, and the page hears of it only then;
and a handler beside the cancelled one races with its last step for the turns. Here the handler is asynchronous and
waits for the thread: it ends at once, writes the last state itself, and only the thread waits for what blocks.

When the thread is let go, its generator is closed in it as soon as it comes to its next yield, not before: a stream
that waits for a model's words is closed when these come, or when its own deadline ends the wait.
"""

import asyncio
import threading
from collections.abc import AsyncGenerator, Generator
from contextlib import closing, suppress

from assistant.ui.conversation import Turns
from store.types import Language


class Desk:
    """One visitor's answer under way, if there is one. It is there from the page's opening on and is changed in place:
    a value that a handler gives back reaches the next handler only after its first step has been sent.
    """

    current: "UnderWay | None" = None


class UnderWay:
    """The steps of one answer. Made, read and ended in the loop that serves the page.

    `language` is the labels' as the visitor last chose it, `dropped` whether nobody wants to see the end.
    """

    def __init__(self, steps: Generator[Turns, None, None], language: Language) -> None:
        self.language = language
        self.dropped = False
        self._made = steps
        self._loop = asyncio.get_running_loop()
        self._grown: asyncio.Queue[Turns | None] = asyncio.Queue()
        self._left = threading.Event()
        self._over = asyncio.Event()

    async def steps(self) -> AsyncGenerator[Turns, None]:
        """The conversation after each step, until the last one or until it is stopped."""
        threading.Thread(target=self._make, name="answer", daemon=True).start()
        try:
            while (step := await self._grown.get()) is not None and not self._left.is_set():
                yield step
        finally:
            # Also where Gradio closes this one, because the visitor has gone.
            self._left.set()
            self._over.set()

    def stop(self) -> None:
        """No more steps; what has been shown stays."""
        self._left.set()
        self._grown.put_nowait(None)

    async def drop(self) -> None:
        """No more steps and no last state; returns when whoever took the steps has written all that it will."""
        self.dropped = True
        self.stop()
        await self._over.wait()

    def _make(self) -> None:
        """In the thread."""
        try:
            with closing(self._made) as steps:
                for step in steps:
                    if self._left.is_set():
                        return
                    self._tell(step)
        finally:
            self._tell(None)

    def _tell(self, step: Turns | None) -> None:
        with suppress(RuntimeError):  # the server has stopped meanwhile, and its loop is closed
            self._loop.call_soon_threadsafe(self._grown.put_nowait, step)
