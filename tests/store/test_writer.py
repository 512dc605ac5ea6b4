"""Crash safety: whatever step a writer dies at, every release is wholly old or wholly new."""

import signal
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.sync import fingerprint
from store.errors import IndexMismatchError, LibraryLockedError
from store.index import LiveIndex, healthy
from store.library import Library
from store.types import Release
from store.vectors import FOLDER, ChromaIndex
from store.writer import Writer
from tests.store.shelves import new_release
from tests.support import ROOT, HashEncoder

OLD = Release("brest", "/brest.txt", "Brest signe", "Ancien accord de Brest.\n\nIl court jusqu'en 2025.", "fr")
NEW = replace(OLD, text="Nouvel accord de Brest.\n\nIl court jusqu'en 2030.\n\nIl est public.")
KEPT = Release("lyon", "/lyon.txt", "Lyon signe", "Accord de Lyon.", "fr")

WRITE = """
    import os, signal, sys
    from pathlib import Path
    from ingest.sync import fingerprint
    from store.library import Library
    from store.writer import Writer
    from tests.store.shelves import new_release
    from tests.store.test_writer import NEW
    from tests.support import HashEncoder

    def step(name):
        if name == sys.argv[2]:
            os.kill(os.getpid(), signal.SIGKILL)

    encoder, library = HashEncoder(), Library(Path(sys.argv[1]))
    with Writer(library, step=step) as writer:
        writer.put([new_release(encoder, NEW)], fingerprint(encoder))
        if sys.argv[2] == "removed":
            writer.remove(["brest"])
"""


@pytest.fixture
def filled(library: Library, encoder: HashEncoder) -> Library:
    with Writer(library) as writer:
        writer.put([new_release(encoder, OLD), new_release(encoder, KEPT)], fingerprint(encoder))
    return library


def die_at(step: str, home: Path) -> None:
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(WRITE), str(home), step], cwd=ROOT, timeout=120)
    assert done.returncode == -signal.SIGKILL


@pytest.mark.parametrize(
    ("step", "text"),
    [("staged", OLD.text), ("indexed", OLD.text), ("live", NEW.text), ("cleaned", NEW.text), ("removed", None)],
)
def test_a_writer_killed_at_any_step_leaves_old_or_new(
    step: str, text: str | None, filled: Library, encoder: HashEncoder
) -> None:
    die_at(step, filled.home)
    # A reader at once, before any repair: it sees one whole version, and the search finds only that.
    assert getattr(filled.release("brest"), "text", None) == text
    live = LiveIndex(filled)
    found = filled.hits(live.query(encoder.encode_query(["accord de Brest"])[0], "fr", 10))
    live.close()
    assert {hit.release.text for hit in found.values() if hit.release.id == "brest"} == ({text} if text else set())
    # The next writer needs no help, and leaves nothing of the dead one.
    with Writer(filled) as writer:
        writer.put([new_release(encoder, NEW)], fingerprint(encoder))
    assert filled.release("brest") == NEW
    assert filled.passage_count() == 4
    assert filled.rows("SELECT count(*) FROM passages") == [(4,)]
    assert filled.rows("SELECT count(*) FROM lexicon_fr") == [(4,)]
    index = ChromaIndex.open(filled.home, filled.meta("index_name"))
    assert healthy(index, filled)
    index.close()
    assert len(list((filled.home / FOLDER).iterdir())) == 1


def test_a_second_writer_says_so_and_changes_nothing(filled: Library) -> None:
    before = filled.generation
    other = Library(filled.home)
    with Writer(filled), pytest.raises(LibraryLockedError, match="Another process"), Writer(other):
        raise AssertionError("two writers at once")
    other.close()
    assert filled.generation == before


def test_passages_of_two_encoders_never_mix(filled: Library) -> None:
    other = HashEncoder("other")
    with Writer(filled) as writer, pytest.raises(IndexMismatchError):
        writer.put([new_release(other, NEW)], fingerprint(other))
    assert filled.release("brest") == OLD


def test_replacing_everything_is_one_step(filled: Library) -> None:
    other = HashEncoder("other", dimension=32)
    with Writer(filled) as writer:
        writer.replace_all([[new_release(other, OLD)], [new_release(other, KEPT)]], fingerprint(other))
    filled.check_fingerprint(fingerprint(other))
    assert filled.passage_count() == 3
    live = LiveIndex(filled)
    assert len(live.query(other.encode_query(["accord"])[0], "fr", 10)) == 3
    live.close()


def test_a_replacement_that_fails_leaves_the_old_library(filled: Library, encoder: HashEncoder) -> None:
    other = HashEncoder("other", dimension=32)

    def batches() -> object:
        yield [new_release(other, OLD)]
        raise RuntimeError("the encoder broke")

    with pytest.raises(RuntimeError), Writer(filled) as writer:
        writer.replace_all(batches(), fingerprint(other))
    filled.check_fingerprint(fingerprint(encoder))
    assert filled.release("brest") == OLD
    with Writer(filled):
        pass
    assert filled.rows("SELECT count(*) FROM releases") == [(2,)]


def test_indexes_that_a_dead_process_left_are_swept_away(filled: Library) -> None:
    (filled.home / FOLDER / "passages-orphan").mkdir()
    with Writer(filled):
        pass
    assert [folder.name for folder in (filled.home / FOLDER).iterdir()] == [filled.meta("index_name")]
