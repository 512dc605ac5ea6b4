"""What the check of a model's sentences lets through, over the golden questions, and what it takes for each.

A scripted model writes sentences of the first passage found as they are, shortened, or made false in one way; each is
checked as a language model's would be. What is false and shown, or true and dropped, is what the check gets wrong.

Run: `python -m benchmarks.checking [FILE]`
"""

import argparse
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.aliases import expanded
from assistant.deadlines import Deadlines
from assistant.evaluate import read_golden
from assistant.finder import Finder
from assistant.question import understand
from assistant.reader import OnnxReader
from assistant.retrieve import Retriever
from assistant.support import Support
from assistant.write import Told, Writer
from ingest.sync import sync
from store.encoder import open_encoder
from store.index import ExactIndex
from store.library import Library
from store.types import Hit, Language

ROOT = Path(__file__).parents[1]
SENTENCES = 2  # of a passage, in each way
_ADDED: dict[Language, str] = {
    "fr": ", avec le soutien de l'Union européenne",
    "en": ", with the support of the European Union",
}
_DENIED: dict[Language, str] = {"fr": "Il n'est pas vrai que ", "en": "It is not true that "}

Way = Callable[[str, Language], str | None]


def as_it_is(sentence: str, language: Language) -> str | None:
    """The sentence itself."""
    return sentence


def shortened(sentence: str, language: Language) -> str | None:
    """Without what follows its last comma."""
    front, comma, _ = sentence.rpartition(", ")
    return f"{front}." if comma and len(front.split()) > 6 and front.count("«") == front.count("»") else None


def other_number(sentence: str, language: Language) -> str | None:
    """Its last number raised by one."""
    found = list(re.finditer(r"\d+", sentence))
    if not found:
        return None
    last = found[-1]
    return f"{sentence[: last.start()]}{int(last.group()) + 1}{sentence[last.end() :]}"


def other_name(sentence: str, language: Language) -> str | None:
    """One of its names put in place of another's."""
    changed = re.sub(r"(?<=[a-zà-ÿ] )[A-ZÀ-Þ][a-zà-ÿ]{3,}", "Kerguelen", sentence, count=1)
    return changed if changed != sentence else None


def added(sentence: str, language: Language) -> str | None:
    """With something plausible at its end."""
    return f"{sentence.rstrip(' .;!?»')}{_ADDED[language]}."


def denied(sentence: str, language: Language) -> str | None:
    """The contrary."""
    return f"{_DENIED[language]}{sentence[0].lower()}{sentence[1:]}"


# Each way, and whether what it makes is true.
WAYS: dict[str, tuple[Way, bool]] = {
    "as it is": (as_it_is, True),
    "shortened": (shortened, True),
    "another number": (other_number, False),
    "another name": (other_name, False),
    "something added": (added, False),
    "denied": (denied, False),
}


class Scripted:
    """A model that writes one text."""

    name = "scripted"

    def __init__(self, text: str) -> None:
        self._text = text

    def write(self, system: str, request: str, deadlines: Deadlines | None = None) -> Iterator[str]:
        """See `Model`."""
        yield self._text


@dataclass(slots=True)
class Count:
    """Sentences written in one way and shown, and the seconds that it took."""

    written: int = 0
    shown: int = 0
    seconds: float = 0.0


def sentences(hits: list[Hit]) -> list[str]:
    """The first sentences of the first passage that are long enough to say something."""
    first = hits[0]
    texts = [span.of(first.release.text) for span in first.passage.sentences]
    return [text for text in texts if len(text.split()) > 6 and "\n" not in text and text[-1] in ".!"][:SENTENCES]


def measure(file: Path, home: Path) -> dict[str, Count]:
    """Every way, over the questions of a golden file."""
    library, encoder = Library(home), open_encoder("bundled")
    sync(library, encoder, [str(ROOT / "samples")])
    finder = Finder(library, Retriever(library, ExactIndex(library), encoder))
    writer = Writer(Support(encoder, OnnxReader(), lambda said: expanded(said, library)))
    counts = {name: Count() for name in WAYS}
    for golden in read_golden(file):
        if golden.abstain or golden.history:
            continue
        asked = finder.ready(understand(golden.q))
        hits = list(finder.find(asked).hits[:4])
        asked = replace(asked, language=hits[0].release.language)
        for name, (way, _) in WAYS.items():
            for sentence in sentences(hits):
                text = way(sentence, asked.language)
                if text is None:
                    continue
                started = time.perf_counter()
                shown = list(writer.write(Scripted(text), asked, hits, Told()))
                counts[name].seconds += time.perf_counter() - started
                counts[name].written += 1
                counts[name].shown += bool(shown)
    library.close()
    return counts


def table(counts: dict[str, Count]) -> str:
    """A line for each way, then the sums."""
    lines = [f"{'':18}{'written':>9}{'shown':>9}{'dropped':>9}{'wrongly':>9}"]
    for name, count in counts.items():
        dropped = count.written - count.shown
        wrong = f"{dropped} dropped" if WAYS[name][1] else f"{count.shown} shown"
        lines.append(f"{name:18}{count.written:9}{count.shown:9}{dropped:9}  {wrong}")
    written, seconds = sum(c.written for c in counts.values()), sum(c.seconds for c in counts.values())
    return "\n".join(
        [*lines, f"checking takes {1000 * seconds / max(written, 1):.0f} ms a sentence, {written} sentences"]
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, nargs="?", default=ROOT / "tests" / "golden" / "tuning.jsonl")
    with TemporaryDirectory() as home:
        print(table(measure(parser.parse_args().file, Path(home))))


if __name__ == "__main__":
    main()
