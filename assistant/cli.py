"""The command line: data on stdout, messages on stderr; a command imports the heavy libraries that it needs."""

import json
import logging
import sys
import threading
from pathlib import Path
from typing import Annotated

import typer

from ingest.__main__ import INTERRUPTED, SOME_FAILED, Home, Json, ingest, reported_errors
from store.config import read_settings
from store.errors import UsageError

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Answers questions about institutional partnerships from press releases, with exact citations.",
)
app.command()(ingest)

Port = Annotated[int | None, typer.Option(help="Port of the page (PARTNERSHIPS_PORT); 7860 by default.")]
Host = Annotated[str | None, typer.Option(help="Address of the page (PARTNERSHIPS_HOST); this machine by default.")]
Model = Annotated[
    str | None,
    typer.Option(
        help="A language model to write answers (PARTNERSHIPS_MODEL): ollama/NAME, openai/NAME, mistral/NAME, "
        "anthropic/NAME, hf/NAME, http://host:port/v1#NAME, or none."
    ),
]
NOT_WELL = 1


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question; - reads it from standard input.")],
    lang: Annotated[
        str | None, typer.Option(help="Language of the answer: fr or en; the question's by default.")
    ] = None,
    model: Model = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Answer one question."""
    with reported_errors():
        from assistant.build import open_assistant  # brings numpy and the index

        text = sys.stdin.buffer.read(1_000_000).decode("utf-8", "replace") if question == "-" else question
        given = open_assistant(read_settings(home=home), for_one=True).answer(text, language=lang, model=model)  # type: ignore[arg-type]
        if as_json:
            print(json.dumps(given.to_dict(), ensure_ascii=False, indent=2))
        else:
            from assistant.transcript import transcript

            print(transcript(given))
        if given.status == "refused":
            raise typer.Exit(UsageError.exit_code)


@app.command()
def serve(
    host: Host = None,
    port: Port = None,
    home: Home = None,
    model: Model = None,
    starter: Annotated[Path | None, typer.Option(help="Ingest this folder first if the library is empty.")] = None,
) -> None:
    """Serve the chat page."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    with reported_errors():
        settings = read_settings(home=home, host=host, port=port, model=model)
        from assistant.build import open_assistant
        from assistant.ui.server import serve as serve_page

        if starter is not None:
            _ingest_starter(starter, settings.home)
        assistant = open_assistant(settings)
        assistant.check_models()
        # The page is up at once; the models are read beside it, so that the first question does not wait for them.
        threading.Thread(target=assistant.warm, name="warm", daemon=True).start()
        serve_page(assistant, settings.host, settings.port)


def _ingest_starter(folder: Path, home: Path) -> None:
    from store.library import Library

    library = Library(home)
    empty = not library.ledger()
    library.close()
    if not empty:
        return
    try:
        ingest([str(folder)], home)
    except typer.Exit as ended:
        if ended.exit_code != SOME_FAILED:  # a document that cannot be read costs itself, not the page
            raise


@app.command()
def status(home: Home = None, model: Model = None, as_json: Json = False) -> None:
    """Say what the library holds and how it was made, and whether the configured models answer."""
    with reported_errors():
        from assistant.upkeep import status as describe

        facts = describe(read_settings(home=home, model=model))
        if as_json:
            print(json.dumps(facts, ensure_ascii=False, indent=2))
        else:
            for name, value in facts.items():
                print(f"{name:12} {value}")


@app.command()
def verify(home: Home = None) -> None:
    """Check that every passage is where the library says, and that the index finds it."""
    with reported_errors():
        from assistant.upkeep import verify as check

        faults = check(read_settings(home=home))
        for fault in faults:
            print(fault, file=sys.stderr)
        if faults:
            raise typer.Exit(NOT_WELL)
        print("everything is in order")


@app.command()
def rebuild(home: Home = None) -> None:
    """Make passages, vectors and index anew from the stored releases; nothing is read from outside."""
    with reported_errors(INTERRUPTED):
        from assistant.upkeep import rebuild as remake

        print(f"{remake(read_settings(home=home))} passages made anew")


@app.command("eval")
def evaluate(
    file: Annotated[Path, typer.Argument(help="A golden file (JSON lines).")],
    home: Home = None,
    model: Model = None,
    as_json: Json = False,
) -> None:
    """Measure answers against a golden file: accuracy, retrieval, citations, refusals, exact quotes, latency."""
    with reported_errors():
        from assistant.build import open_assistant
        from assistant.evaluate import measure, read_golden, table

        report = measure(open_assistant(read_settings(home=home, model=model)), read_golden(file))
        print(json.dumps(report, ensure_ascii=False, indent=2) if as_json else table(report))


def main() -> None:
    """The script's entry."""
    app()


if __name__ == "__main__":
    main()
