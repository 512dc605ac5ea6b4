"""The page's words: labels from `prompts/page.*.toml`, coverage, hosts, and which language to begin in."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from assistant.frames import written_date
from assistant.types import Citation, Fault, Mode, Source
from prompts import render
from store.types import LANGUAGES, Coverage, Language

_TASK = "page"

# The choice of nobody as the writer: quotes alone.
NOBODY = "none"


def word(name: str, language: Language, **values: object) -> str:
    """One label, its placeholders filled."""
    return render(_TASK, name, language, **values)


def covered(coverage: Coverage, language: Language) -> str:
    """What the library holds, in a sentence."""
    if coverage.releases == 0:
        return word("coverage_none", language)
    count = word("coverage_one" if coverage.releases == 1 else "coverage_many", language, count=coverage.releases)
    shares = ", ".join(
        word(f"coverage_{code}", language, count=coverage.languages[code])
        for code in LANGUAGES
        if coverage.languages.get(code)
    )
    return " · ".join(part for part in (count, shares, _period(coverage, language)) if part)


def mode_label(mode: Mode, language: Language) -> str:
    """Who writes the answers."""
    return word(f"mode_{mode}", language)


def writers(models: Sequence[str], language: Language) -> list[tuple[str, str]]:
    """Who may write the answers, each as a label and the name that `stream` takes."""
    return [*((name, name) for name in models), (word("writer_none", language), NOBODY)]


def left_out(dropped: Sequence[Fault], language: Language) -> str:
    """How many sentences of a model were not shown, and why; nothing where none was dropped."""
    if not dropped:
        return ""
    alone = len(set(dropped)) == 1
    reasons = ", ".join(
        (word(f"they_{_number(count)}", language) if alone else str(count))
        + f" {word(f'fault_{fault}_{_number(count)}', language)}"
        for fault, count in Counter(dropped).items()
    )
    return word(f"left_out_{_number(len(dropped))}", language, count=len(dropped), reasons=reasons)


def _number(count: int) -> str:
    return "one" if count == 1 else "many"


def origin(source: Source, language: Language) -> str:
    """Publisher and date of a release, as far as they are known."""
    known = (source.publisher, source.published and written_date(source.published, language))
    return " · ".join(part for part in known if part) or word("undated", language)


def host(url: str | None) -> str | None:
    """The host that a link leads to, or None where the address is not one to follow."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    plain = parts.scheme in ("http", "https") and "@" not in parts.netloc
    return parts.hostname if plain else None


def release_path(source: Source, language: Language, citation: Citation | None = None) -> str:
    """Where the page shows the whole release, at the quote if there is one."""
    path = f"releases/{quote(source.id, safe='')}?lang={language}"
    if citation is None:
        return path
    return f"{path}&start={citation.start}&end={citation.end}&hash={checksum(citation.quote)}#quote"


def checksum(words: str) -> str:
    """Eight signs that tell a quote from the words that stand in its place once its release has changed."""
    return hashlib.sha256(words.encode("utf-8")).hexdigest()[:8]


def preferred(accept_language: str, default: Language | None = None) -> Language:
    """The language to show labels in first: the setting, else the first one of ours that the browser asks for."""
    if default is not None:
        return default
    ranked = sorted((_weighed(part) for part in accept_language.split(",")), key=lambda pair: -pair[0])
    return next((code for weight, tag in ranked for code in LANGUAGES if weight > 0 and tag == code), "en")


def _weighed(part: str) -> tuple[float, str]:
    tag, _, weight = part.strip().lower().partition(";q=")
    try:
        return float(weight or 1), tag.split("-")[0]
    except ValueError:
        return 0.0, tag


def _period(coverage: Coverage, language: Language) -> str:
    first, last = coverage.earliest, coverage.latest
    if first is None or last is None:
        return ""
    if first == last:
        return written_date(first, language)
    return word("period", language, first=written_date(first, language), last=written_date(last, language))
