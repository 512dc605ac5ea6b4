import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ingest.sync import fingerprint
from store.errors import IndexMismatchError, LibraryDamagedError, UserError
from store.library import FILE_NAME, Fingerprint, Library
from store.schema import MIGRATIONS
from store.types import Release
from store.writer import Writer
from tests.store.shelves import new_release
from tests.support import ROOT, HashEncoder

RELEASE = Release(
    id="a",
    source="/releases/a.txt",
    title="Brest et Lyon signent",
    text="Brest et Lyon ont signé un accord.\n\nIl court jusqu'en 2030.",
    language="fr",
    publisher="Ville de Brest",
    published=date(2024, 3, 12),
    url="https://brest.example/a",
)


@pytest.fixture
def filled(library: Library, encoder: HashEncoder) -> Library:
    other = replace(RELEASE, id="b", source="/releases/b.txt", language="en", text="Oxford signed.", published=None)
    with Writer(library) as writer:
        writer.put([new_release(encoder, RELEASE), new_release(encoder, other)], fingerprint(encoder))
    return library


def test_a_release_comes_back_as_it_was_stored(filled: Library) -> None:
    assert filled.release("a") == RELEASE
    assert filled.release("none") is None


def test_passages_are_slices_of_the_text_with_their_vectors(filled: Library, encoder: HashEncoder) -> None:
    hits = filled.passages("a")
    assert [hit.text for hit in hits] == RELEASE.text.split("\n\n")
    names = [hit.passage.id for hit in hits]
    assert set(filled.hits([*names, "not-there"])) == set(names)
    vectors = filled.vectors(names)
    assert all(vectors[name].shape == (encoder.dimension,) for name in names)


def test_coverage_counts_languages_and_dates(filled: Library) -> None:
    coverage = filled.coverage()
    assert (coverage.releases, coverage.passages, coverage.languages) == (2, 3, {"fr": 1, "en": 1})
    assert coverage.earliest == coverage.latest == date(2024, 3, 12)


def test_terms_are_counted_within_a_language(filled: Library) -> None:
    assert filled.term_counts(["sign", "brest"], "fr") == {"sign": 1, "brest": 2}
    assert filled.term_counts(["2030"], "en") == {}
    (found,) = filled.matching(["2030"], "fr", 10)
    assert found[1].split() == ["court", "2030"]
    assert filled.matching([], "fr", 10) == []


def test_the_generation_grows_with_every_change(filled: Library) -> None:
    before = filled.generation
    with Writer(filled) as writer:
        writer.remove(["b"])
    assert filled.generation > before
    assert filled.release("b") is None
    assert filled.term_counts(["oxford"], "en") == {}


def test_another_encoder_is_refused_with_the_command_that_mends_it(filled: Library, encoder: HashEncoder) -> None:
    filled.check_fingerprint(fingerprint(encoder))
    with pytest.raises(IndexMismatchError, match="partnerships rebuild"):
        filled.check_fingerprint(fingerprint(HashEncoder("other")))
    with pytest.raises(IndexMismatchError, match="chunker"):
        filled.check_fingerprint(Fingerprint(encoder.fingerprint, "another"))


def test_an_empty_library_takes_any_encoder(library: Library) -> None:
    library.check_fingerprint(fingerprint(HashEncoder("any")))
    assert library.coverage().releases == 0


def test_a_file_that_is_no_library_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"not a database " * 100)
    with pytest.raises(LibraryDamagedError, match="cannot be read"):
        Library(tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes().startswith(b"not a database")


def test_a_library_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    Library(tmp_path).close()
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(UserError, match="Upgrade"):
        Library(tmp_path)


def test_a_home_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("", encoding="utf-8")
    with pytest.raises(UserError, match="--home"):
        Library(tmp_path / "home")


OPEN = "import sys, pathlib; from store.library import Library; print(Library(pathlib.Path(sys.argv[1])).generation)"


def test_processes_that_open_a_new_library_at_once_all_succeed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", OPEN, str(tmp_path / "new")]
    running = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(6)
    ]
    for process in running:
        said, errors = process.communicate(timeout=60)
        assert (process.returncode, said.strip()) == (0, "0"), errors


def test_a_library_that_is_not_to_be_made_is_empty_and_not_there(tmp_path: Path) -> None:
    assert Library(tmp_path / "none", make=False).coverage().releases == 0
    assert not (tmp_path / "none").exists()
