"""A scripted assistant for the page, a server around it, and a browser to look at it with.

`visiting` and `serving` know nothing of the fake, so that other tests can use them.
"""

import re
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import uvicorn
from fastapi import FastAPI

from assistant.types import Answer, Done, Event, Searching, Statement, StatementReady, Withdrawn
from store.errors import UserError
from store.types import Coverage, Language, Release
from tests.assistant.ui.answers import ANSWERS, RELEASES, missing, refused

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class FakeAssistant:
    """Answers by a word in the question, remembers what it was asked, and fails when told to.

    A "slow" answer stands still after its first statement until `go_on` is set; `closed` names the questions whose
    stream was closed before its end. A "withdrawn" one begins with words that do not stand.
    """

    def __init__(self, *models: str) -> None:
        self.named = models
        self.asked: list[tuple[str, list[str | Mapping[str, str]], Language | None]] = []
        self.writers: list[str | None] = []
        self.closed: list[str] = []
        self.go_on = threading.Event()
        self.held = Coverage(2, 9, {"fr": 1, "en": 1}, date(2022, 3, 22), date(2023, 9, 26))

    def answer(
        self,
        question: str,
        history: Sequence[str | Mapping[str, str]] = (),
        language: Language | None = None,
        model: str | None = None,
    ) -> Answer:
        self.asked.append((question, list(history), language))
        self.writers.append(model)
        if "crash" in question:
            raise RuntimeError("a fault of the program")
        if "locked" in question:
            raise UserError("locked", home="library")
        make = next((made for key, made in ANSWERS if key in question.lower()), None)
        if make is not None:
            return make(question)
        return missing(question) if question.strip() else refused(question)

    def stream(
        self,
        question: str,
        history: Sequence[str | Mapping[str, str]] = (),
        language: Language | None = None,
        model: str | None = None,
    ) -> Iterator[Event]:
        whole = self.answer(question, history, language, model)
        try:
            yield from self._events(whole)
        except GeneratorExit:
            self.closed.append(question)
            raise

    def _events(self, whole: Answer) -> Iterator[Event]:
        yield Searching(whole.searched_for, whole.language)
        if "withdrawn" in whole.question.lower():
            yield StatementReady(Statement("Words that do not stand.", (1,)), whole.citations[:1])
            yield Withdrawn()
        for statement in whole.statements:
            yield StatementReady(statement, tuple(c for c in whole.citations if c.number in statement.citations))
            if "slow" in whole.question:
                self.go_on.wait(timeout=60)
        yield Done(whole)

    def models(self) -> tuple[str, ...]:
        return self.named

    def coverage(self) -> Coverage:
        return self.held

    def release(self, release_id: str) -> Release | None:
        return RELEASES.get(release_id)


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The address of a server that runs the application on a free loopback port until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=15)
        listener.close()


@dataclass
class Visit:
    """A page in a browser of its own, and what it should not have done."""

    page: Any
    problems: list[str] = field(default_factory=list)
    abroad: list[str] = field(default_factory=list)


Visitor = Callable[..., Visit]


@contextmanager
def visiting(browser: Any, base: str) -> Iterator[Visitor]:
    """Opens pages at an address: no request leaves this machine, and nothing may go wrong in the console."""
    visits: list[Visit] = []

    def visit(
        path: str = "/", locale: str = "en", width: int = 1280, height: int = 900, scheme: str = "light"
    ) -> Visit:
        context = browser.new_context(
            locale=locale, viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
        )
        seen = Visit(context.new_page())
        visits.append(seen)

        def judge(route: Any) -> None:
            url = route.request.url
            if url.startswith((f"{base}/", "data:")):
                route.continue_()
            else:
                seen.abroad.append(url)
                route.abort()

        context.route("**/*", judge)
        context.on("page", lambda page: page.on("pageerror", lambda error: seen.problems.append(str(error))))
        seen.page.on("pageerror", lambda error: seen.problems.append(str(error)))
        seen.page.on("dialog", lambda dialog: seen.problems.append(dialog.message) or dialog.dismiss())
        seen.page.on(
            "console",
            lambda message: seen.problems.append(message.text) if message.type in ("error", "warning") else None,
        )
        seen.page.goto(f"{base}{path}")
        return seen

    yield visit
    for seen in visits:
        seen.page.context.close()
    assert [url for seen in visits for url in seen.abroad] == [], "the page asked another host"
    assert [problem for seen in visits for problem in seen.problems] == [], "the browser's console complains"


def ask(page: Any, question: str) -> Any:
    """Types a question and gives the reply to it, once it is whole."""
    from playwright.sync_api import expect  # where there is no browser, nobody calls this

    turns = page.locator("#conversation .turn")
    before = turns.count()
    box = page.locator("#question textarea")
    box.fill(question)
    box.press("Enter")
    expect(turns).to_have_count(before + 1)
    reply = turns.nth(before).locator(".reply")
    expect(reply).not_to_have_class(re.compile("pending"))
    return reply
