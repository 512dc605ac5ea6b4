"""The page in a real browser: what a visitor sees, clicks, types and hears."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from assistant.ui.server import build_app
from tests.assistant.ui.answers import HOSTILE
from tests.assistant.ui.scripted import FakeAssistant, Visitor, ask, serving, visiting

pytestmark = pytest.mark.browser

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = playwright.expect

WHO = "Qui a signé l'accord ?"


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with serving(build_app(FakeAssistant())) as base:
        yield base


@pytest.fixture
def visit(chromium: Any, site: str) -> Iterator[Visitor]:
    with visiting(chromium, site) as visitor:
        yield visitor


def test_an_answer_opens_its_passages(visit: Visitor) -> None:
    page = visit(locale="fr").page
    reply = ask(page, WHO)
    expect(reply.locator(".words")).to_contain_text("Diana Samuel")
    expect(reply.locator(".searched")).to_have_text(f"Recherché : {WHO} Modifier")
    first, second = page.locator("#card-1-1"), page.locator("#card-1-2")
    expect(first).to_have_class(re.compile("selected"))
    reply.get_by_role("button", name="Passage 2").click()
    expect(second).to_have_class(re.compile("selected"))
    expect(first).not_to_have_class(re.compile("selected"))
    expect(second).to_be_focused()
    expect(second).to_be_in_viewport()
    expect(second.locator("mark")).to_have_text(
        "On Tuesday 26 September 2023, Ocean College and the Institute of Seas signed"
    )
    expect(second).to_contain_text("a partnership agreement in Oxford.")
    expect(second).to_contain_text("Ocean College · 26 septembre 2023")
    expect(second.locator(".language")).to_have_text("anglais")
    original = second.get_by_role("link", name="Original sur college.example")
    expect(original).to_have_attribute("href", "http://college.example/news/seas")
    expect(original).to_have_attribute("rel", "noopener noreferrer")


def test_what_was_searched_for_can_be_changed(visit: Visitor) -> None:
    page = visit(locale="en").page
    reply = ask(page, WHO)
    reply.get_by_role("button", name="Edit").click()
    box = page.locator("#question textarea")
    expect(box).to_have_value(WHO)
    expect(box).to_be_focused()


def test_the_keyboard_is_enough(visit: Visitor) -> None:
    page = visit(locale="fr").page
    reply = ask(page, WHO)
    chip = reply.locator(".cite").nth(1)
    expect(chip).to_have_attribute("aria-label", re.compile("^Passage 2 : Ocean College"))
    reply.locator(".cite").first.focus()
    page.keyboard.press("Tab")
    expect(chip).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#card-1-2")).to_be_focused()
    expect(chip).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(chip).to_be_focused()


def test_a_list_is_quoted_as_a_list(visit: Visitor) -> None:
    page = visit().page
    reply = ask(page, "What are the objectives?")
    expect(reply.locator(".words li")).to_have_count(3)
    marks = page.locator("#card-1-1 mark")
    expect(marks).to_have_count(4)
    expect(marks.nth(1)).to_have_text("soutenir les projets d'excellence ;")


def test_chips_of_an_older_turn_still_open_their_cards(visit: Visitor) -> None:
    page = visit().page
    older = ask(page, WHO)
    ask(page, "What are the objectives?")
    shown = page.locator("#panel .evidence:visible")
    expect(shown).to_have_count(1)
    expect(shown).to_have_id("evidence-2")
    older.locator(".cite").nth(1).click()
    expect(page.locator("#card-1-2")).to_be_focused()
    expect(shown).to_have_count(1)
    expect(shown).to_have_id("evidence-1")
    ask(page, "trap")
    expect(shown).to_have_count(1)
    expect(shown).to_have_id("evidence-3")


def test_what_is_not_known_shows_the_nearest_releases(visit: Visitor) -> None:
    page = visit(locale="fr").page
    reply = ask(page, "Quel budget ?")
    expect(reply.locator(".tag")).to_have_text("Absent de la bibliothèque")
    expect(page.locator("#panel .evidence:visible .card")).to_have_count(2)
    reply.get_by_role("button", name="Voir les communiqués les plus proches").click()
    expect(page.locator("#card-1-1")).to_be_focused()


def test_a_refusal_and_a_fault_are_notices(visit: Visitor) -> None:
    page = visit(locale="fr").page
    expect(ask(page, " ")).to_contain_text("The question is empty.")
    expect(ask(page, "crash")).to_contain_text("Un incident a empêché de répondre")
    expect(ask(page, WHO).locator(".cite")).to_have_count(2)


def test_hostile_text_is_shown_and_does_nothing(visit: Visitor) -> None:
    page = visit().page
    reply = ask(page, f"trap {HOSTILE}")
    words = " ".join(HOSTILE.split())
    expect(page.locator("#conversation .asked")).to_contain_text(words)
    expect(reply.locator(".words")).to_contain_text(words)
    expect(page.locator("#card-1-1 mark")).to_have_text(f"{words} the quote.")
    shown = page.locator("#conversation, #panel")
    for tag in ("img", "script", "code", "strong", "iframe", ".katex"):
        expect(shown.locator(tag)).to_have_count(0)
    expect(page.locator("#conversation a")).to_have_count(0)
    expect(page.locator("#panel a")).to_have_count(1)
    expect(page).to_have_title("Partnership Assistant")


def test_labels_follow_the_browser_and_then_the_switch(visit: Visitor) -> None:
    page = visit(locale="fr-FR").page
    root = page.locator("html")
    expect(root).to_have_class("ready")
    expect(page.locator("#question textarea")).to_be_focused()
    expect(page.locator("#invitation")).to_contain_text("Que voulez-vous savoir")
    expect(root).to_have_attribute("lang", "fr")
    expect(page.locator("#heading .coverage")).to_have_text(
        "2 communiqués · 1 en français, 1 en anglais · 22 mars 2022 – 26 septembre 2023"
    )
    expect(page.locator("#heading .mode")).to_have_text("Répond par citations – sans modèle de langue")
    reply = ask(page, WHO)
    page.locator("#language").get_by_text("EN").click()
    expect(root).to_have_attribute("lang", "en")
    expect(page.locator("#send")).to_have_text("Ask")
    expect(page.locator("#card-1-1")).to_contain_text("26 September 2023")
    expect(reply.locator(".words")).to_contain_text("Selon Ocean College")
    expect(page.locator("#heading .mode")).to_have_text("Answers by quoting – no language model")


def test_an_example_asks_itself(visit: Visitor) -> None:
    page = visit().page
    expect(page.locator("#examples .example")).to_have_count(6)
    page.get_by_role("button", name="Who signed the agreement").click()
    expect(page.locator("#conversation .reply.answered")).to_contain_text("Diana Samuel")
    expect(page.locator("#welcome")).not_to_be_visible()


def test_a_new_conversation_forgets_the_old_one(visit: Visitor) -> None:
    page = visit().page
    ask(page, WHO)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#conversation .turn")).to_have_count(0)
    expect(page.locator("#welcome")).to_be_visible()
    ask(page, "What are the objectives?")
    expect(page.locator("#evidence-1")).to_contain_text("For: What are the objectives?")


def test_visitors_do_not_see_each_other(visit: Visitor) -> None:
    one, other = visit().page, visit().page
    ask(one, WHO)
    ask(other, "trap")
    expect(one.locator("#conversation .turn")).to_have_count(1)
    expect(other.locator("#conversation")).not_to_contain_text("Diana Samuel")


def test_the_whole_release_opens_at_the_quote(visit: Visitor) -> None:
    page = visit().page
    ask(page, WHO)
    with page.expect_popup() as opened:
        page.locator("#card-1-1").get_by_role("link", name="Whole release").click()
    quote = opened.value.locator("mark#quote")
    expect(quote).to_contain_text("Diana Samuel")
    expect(quote).to_be_in_viewport()


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_a_phone_holds_it_all(visit: Visitor, locale: str) -> None:
    page = visit(locale=locale, width=390, height=844).page
    question = page.locator("#question textarea")
    expect(question).to_be_in_viewport(ratio=1)
    ask(page, "trap")
    reply = ask(page, WHO)
    expect(question).to_be_in_viewport(ratio=1)
    reply.locator(".cite").first.click()
    card = page.locator("#card-2-1")
    expect(card.locator("mark")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    card.get_by_role("button").click()
    expect(reply.locator(".cite").first).to_be_focused()
    expect(reply.locator(".cite").first).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(visit: Visitor, scheme: str) -> None:
    """At least 4.5 to 1 (WCAG AA) for everything that is read."""
    page = visit(scheme=scheme).page
    ask(page, WHO)
    ask(page, "Quel budget ?")
    low = page.evaluate(CONTRAST)
    assert low == []


CONTRAST = """() => {
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const colour = parse(getComputedStyle(node).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const node of document.querySelectorAll("#top *, #conversation *, #panel *, #composer *, #foot *")) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    if (!own || !node.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const [a, b] = [light(parse(getComputedStyle(node).color)), light(ground(node))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.push(`${node.tagName}.${node.className} ${node.textContent.slice(0, 30)} ${ratio.toFixed(2)}`);
  }
  return low;
}"""
