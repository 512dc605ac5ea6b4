"""The command line as it is typed."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.cli import app
from store.library import FILE_NAME, Library
from store.vectors import FOLDER
from tests.support import SAMPLES


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), input=stdin)


def test_ask_prints_the_answer_and_its_sources(sample_home: Path) -> None:
    done = run("ask", "Who signed for the ARC of South Africa?", "--home", str(sample_home))
    assert done.exit_code == 0
    assert "Moephuli" in done.stdout
    assert "[1] South Africa's ARC joins" in done.stdout
    assert "https://www.inrae.fr/" in done.stdout


def test_ask_as_json_is_the_contract(sample_home: Path) -> None:
    done = run("ask", "Qui a signé pour l'ARC ?", "--json", "--home", str(sample_home))
    answer = json.loads(done.stdout)
    assert {"text", "status", "language", "mode", "searched_for", "statements", "citations", "nearest"} <= set(answer)
    citation = answer["citations"][0]
    assert {"number", "quote", "start", "end", "release"} <= set(citation)
    assert {"id", "title", "source", "url", "published", "language"} <= set(citation["release"])


def test_ask_reads_standard_input_and_says_what_it_took_over(sample_home: Path) -> None:
    done = run("ask", "-", "--home", str(sample_home), stdin="Who signed for the ARC of South Africa?")
    assert "Moephuli" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["ask", ""], "empty"),
        (["ask", "Who signed?", "--model", "some/model"], "some/model"),
        (["ask", "Who signed?", "--lang", "de"], "fr or en"),
        (["ingest", "no/such/path"], "no/such/path"),
        (["serve", "--port", "70000"], "port"),
    ],
)
def test_a_wrong_use_exits_2_and_names_the_value(arguments: list[str], says: str, sample_home: Path) -> None:
    done = run(*arguments, "--home", str(sample_home))
    assert done.exit_code == 2
    assert says in done.output
    assert "Traceback" not in done.output


def test_status_says_what_is_held(sample_home: Path) -> None:
    facts = json.loads(run("status", "--json", "--home", str(sample_home)).stdout)
    assert facts["releases"] >= 16
    assert facts["encoder"].startswith("partnership-encoder/")
    assert str(sample_home) in run("status", "--home", str(sample_home)).stdout


def test_verify_is_content_with_a_sound_library_and_names_what_is_wrong(home_copy: Path) -> None:
    assert run("verify", "--home", str(home_copy)).exit_code == 0
    shutil.rmtree(home_copy / FOLDER)
    done = run("verify", "--home", str(home_copy))
    assert done.exit_code == 1
    assert "index" in done.stderr
    assert run("rebuild", "--home", str(home_copy)).exit_code == 0
    assert run("verify", "--home", str(home_copy)).exit_code == 0


def test_verify_notices_passages_outside_their_text(home_copy: Path) -> None:
    connection = sqlite3.connect(home_copy / FILE_NAME)
    connection.execute("""UPDATE passages SET "end" = 999999 WHERE row = (SELECT min(row) FROM passages)""")
    connection.commit()
    connection.close()
    done = run("verify", "--home", str(home_copy))
    assert done.exit_code == 1
    assert "not inside its text" in done.stderr


def test_a_library_of_another_encoder_exits_4(home_copy: Path) -> None:
    connection = sqlite3.connect(home_copy / FILE_NAME)
    connection.execute(
        "UPDATE meta SET value = replace(value, 'partnership-encoder', 'another') WHERE name = 'fingerprint'"
    )
    connection.commit()
    connection.close()
    for arguments in (["ask", "Who signed?"], ["ingest", str(SAMPLES)], ["serve"]):
        done = run(*arguments, "--home", str(home_copy))
        assert done.exit_code == 4
        assert "partnerships rebuild" in done.stderr
    assert run("rebuild", "--home", str(home_copy)).exit_code == 0
    assert run("ask", "Who signed for the ARC of South Africa?", "--home", str(home_copy)).exit_code == 0


def test_a_damaged_library_exits_1_and_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database at all " * 50)
    done = run("ask", "Who signed?", "--home", str(tmp_path))
    assert done.exit_code == 1
    assert FILE_NAME in done.stderr
    assert (tmp_path / FILE_NAME).read_bytes().startswith(b"no database")


def test_a_damaged_index_does_not_keep_a_question_from_its_answer(home_copy: Path) -> None:
    library = Library(home_copy)
    folder = home_copy / FOLDER / library.meta("index_name")
    library.close()
    for path in folder.rglob("*"):
        if path.is_file():
            path.write_bytes(b"damaged")
    done = run("ask", "Who signed for the ARC of South Africa?", "--home", str(home_copy))
    assert done.exit_code == 0
    assert "Moephuli" in done.stdout


def test_eval_prints_a_table(sample_home: Path, tmp_path: Path) -> None:
    golden = {
        "id": "a", "lang": "en", "q": "Who signed for the ARC of South Africa?", "history": [], "kind": "who",
        "docs": ["arc-cirad-inrae-2020.txt"], "gold": [["Moephuli"]], "abstain": False,
    }  # fmt: skip
    (tmp_path / "golden.jsonl").write_text(json.dumps(golden) + "\n", encoding="utf-8")
    done = run("eval", str(tmp_path / "golden.jsonl"), "--home", str(sample_home))
    assert done.exit_code == 0
    assert "accuracy" in done.stdout
    report = json.loads(run("eval", str(tmp_path / "golden.jsonl"), "--json", "--home", str(sample_home)).stdout)
    assert report["groups"]["all"]["accuracy"] == 1.0


def test_a_starter_file_that_cannot_be_read_does_not_keep_the_page_from_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[str] = []
    monkeypatch.setattr("assistant.ui.server.serve", lambda assistant, host, port: served.append(host))
    starter = tmp_path / "starter"
    starter.mkdir()
    (starter / "good.txt").write_text("Lyon and Brest sign\n\nLyon and Brest signed an agreement for five years.\n")
    (starter / "bad.html").write_text("<html><body></body></html>")
    done = run("serve", "--starter", str(starter), "--home", str(tmp_path / "home"))
    assert (done.exit_code, len(served)) == (0, 1)
    assert "bad.html" in done.stderr
