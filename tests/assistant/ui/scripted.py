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

from assistant.types import Answer, Citation, Done, Event, Searching, Source, Statement, StatementReady
from store.errors import UserError
from store.types import Coverage, Language, Release

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

HOSTILE = (
    "<img src=x onerror=\"document.title='owned'\"> ![x](http://evil.test/a.png) [a](http://evil.test) "
    "<script>document.title='owned'</script> $$x^2$$ `code` **bold** %%%LATEX_BLOCK_0%%% http://evil.test/ &amp; "
    "javascript:alert(1)"
)

BREST = Release(
    id="brest",
    source="brest.txt",
    title="La Ville de Brest et l'Institut des mers signent une convention",
    text=(
        "La Ville de Brest et l'Institut des mers ont signé, mardi 22 mars 2022, une convention-cadre à Brest. "
        "Anne Le Goff, maire, et Paul Kerver, directeur de l'Institut, en sont les signataires.\n\n"
        "En vigueur jusqu'au 31 décembre 2025, la convention a pour objectifs de :\n\n"
        "- soutenir les projets d'excellence ;\n"
        "- accueillir chaque année deux chaires internationales ;\n"
        "- ouvrir les données marines aux laboratoires.\n\n"
        "À propos de l'Institut des mers\n\nCréé en 1964, l'Institut compte 350 équipes."
    ),
    language="fr",
    publisher="Institut des mers",
    published=date(2022, 3, 22),
    url="https://mers.example/communiques/brest?lang=fr&an=2022",
)
OXFORD = Release(
    id="oxford/2023",
    source="oxford.html",
    title="Ocean College and the Institute of Seas strengthen their joint strategy",
    text=(
        "On Tuesday 26 September 2023, Ocean College and the Institute of Seas signed a partnership agreement in "
        "Oxford.\n\nDiana Samuel, chair of the Institute, and Estelle Ion, president of the College, signed it. "
        "The agreement runs for five years.\n\n"
        "Each party commits 1.5 million euros a year."
    ),
    language="en",
    publisher="Ocean College",
    published=date(2023, 9, 26),
    url="http://college.example/news/seas",
)
TRAP = Release(
    id="trap",
    source="trap.html",
    title=f"Title {HOSTILE}",
    text=f"Before {HOSTILE} the quote.\n\n- item {HOSTILE}",
    language="en",
    publisher=HOSTILE,
    published=None,
    url="javascript:alert(1)",
)
RELEASES = {release.id: release for release in (BREST, OXFORD, TRAP)}


def source(release: Release) -> Source:
    """A release as a citation names it."""
    return Source(
        release.id, release.title, release.source, release.url, release.publisher, release.published, release.language
    )


def cite(number: int, release: Release, quote: str) -> Citation:
    """The citation of words that stand in a release, with the rest of their paragraph."""
    start = release.text.index(quote)
    end = start + len(quote)
    first = release.text.rfind("\n\n", 0, start) + 2 if "\n\n" in release.text[:start] else 0
    last = release.text.find("\n\n", end)
    after = release.text[end:last] if last >= 0 else release.text[end:]
    return Citation(number, quote, start, end, source(release), release.text[first:start], after)


def answered(question: str, language: Language, said: Sequence[tuple[str, tuple[Citation, ...]]]) -> Answer:
    """An answer of these statements with these citations."""
    statements = tuple(Statement(text, tuple(c.number for c in cited)) for text, cited in said)
    text = "\n\n".join(" ".join((s.text, *(f"[{n}]" for n in s.citations))) for s in statements)
    citations = tuple(citation for _, cited in said for citation in cited)
    return Answer(question, text, "answered", language, "extractive", question, statements, citations)


def _signatories(question: str) -> Answer:
    who = cite(1, OXFORD, "Diana Samuel, chair of the Institute, and Estelle Ion, president of the College, signed it.")
    when = cite(2, OXFORD, "On Tuesday 26 September 2023, Ocean College and the Institute of Seas signed")
    said = [
        (f"Selon Ocean College (26 septembre 2023) : « {who.quote} »", (who,)),
        ("Signature : 26 septembre 2023.", (when,)),
    ]
    return answered(question, "fr", said)


def _objectives(question: str) -> Answer:
    start = BREST.text.index("En vigueur")
    end = BREST.text.index("\n\nÀ propos")
    several = cite(1, BREST, BREST.text[start:end])
    other = cite(2, OXFORD, "Each party commits 1.5 million euros a year.")
    said = [(f"The agreement lists its objectives: {several.quote}", (several,)), (other.quote, (other,))]
    return answered(question, "en", said)


def _hostile(question: str) -> Answer:
    quote = cite(1, TRAP, f"{HOSTILE} the quote.")
    return answered(question, "en", [(f"It says {HOSTILE}", (quote,))])


def _missing(question: str) -> Answer:
    return Answer(
        question,
        "La bibliothèque ne dit rien de ce budget. Elle couvre les partenariats de 2022 et 2023.",
        "not_found",
        "fr",
        "extractive",
        question,
        nearest=(source(BREST), source(OXFORD)),
    )


def _refused(question: str) -> Answer:
    text = "The question is empty. Ask for example: Who signed the agreement, and when?"
    return Answer(question, text, "refused", "en", "extractive", "")


ANSWERS: tuple[tuple[str, Callable[[str], Answer]], ...] = (
    ("qui", _signatories),
    ("who", _signatories),
    ("objecti", _objectives),
    ("trap", _hostile),
    ("budget", _missing),
)


class FakeAssistant:
    """Answers by a word in the question, remembers what it was asked, and fails when told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[str | Mapping[str, str]], Language | None]] = []
        self.held = Coverage(2, 9, {"fr": 1, "en": 1}, date(2022, 3, 22), date(2023, 9, 26))

    def answer(
        self,
        question: str,
        history: Sequence[str | Mapping[str, str]] = (),
        language: Language | None = None,
        model: str | None = None,
    ) -> Answer:
        self.asked.append((question, list(history), language))
        if "crash" in question:
            raise RuntimeError("a fault of the program")
        if "locked" in question:
            raise UserError("locked", home="library")
        make = next((made for key, made in ANSWERS if key in question.lower()), None)
        if make is not None:
            return make(question)
        return _missing(question) if question.strip() else _refused(question)

    def stream(
        self,
        question: str,
        history: Sequence[str | Mapping[str, str]] = (),
        language: Language | None = None,
        model: str | None = None,
    ) -> Iterator[Event]:
        whole = self.answer(question, history, language, model)
        yield Searching(whole.searched_for, whole.language)
        for statement in whole.statements:
            yield StatementReady(statement, tuple(c for c in whole.citations if c.number in statement.citations))
        yield Done(whole)

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
