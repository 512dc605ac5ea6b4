import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest.sync import Options, fingerprint, rebuild, release_id, sync
from store.encoder import Vectors
from store.errors import IndexMismatchError, LibraryLockedError, UsageError
from store.library import Library
from store.writer import Writer
from tests.support import HashEncoder, write_release


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "releases"
    for number in range(6):
        write_release(folder, f"{number}.txt", f"Brest et Lyon ont signé l'accord numéro {number}.")
    return folder


def statuses(report: object) -> dict[str, str]:
    return {Path(outcome.source).name: outcome.status for outcome in report.documents}


def test_a_folder_comes_in_and_again_costs_nothing(library: Library, encoder: HashEncoder, folder: Path) -> None:
    first = sync(library, encoder, [str(folder)])
    assert first.counts == {"seen": 6, "added": 6, "updated": 0, "unchanged": 0, "removed": 0, "failed": 0}
    encoded, generation = encoder.encoded, library.generation
    second = sync(library, encoder, [str(folder)])
    assert second.counts["unchanged"] == 6
    assert (encoder.encoded, library.generation) == (encoded, generation)


def test_what_changed_is_replaced(library: Library, encoder: HashEncoder, folder: Path) -> None:
    sync(library, encoder, [str(folder)])
    path = write_release(folder, "3.txt", "Brest et Lyon ont résilié l'accord numéro 3.")
    assert statuses(sync(library, encoder, [str(folder)]))["3.txt"] == "updated"
    stored = library.release(release_id(str(path)))
    assert stored is not None
    assert "résilié" in stored.text
    assert library.coverage().releases == 6


def test_a_part_of_the_folder_removes_nothing(library: Library, encoder: HashEncoder, folder: Path) -> None:
    sync(library, encoder, [str(folder)])
    sync(library, encoder, [str(folder / "1.txt")], Options(prune=True, yes=True))
    assert library.coverage().releases == 6


def test_prune_removes_what_is_gone_and_asks_before_removing_much(
    library: Library, encoder: HashEncoder, folder: Path
) -> None:
    sync(library, encoder, [str(folder)])
    (folder / "0.txt").unlink()
    assert sync(library, encoder, [str(folder)]).counts["removed"] == 0
    assert sync(library, encoder, [str(folder)], Options(prune=True)).counts["removed"] == 1
    for number in (1, 2):
        (folder / f"{number}.txt").unlink()
    write_release(folder, "9.txt", "Brest et Nantes ont signé.")
    with pytest.raises(UsageError, match="--yes"):
        sync(library, encoder, [str(folder)], Options(prune=True))
    assert library.coverage().releases == 5, "a refused prune leaves everything as it was"
    assert sync(library, encoder, [str(folder)], Options(prune=True, yes=True)).counts["removed"] == 2
    assert library.coverage().releases == 4


def test_a_dry_run_says_what_would_happen_and_touches_nothing(
    library: Library, encoder: HashEncoder, folder: Path
) -> None:
    sync(library, encoder, [str(folder)])
    (folder / "0.txt").unlink()
    write_release(folder, "1.txt", "Autre texte signé.")
    write_release(folder, "new.txt", "Nouveau texte signé.")
    library.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    before = {path: path.read_bytes() for path in library.home.rglob("*") if path.is_file()}
    report = sync(library, encoder, [str(folder)], Options(prune=True, dry_run=True))
    assert report.counts == {"seen": 6, "added": 1, "updated": 1, "unchanged": 4, "removed": 1, "failed": 0}
    assert {path: path.read_bytes() for path in library.home.rglob("*") if path.is_file()} == before


