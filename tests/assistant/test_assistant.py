"""The product over the samples and, where they lie beside the project, over two releases as they were published."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import assistant as face
from assistant.assistant import Assistant
from assistant.reader import OnnxReader
from assistant.types import Answer, Done, Searching, StatementReady
from ingest.sync import release_id, sync
from store.encoder import Encoder
from store.errors import UsageError
from store.index import LiveIndex
from store.library import Library
from tests.support import ORIGINALS, ROOT, write_release

QUESTIONS = [
    json.loads(line)
    for name in ("tests/golden/tuning.jsonl", "tests/golden/measured.jsonl")
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines()
]


def check_quotes(answer: Answer, assistant: Assistant) -> None:
    """Every quote is the stored slice, every statement carries it, every citation is used."""
    for citation in answer.citations:
        stored = assistant.release(citation.release.id)
        assert stored is not None
        assert stored.text[citation.start : citation.end] == citation.quote
        assert f"{citation.before}{citation.quote}{citation.after}" in stored.text
    numbers = [number for statement in answer.statements for number in statement.citations]
    assert sorted(numbers) == [citation.number for citation in answer.citations]
    for statement in answer.statements:
        assert any(citation.quote in statement.text for citation in answer.citations)
        assert statement.text in answer.text


@pytest.mark.parametrize("part", range(3))  # all of them in one test came near its time limit
def test_every_quote_of_every_answer_is_exact(assistant: Assistant, part: int) -> None:
    questions, statuses, misheard = QUESTIONS[part::3], set(), []
    for golden in questions:
        answer = assistant.answer(golden["q"])
        statuses.add(answer.status)
        check_quotes(answer, assistant)
        assert (answer.status in ("answered", "partial")) == bool(answer.citations)
        misheard += [golden["q"]] if answer.language != golden["lang"] else []
        json.dumps(answer.to_dict())
    assert {"answered", "not_found"} <= statuses
    # Some questions of a few names and one word ("chen qijun role?") could be of either language.
    assert len(misheard) <= len(questions) / 100, misheard


@pytest.mark.parametrize(
    ("question", "language", "file", "holds"),
    [
        ("Qui a signé la convention entre le CNRS et Inria en 2011 ?", None, "cnrs-inria-2011.txt", "Alain Fuchs"),
        ("Who signed for the ARC of South Africa?", None, "arc-cirad-inrae-2020.txt", "Moephuli"),
        ("How long does the Lyon site agreement last?", None, "lyon-cnrs-2018.txt", "5 years"),
        ("Jusqu'à quand dure la convention Inserm Bretagne ?", None, "inserm-region-bretagne-2022", "31 décembre 2025"),
        ("when was the CNRS Inria agreement signed", None, "cnrs-inria-2011.txt", "15 avril 2011"),
        ("Quand l'ARC, le CIRAD et INRAE ont-ils signé ?", None, "arc-cirad-inrae-2020.txt", "24 July 2020"),
    ],
)
def test_plain_questions_are_answered(
    assistant: Assistant, question: str, language: None, file: str, holds: str
) -> None:
    answer = assistant.answer(question)
    assert answer.status == "answered"
    assert holds in answer.text
    assert answer.citations[0].release.source.endswith(file) or "inserm-region" in file


def test_the_frame_is_in_the_questions_language_and_the_quote_in_the_releases(assistant: Assistant) -> None:
    answer = assistant.answer("Quand l'ARC, le CIRAD et INRAE ont-ils signé leur accord ?")
    assert answer.language == "fr"
    assert "(27 juillet 2020, en anglais) :" in answer.text
    assert "signed a tripartite cooperation agreement on 24 July 2020" in answer.text
    asked_for = assistant.answer("Quand l'ARC, le CIRAD et INRAE ont-ils signé leur accord ?", language="en")
    assert asked_for.language == "en"
    assert "(27 July 2020):" in asked_for.text


def test_a_list_is_returned_whole(assistant: Assistant) -> None:
    answer = assistant.answer("What are the four purposes of the Lyon site agreement with the CNRS?")
    assert answer.text.count("\n- ") == 4


def test_what_is_not_there_is_refused_with_coverage_and_the_nearest_releases(assistant: Assistant) -> None:
    answer = assistant.answer("What is the recipe for pancakes?")
    assert (answer.status, answer.citations, answer.statements) == ("not_found", (), ())
    assert "in French" in answer.text
    french = assistant.answer("quelle est la recette de la pâte à crêpes")
    assert french.status == "not_found"
    assert "en français" in french.text
    assert 0 < len(french.nearest) <= 3


@pytest.mark.parametrize("question", ["", "x" * 2001, "who\x00", "?"])
def test_a_bad_question_is_refused_and_raises_nothing(assistant: Assistant, question: str) -> None:
    answer = assistant.answer(question, language="fr")
    assert (answer.status, answer.citations, answer.language) == ("refused", (), "fr")
    assert "question" in answer.text


def test_a_wrong_argument_raises(assistant: Assistant) -> None:
    with pytest.raises(UsageError, match="de"):
        assistant.answer("Who signed?", language="de")
    with pytest.raises(UsageError, match="some/model"):
        assistant.answer("Who signed?", model="some/model")


def test_a_follow_up_is_searched_for_with_its_partners(assistant: Assistant) -> None:
    first = "Quand le CNRS et Inria ont-ils signé leur accord-cadre ?"
    answer = assistant.answer("et qui l'a signé ?", history=[first])
    assert "CNRS" in answer.searched_for
    assert "Inria" in answer.searched_for
    assert "Michel Cosnard" in answer.text


def test_a_stream_searches_states_and_ends_with_the_same_answer(assistant: Assistant) -> None:
    question = "Who signed for the ARC of South Africa?"
    events = list(assistant.stream(question))
    assert isinstance(events[0], Searching)
    assert isinstance(events[-1], Done)
    told = [event for event in events if isinstance(event, StatementReady)]
    assert tuple(event.statement for event in told) == events[-1].answer.statements
    assert events[-1].answer == assistant.answer(question)


def test_many_threads_get_the_same_answers(assistant: Assistant) -> None:
    questions = [golden["q"] for golden in QUESTIONS[:12]]
    expected = [assistant.answer(question).text for question in questions]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(3):
            assert [answer.text for answer in pool.map(assistant.answer, questions)] == expected


@pytest.mark.skipif(not ORIGINALS.is_dir(), reason="the original releases do not lie beside the project")
@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("Qui a signé la convention-cadre entre la Région Bretagne et l'Inserm ?", "Gilles Bloch"),
        ("Who signed the agreement between Inserm and Université Paris-Saclay?", "Estelle Iacona"),
        ("Jusqu'à quand le partenariat entre la Région Bretagne et l'Inserm est-il en vigueur ?", "31 décembre 2025"),
        ("Until when is the partnership between Inserm and the Brittany region in force?", "31 décembre 2025"),
        ("Qui a signé l'accord entre l'Inserm et l'Université Paris-Saclay ?", "Didier Samuel"),
    ],
)
def test_the_originals_answer_in_both_languages(bundled: Encoder, tmp_path: Path, question: str, holds: str) -> None:
    library = Library(tmp_path / "originals")
    sync(library, bundled, [str(ORIGINALS)])
    opened = Assistant(library, LiveIndex(library), bundled, OnnxReader())
    answer = opened.answer(question)
    check_quotes(answer, opened)
    assert holds in answer.text
    opened.close()


def test_an_empty_library_says_how_to_fill_it(bundled: Encoder, library: Library) -> None:
    opened = Assistant(library, LiveIndex(library), bundled, OnnxReader())
    answer = opened.answer("Qui a signé ?")
    assert answer.status == "not_found"
    assert "partnerships ingest" in answer.text
    opened.close()


def test_an_open_assistant_sees_what_is_ingested_meanwhile(bundled: Encoder, home_copy: Path, tmp_path: Path) -> None:
    reading, writing = Library(home_copy), Library(home_copy)
    opened = Assistant(reading, LiveIndex(reading), bundled, OnnxReader())
    question = "Qui a signé l'accord entre Plouzané et Guipavas ?"
    assert opened.answer(question).status == "not_found"
    path = write_release(
        tmp_path / "new",
        "plouzane.txt",
        "Plouzané et Guipavas ont signé un accord. "
        "Les signataires de l'accord entre Plouzané et Guipavas sont Anne Martin et Paul Durand.",
    )
    stop, faults = threading.Event(), []

    def keep_asking() -> None:
        while not stop.is_set():
            answer = opened.answer(question)
            if answer.status not in ("answered", "partial", "not_found"):
                faults.append(answer)

    asking = [threading.Thread(target=keep_asking) for _ in range(3)]
    for thread in asking:
        thread.start()
    sync(writing, bundled, [str(path.parent)])
    stop.set()
    for thread in asking:
        thread.join()
    assert faults == []
    assert "Anne Martin" in opened.answer(question).text
    path.write_text(path.read_text(encoding="utf-8").replace("Anne Martin", "Zoé Petit"), encoding="utf-8")
    sync(writing, bundled, [str(path.parent)])
    assert "Zoé Petit" in opened.answer(question).text
    assert "Anne Martin" not in opened.answer(question).text
    assert opened.release(release_id(str(path))) is not None
    opened.close()
    writing.close()


def test_the_function_answers_from_the_configured_library(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARTNERSHIPS_HOME", str(sample_home))
    answer = face.answer("Who signed for the ARC of South Africa?")
    assert "Moephuli" in answer.text
    assert callable(face.answer)


def test_the_names_of_the_package_are_there() -> None:
    for name in face.__all__:
        assert getattr(face, name) is not None
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = face.no_such_name
