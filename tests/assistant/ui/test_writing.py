"""The page with language models, in a real browser: who is to write, stopping, and what was left out."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from assistant.ui.server import build_app
from tests.assistant.ui.scripted import FakeAssistant, Visit, Visitor, ask, serving, visiting
from tests.assistant.ui.test_browser import CONTRAST

pytestmark = pytest.mark.browser

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = playwright.expect

FIRST, SECOND = "ollama/small", "http://127.0.0.1:1234/v1#a-model-with-a-long-name-q4"
SLOW = "Tell me of the slow agreement"
SIZES = pytest.mark.parametrize(("width", "height"), [(1280, 760), (390, 844)])


@pytest.fixture
def fake() -> Iterator[FakeAssistant]:
    fake = FakeAssistant(FIRST, SECOND)
    yield fake
    fake.go_on.set()


@pytest.fixture
def visit(chromium: Any, fake: FakeAssistant) -> Iterator[Visitor]:
    with serving(build_app(fake)) as base, visiting(chromium, base) as visitor:
        yield visitor


def begun(seen: Visit, question: str = SLOW) -> Any:
    """Asks a slow question and gives the page once the first statement of the answer is there."""
    page = seen.page
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")
    expect(page.locator("#conversation .turn").last.locator(".pending .cite")).to_have_count(1)
    return page


def choose(page: Any, name: str) -> None:
    page.locator("#writer input").click()
    page.get_by_role("option", name=name).click()
    expect(page.locator("#writer input")).to_have_value(name)


def closed(fake: FakeAssistant, count: int) -> bool:
    """Whether that many streams were closed, or soon are."""
    until = time.monotonic() + 30
    while len(fake.closed) < count and time.monotonic() < until:
        time.sleep(0.05)
    return len(fake.closed) == count


@SIZES
def test_the_visitor_chooses_who_writes(visit: Visitor, fake: FakeAssistant, width: int, height: int) -> None:
    page = visit(locale="fr", width=width, height=height).page
    choice = page.get_by_role("combobox", name="Qui rédige les réponses")
    expect(choice).to_have_value(FIRST)
    ask(page, "Qui a signé ?")
    choose(page, "Citations seules")
    ask(page, "Qui a signé ?")
    choose(page, SECOND)
    ask(page, "Qui a signé ?")
    assert fake.writers == [FIRST, "none", SECOND]
    expect(choice).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_choice_outlives_a_change_of_language_and_a_new_conversation(visit: Visitor, fake: FakeAssistant) -> None:
    page = visit(locale="fr").page
    choose(page, "Citations seules")
    ask(page, "Qui a signé ?")
    page.locator("#language").get_by_text("EN").click()
    expect(page.get_by_role("combobox", name="Who writes the answers")).to_have_value("Quotes only")
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#welcome")).to_be_visible()
    ask(page, "Who signed?")
    assert fake.writers == ["none", "none"]


@pytest.mark.parametrize("sent", ['"openai/mine"', "null", '["none"]', "{}", "7"])
def test_a_writer_that_there_is_not_is_the_default(visit: Visitor, fake: FakeAssistant, sent: str) -> None:
    page = visit().page
    page.route(
        "**/queue/join*",
        lambda route: route.continue_(post_data=route.request.post_data.replace(f'"{FIRST}"', sent)),
    )
    expect(ask(page, "Who signed?").locator(".cite")).to_have_count(2)
    assert fake.writers == [None]


def test_without_models_there_is_nothing_to_choose(chromium: Any) -> None:
    with serving(build_app(FakeAssistant())) as base, visiting(chromium, base) as visitor:
        page = visitor().page
        ask(page, "Who signed?")
        expect(page.locator("#writer, #stop")).to_have_count(0)
        expect(page.locator("#send")).to_be_visible()


@SIZES
def test_an_answer_can_be_stopped(visit: Visitor, fake: FakeAssistant, width: int, height: int) -> None:
    page = begun(visit(locale="fr", width=width, height=height))
    expect(page.locator("#conversation .waiting")).to_have_text("Rédaction et vérification de la réponse")
    stop = page.get_by_role("button", name="Arrêter")
    expect(stop).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    stop.click()
    reply = page.locator("#turn-1 .reply")
    expect(reply).to_have_class("reply stopped")  # although the stream still waits
    expect(reply).to_contain_text("Interrompu.")
    expect(reply.locator(".cite")).to_have_count(1)
    expect(page.locator("#card-1-1 mark")).to_have_text("signed a partnership agreement in Oxford")
    expect(stop).not_to_be_visible()
    expect(page.locator("#send")).to_be_visible()
    expect(page.locator("#question textarea")).to_be_focused()
    assert fake.closed == []
    expect(ask(page, "Qui a signé ?").locator(".cite")).to_have_count(2)
    assert fake.asked[-1][1] == []
    fake.go_on.set()
    assert closed(fake, 1)
    expect(reply).to_have_class("reply stopped")


def test_a_question_that_waits_is_asked_after_the_stop(visit: Visitor, fake: FakeAssistant) -> None:
    page = begun(visit())
    box = page.locator("#question textarea")
    box.fill("Who signed?")
    box.press("Enter")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#turn-1 .reply")).to_have_class("reply stopped")
    expect(page.locator("#turn-2 .reply")).to_have_class("reply answered")
    assert [question for question, _, _ in fake.asked] == [SLOW, "Who signed?"]


def test_a_new_conversation_does_not_wait_for_the_answer(visit: Visitor, fake: FakeAssistant) -> None:
    page = begun(visit())
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#welcome")).to_be_visible()
    fake.go_on.set()
    assert closed(fake, 1)
    ask(page, "Who signed?")
    expect(page.locator("#conversation .turn")).to_have_count(1)


def test_labels_changed_during_an_answer_stay_changed(visit: Visitor, fake: FakeAssistant) -> None:
    page = begun(visit(locale="en"))
    page.locator("#language").get_by_text("FR").click()
    expect(page.locator("#stop")).to_have_text("Arrêter")
    fake.go_on.set()
    reply = page.locator("#turn-1 .reply")
    expect(reply).to_have_class("reply answered")
    expect(reply).to_contain_text("3 phrases du modèle n’ont pas été retenues")
    expect(page.locator("#heading .mode")).to_have_text("Rédigé par un modèle de langue – chaque énoncé est vérifié")
    expect(page.locator("html")).to_have_attribute("lang", "fr")


@SIZES
def test_what_was_left_out_is_counted_and_the_badge_follows(visit: Visitor, width: int, height: int) -> None:
    page = visit(locale="en", width=width, height=height).page
    badge = page.locator("#heading .mode")
    expect(badge).to_have_class("mode generative")
    expect(ask(page, "What was dropped?").locator(".note")).to_have_text(
        "3 sentences of the model were left out: 2 give a number or date that no passage gives, "
        "1 is not borne out by any passage."
    )
    expect(badge).to_have_class("mode generative")
    reply = ask(page, "Withdrawn?")
    expect(reply.locator(".note")).to_have_text(re.compile("^The language model stopped"))
    expect(reply).not_to_contain_text("do not stand")
    expect(badge).to_have_class("mode extractive")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_models_add_stands_out_from_its_ground(visit: Visitor, scheme: str) -> None:
    page = begun(visit(scheme=scheme))
    page.locator("#writer input").click()
    expect(page.get_by_role("option")).to_have_count(3)
    assert page.evaluate(CONTRAST) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#turn-1 .reply")).to_have_class("reply stopped")
    ask(page, "What was dropped?")
    assert page.evaluate(CONTRAST) == []