def test_a_bad_document_costs_itself_alone(library: Library, encoder: HashEncoder, folder: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    (folder / "image.png").write_bytes(b"\x89PNG")
    (folder / "binary.txt").write_bytes(bytes(range(32)) * 10)
    (folder / "french.txt").write_bytes("Titre signé\n\nL'été à Nîmes, « où » l'œuvre coûte 5 €.".encode("cp1252"))
    (folder / ".hidden.txt").write_text("non", encoding="utf-8")
    os.mkfifo(folder / "pipe.txt")
    report = sync(library, encoder, [str(folder)])
    failed = {name for name, status in statuses(report).items() if status == "failed"}
    assert failed == {"empty.txt", "image.png", "binary.txt", "pipe.txt"}
    assert report.counts["added"] == 7
    stored = library.release(release_id(str(folder / "french.txt")))
    assert stored is not None
    assert stored.text == "L'été à Nîmes, « où » l'œuvre coûte 5 €."
    for outcome in report.documents:
        assert (outcome.status == "failed") == (outcome.reason is not None)
        assert outcome.reason is None or outcome.source in outcome.reason


def test_a_document_that_turns_bad_keeps_its_earlier_version(
    library: Library, encoder: HashEncoder, folder: Path
) -> None:
    sync(library, encoder, [str(folder)])
    (folder / "2.txt").write_bytes(b"\x00\x01\x02")
    assert statuses(sync(library, encoder, [str(folder)], Options(prune=True)))["2.txt"] == "failed"
    stored = library.release(release_id(str(folder / "2.txt")))
    assert stored is not None
    assert "numéro 2" in stored.text


class BreakingEncoder(HashEncoder):
    """An encoder that fails on one text."""

    def encode_passage(self, texts: Sequence[str]) -> Vectors:
        if any("numéro 3" in text for text in texts):
            raise MemoryError("no memory for this text")
        return super().encode_passage(texts)


def test_an_encoder_that_breaks_costs_the_document_it_broke_on(library: Library, folder: Path) -> None:
    report = sync(library, BreakingEncoder(), [str(folder)])
    assert statuses(report)["3.txt"] == "failed"
    assert report.counts["added"] == 5


@pytest.mark.parametrize("given", ["no/such/folder", "https://brest.example/a"])
def test_a_path_that_is_none_is_named(library: Library, encoder: HashEncoder, given: str) -> None:
    with pytest.raises(UsageError, match=given):
        sync(library, encoder, [given])


def test_a_folder_without_releases_is_named(library: Library, encoder: HashEncoder, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="holds no release"):
        sync(library, encoder, [str(tmp_path / "empty")])


def test_a_library_of_another_encoder_is_refused_and_rebuilt_from_its_own_texts(
    library: Library, encoder: HashEncoder, folder: Path
) -> None:
    sync(library, encoder, [str(folder)])
    texts = {release.id: release.text for release in library.releases()}
    other = HashEncoder("other", dimension=32)
    with pytest.raises(IndexMismatchError, match="partnerships rebuild"):
        sync(library, other, [str(folder)])
    assert rebuild(library, other) == 6
    library.check_fingerprint(fingerprint(other))
    assert {release.id: release.text for release in library.releases()} == texts
    assert sync(library, other, [str(folder)]).counts["unchanged"] == 6


def test_a_second_ingest_says_that_one_is_running(library: Library, encoder: HashEncoder, folder: Path) -> None:
    other = Library(library.home)
    with Writer(other), pytest.raises(LibraryLockedError):
        sync(library, encoder, [str(folder)])
    other.close()


def test_progress_is_told_for_each_document(library: Library, encoder: HashEncoder, folder: Path) -> None:
    told: list[tuple[int, int]] = []
    sync(library, encoder, [str(folder)], Options(progress=lambda done, total: told.append((done, total))))
    assert told == [(number, 6) for number in range(1, 7)]


def test_the_report_is_plain_json(library: Library, encoder: HashEncoder, folder: Path) -> None:
    report = sync(library, encoder, [str(folder)]).to_dict()
    assert set(report) == {"counts", "documents"}
    assert set(report["counts"]) == {"seen", "added", "updated", "unchanged", "removed", "failed"}
    assert all(set(document) == {"source", "status", "reason", "passages", "ms"} for document in report["documents"])


def test_a_folder_is_the_same_however_it_is_typed(library: Library, encoder: HashEncoder, folder: Path) -> None:
    sync(library, encoder, [str(folder)])
    (folder.parent / "link").symlink_to(folder)
    for typed in (f"{folder}/../{folder.name}", f"{folder}/./", str(folder.parent / "link")):
        assert sync(library, encoder, [typed]).counts["unchanged"] == 6
    assert library.coverage().releases == 6


@pytest.mark.parametrize("gone", [False, True])
def test_a_folder_that_was_emptied_can_be_pruned(
    library: Library, encoder: HashEncoder, folder: Path, gone: bool
) -> None:
    sync(library, encoder, [str(folder)])
    for path in folder.iterdir():
        path.unlink()
    if gone:
        folder.rmdir()
    with pytest.raises(UsageError, match="--yes"):
        sync(library, encoder, [str(folder)], Options(prune=True))
    assert sync(library, encoder, [str(folder)], Options(prune=True, yes=True)).counts["removed"] == 6
    assert library.coverage().releases == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may read every folder")
def test_what_cannot_be_seen_is_not_taken_for_gone(library: Library, encoder: HashEncoder, folder: Path) -> None:
    write_release(folder / "sub", "inside.txt", "Brest et Nice ont signé.")
    sync(library, encoder, [str(folder)])
    (folder / "sub").chmod(0)
    try:
        with pytest.raises(UsageError, match="sub"):
            sync(library, encoder, [str(folder)], Options(prune=True, yes=True))
    finally:
        (folder / "sub").chmod(0o700)
    assert library.coverage().releases == 7
