"""The real product in a real browser: a question, a citation, its highlight; and a re-ingest while the page is open."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.assistant import Assistant
from assistant.reader import OnnxReader
from assistant.ui.server import build_app
from store.encoder import Encoder
from store.index import LiveIndex
from store.library import Library
from tests.assistant.ui.scripted import Visitor, ask, serving, visiting
from tests.support import ROOT, write_release

pytestmark = [pytest.mark.browser, pytest.mark.slow]
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = playwright.expect
SCRIPT = [sys.executable, "-m", "ingest"]


@pytest.fixture
def visit(chromium: Any, home_copy: Path, bundled: Encoder) -> Iterator[Visitor]:
    library = Library(home_copy)
    opened = Assistant(library, LiveIndex(library), bundled, OnnxReader())
    opened.warm()
    with serving(build_app(opened)) as base, visiting(chromium, base) as visitor:
        yield visitor
    opened.close()


def ingest(folder: Path, home: Path, *more: str) -> None:
    subprocess.run([*SCRIPT, str(folder), "--home", str(home), *more], cwd=ROOT, check=True, timeout=180)


def test_a_question_a_citation_and_its_highlight(visit: Visitor) -> None:
    page = visit(locale="fr").page
    reply = ask(page, "Qui a signé pour l'ARC d'Afrique du Sud ?")
    expect(reply.locator(".words")).to_contain_text("(27 juillet 2020, en anglais)")
    expect(reply.locator(".words")).to_contain_text("Moephuli")
    reply.locator(".cite").first.click()
    card = page.locator("#card-1-1")
    expect(card).to_be_focused()
    marked = " ".join(card.locator("mark").all_inner_texts())
    assert "Dr Shadrack Ralekeno Moephuli, CEO of the ARC" in marked
    expect(card.locator(".language")).to_have_text("anglais")
    whole = card.get_by_role("link", name="Communiqué entier")
    with page.context.expect_page() as opened:
        whole.click()
    expect(opened.value.locator("mark").first).to_be_in_viewport()
    expect(opened.value.locator("body")).to_contain_text("CIRAD and INRAE had never before signed")


def test_what_is_not_known_is_said_with_the_nearest_releases(visit: Visitor) -> None:
    page = visit(locale="en", width=390, height=844).page
    reply = ask(page, "What is the recipe for pancakes?")
    expect(reply).to_contain_text("I found no answer to this question in the library")
    expect(reply.locator(".cite")).to_have_count(0)


def test_a_reingest_by_another_process_shows_in_the_open_page(visit: Visitor, home_copy: Path, tmp_path: Path) -> None:
    page = visit(locale="fr").page
    question = "Qui a signé l'accord entre Plouzané et Guipavas ?"
    expect(ask(page, question)).to_contain_text("Je n'ai pas trouvé")
    body = "Plouzané et Guipavas ont signé un accord. Les signataires de l'accord sont {} et Paul Durand."
    folder = tmp_path / "new"
    for number in range(3):
        write_release(folder, f"{number}.txt", f"La commune numéro {number} a fêté le printemps avec ses habitants.")
    write_release(folder, "accord.txt", body.format("Anne Martin"), title="Plouzané et Guipavas signent un accord")
    ingest(folder, home_copy)
    expect(ask(page, question)).to_contain_text("Anne Martin")
    write_release(folder, "accord.txt", body.format("Zoé Petit"), title="Plouzané et Guipavas signent un accord")
    ingest(folder, home_copy)
    changed = ask(page, question)
    expect(changed).to_contain_text("Zoé Petit")
    expect(changed).not_to_contain_text("Anne Martin")
    (folder / "accord.txt").unlink()
    ingest(folder, home_copy, "--prune", "--yes")
    expect(ask(page, question)).to_contain_text("Je n'ai pas trouvé")
