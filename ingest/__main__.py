"""The ingest command: `partnerships ingest PATH…`, or `python -m ingest PATH…`.

Data goes to stdout, messages and the progress bar to stderr. Exit codes: 0 done, 1 fatal, 2 usage, 3 some documents
failed, 4 the library was made with another encoder, 11 another process writes, 130/143 interrupted (safe to rerun).
"""

import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from store.config import read_settings
from store.errors import UserError

SOME_FAILED = 3
INTERRUPTED = "Interrupted; what was stored is whole. Run the same command again to go on."
Home = Annotated[Path | None, typer.Option(help="The library's folder (PARTNERSHIPS_HOME).")]
Json = Annotated[bool, typer.Option("--json", help="Print a JSON report on stdout.")]


def ingest(
    paths: Annotated[list[str], typer.Argument(metavar="PATH…", help="Files (.txt, .md, .html) and folders.")],
    home: Home = None,
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove the releases whose files are gone from these folders.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Prune even if more than a fifth would go.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and touch nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Bring press releases into the library: new ones are added, changed ones replaced, unchanged ones skipped."""
    with reported_errors(INTERRUPTED):
        settings = read_settings(home=home)
        # Imported here: they bring the heavy libraries, and `--help` must not wait for them.
        from ingest.sync import Options, sync
        from store.encoder import open_encoder
        from store.library import Library

        with _progress(hidden=as_json) as progress:
            options = Options(prune, yes, dry_run, settings.chroma_url, progress)
            report = sync(Library(settings.home, make=not dry_run), open_encoder(settings.encoder), paths, options)
        for outcome in report.documents:
            if outcome.status == "failed":
                print(outcome.reason, file=sys.stderr)
        if as_json:
            print(json.dumps(report.to_dict(), ensure_ascii=False, indent=2))
        else:
            told = ", ".join(f"{count} {name}" for name, count in report.counts.items() if count or name == "seen")
            print(told + (" (dry run: nothing was written)" if dry_run else f" in {settings.home}"))
        if report.counts["failed"]:
            raise typer.Exit(SOME_FAILED)


@contextmanager
def reported_errors(interrupted: str = "") -> Iterator[None]:
    """Turn what the reader can mend into a message and an exit code; the rest keeps its traceback.

    :param interrupted: what to say when the process is asked to end.
    """
    # Not KeyboardInterrupt: Python ends by the signal itself, whatever is raised later, if it met one inside an import.
    _asked_by.clear()
    previous = {number: signal.signal(number, _stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    except UserError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(error.exit_code) from None
    except _Stopped as stopped:
        if interrupted:
            print(interrupted, file=sys.stderr)
        raise typer.Exit(stopped.code) from None
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


class _Stopped(SystemExit):
    """The process was asked to end; `code` says by which signal."""

    code: int


# The signal that asked the process to end: what is raised inside a destructor is lost, so work looks here too.
_asked_by: list[int] = []


def _stop(number: int, frame: FrameType | None) -> None:
    _asked_by.append(number)
    raise _Stopped(128 + number)


def _go_on() -> None:
    if _asked_by:
        raise _Stopped(128 + _asked_by[-1])


@contextmanager
def _progress(hidden: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, and nothing elsewhere."""
    if hidden or not sys.stderr.isatty():
        yield lambda done, total: _go_on()
        return
    from rich.console import Console  # only where it is seen
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("Ingesting"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("ingest", total=None)

        def show(done: int, total: int) -> None:
            _go_on()
            bar.update(task, completed=done, total=total)

        yield show


def main() -> None:
    """The script's entry."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(ingest)
    app()


if __name__ == "__main__":
    main()
