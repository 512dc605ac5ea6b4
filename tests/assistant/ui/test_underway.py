"""An answer under way: its steps come from a thread, and stopping waits for nothing that blocks."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from typing import Any

from assistant.ui.conversation import Turn, Turns
from assistant.ui.underway import UnderWay

HALF: Turns = (Turn(1, "Who?"),)
WHOLE: Turns = (Turn(1, "Who?", searched_for="Who?"),)


def run(main: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """What it gives in a loop of its own; in another thread, since the browser of other tests runs one in this."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(main())).result(timeout=60)


class Slow:
    """Steps of which the second waits; `closed` is set when they are closed."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.closed = threading.Event()

    def steps(self) -> Generator[Turns, None, None]:
        try:
            yield HALF
            self.go_on.wait(timeout=60)
            yield WHOLE
        finally:
            self.closed.set()


def test_all_steps_arrive_in_order() -> None:
    async def taken() -> list[Turns]:
        slow = Slow()
        slow.go_on.set()
        return [step async for step in UnderWay(slow.steps(), "en").steps()]

    assert run(taken) == [HALF, WHOLE]


def test_stopping_does_not_wait_and_closes_the_steps_later() -> None:
    slow = Slow()

    async def taken() -> list[Turns]:
        under_way = UnderWay(slow.steps(), "en")
        steps = []
        async for step in under_way.steps():
            steps.append(step)
            under_way.stop()
        return steps

    assert run(taken) == [HALF]
    assert not slow.closed.is_set()
    slow.go_on.set()
    assert slow.closed.wait(timeout=30)


def test_dropping_waits_until_nothing_more_is_taken() -> None:
    slow = Slow()

    async def order() -> list[str]:
        under_way = UnderWay(slow.steps(), "en")
        happened: list[str] = []

        async def take() -> None:
            async for _ in under_way.steps():
                happened.append("step")
                dropping.append(asyncio.create_task(drop()))
                await asyncio.sleep(0.05)
            happened.append("over")

        async def drop() -> None:
            await under_way.drop()
            happened.append("dropped")

        dropping: list[asyncio.Task[None]] = []
        await take()
        await dropping[0]
        assert under_way.dropped
        return happened

    assert run(order) == ["step", "over", "dropped"]
    slow.go_on.set()
    assert slow.closed.wait(timeout=30)


def test_whoever_goes_away_leaves_nothing_running() -> None:
    slow = Slow()

    async def leave() -> None:
        under_way = UnderWay(slow.steps(), "en")
        async with aclosing(under_way.steps()) as steps:
            await anext(steps)
        under_way.stop()
        await under_way.drop()

    run(leave)
    slow.go_on.set()
    assert slow.closed.wait(timeout=30)
