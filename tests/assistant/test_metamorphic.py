"""What must not change an answer: how the question is typed, its language, and releases about something else."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.evaluate import Golden, judge, read_golden
from assistant.reader import OnnxReader
from ingest.sync import sync
from store.encoder import Encoder
from store.index import LiveIndex
from store.library import Library
from tests.support import ROOT
from training.generate import release

pytestmark = pytest.mark.slow
KEPT = 0.9  # share of right answers that must quote the same passage first
UNRELATED = 300


@pytest.fixture(scope="module")
def right(assistant: Assistant) -> list[Golden]:
    """Answerable questions that stand alone and are answered rightly."""
    questions = read_golden(ROOT / "tests" / "golden" / "tuning.jsonl")
    alone = [one for one in questions if not one.abstain and not one.history]
    found = [one for one in alone if judge(assistant, one).right]
    assert len(found) > 50
    return found[::2]


def first_quote(assistant: Assistant, question: str) -> tuple[str, int]:
    citations = assistant.answer(question).citations
    return (citations[0].release.source, citations[0].start) if citations else ("", -1)


def without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def polite(text: str) -> str:
    french = any(c in text for c in "éèàêç") or text.lower().startswith(("qui", "quel", "quand", "combien"))
    return f"Bonjour, {text} Merci !" if french else f"Hello, {text} Thanks!"


@pytest.mark.parametrize("changed", [without_accents, str.lower, polite])
def test_how_a_question_is_typed_changes_nothing(
    assistant: Assistant, right: list[Golden], changed: Callable[[str], str]
) -> None:
    same = [first_quote(assistant, one.q) == first_quote(assistant, changed(one.q)) for one in right]
    assert sum(same) / len(same) >= KEPT


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("Qui a signé la convention entre l'Inserm et la Bretagne ?", "Who signed the Inserm agreement with Brittany?"),
        ("Quand l'Inserm et Paris-Saclay ont-ils signé ?", "When did Inserm and Paris-Saclay sign?"),
        ("Combien de temps dure l'accord CNRS-Inria ?", "How long does the CNRS-Inria agreement last?"),
        ("Qui a signé pour l'Université de Toulouse ?", "Who signed for the University of Toulouse?"),
        (
            "Quels sont les objectifs du protocole Région Sud - CNRS ?",
            "What are the aims of the Région Sud-CNRS protocol?",
        ),
    ],
)
def test_a_translated_question_finds_the_same_release(assistant: Assistant, french: str, english: str) -> None:
    assert first_quote(assistant, french)[0] == first_quote(assistant, english)[0] != ""


def test_releases_about_something_else_change_no_right_answer(
    bundled: Encoder, home_copy: Path, right: list[Golden], tmp_path: Path
) -> None:
    folder = tmp_path / "unrelated"
    folder.mkdir()
    for number in range(UNRELATED):
        made = release(70_000, number)
        text = made.texts["fr" if number % 2 else "en"]
        (folder / f"{number}.txt").write_text(f"{text.title}\n\n{made.day}\n\n{text.body}\n", encoding="utf-8")
    library = Library(home_copy)
    report = sync(library, bundled, [str(folder)])
    assert report.counts["added"] == UNRELATED
    opened = Assistant(library, LiveIndex(library), bundled, OnnxReader())
    try:
        kept = [judge(opened, one).right for one in right]
    finally:
        opened.close()
    assert sum(kept) / len(kept) >= KEPT
