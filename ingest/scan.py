"""Which files an ingest looks at, and which releases have lost theirs."""

import os
from collections.abc import Container, Iterator, Sequence
from pathlib import Path

from ingest.read import READERS, suffixes
from store.errors import UsageError
from store.library import LedgerEntry

PRUNE_LIMIT = 0.2


def documents(paths: Sequence[str], emptied: Container[Path] = ()) -> Iterator[tuple[Path, Path | None]]:
    """Every file to read, with the folder that it must not leave; hidden files are passed over.

    :param emptied: folders that may be gone or empty, since what the library holds of them is to be pruned.
    """
    seen: set[Path] = set()
    for given in paths:
        if given.startswith(("http://", "https://")):
            raise UsageError("address_unsupported", path=given)
        path = place(given)
        if not path.exists():
            if path in emptied:
                continue
            raise UsageError("no_such_path", path=given)
        root = path if path.is_dir() else None
        inside = sorted(_files(path)) if root else [path]
        if root and path not in emptied and not any(file.suffix.lower() in READERS for file in inside):
            raise UsageError("no_releases", path=given, suffixes=suffixes())
        for file in inside:
            if file not in seen:
                seen.add(file)
                yield file, root


def place(given: str) -> Path:
    """A path as it is known in the library: absolute, without links or dots, however it is typed."""
    return Path(given).expanduser().resolve()


def _files(folder: Path) -> Iterator[Path]:
    """The files below a folder.

    :raises UsageError: a folder cannot be read; what it holds must not be taken for gone.
    """

    def stop(error: OSError) -> None:
        raise UsageError("unreadable", path=error.filename, reason=error.strerror or error)

    for here, folders, names in os.walk(folder, onerror=stop):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(here, name) for name in names if not name.startswith("."))


def under(ledger: Sequence[LedgerEntry], paths: Sequence[str]) -> list[LedgerEntry]:
    """The known releases whose files lie, or lay, under the given paths."""
    places = [place(path) for path in paths]
    return [entry for entry in ledger if any(Path(entry.source).is_relative_to(root) for root in places)]


def gone(known: Sequence[LedgerEntry], found: Sequence[Path], yes: bool) -> list[LedgerEntry]:
    """The known releases whose files are not there any more.

    :raises UsageError: they are more than a fifth, and `yes` was not given.
    """
    present = {str(path) for path in found}
    lost = [entry for entry in known if entry.source not in present]
    if len(lost) > PRUNE_LIMIT * len(known) and not yes:
        raise UsageError("prune_too_much", gone=len(lost), known=len(known), percent=round(100 * PRUNE_LIMIT))
    return lost
