"""Releases and questions to measure with: as many as are wanted, French and English in turn, always the same ones.

Release number `n` depends on `n` alone, so a larger corpus begins with the smaller one. Partners, dates, places,
amounts and lists vary; the wordings are this package's own, so that nothing is measured on the texts it ships.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.wordings import (
    ABOUT,
    ACTIONS,
    FORMS,
    FRONT,
    ITEM_END,
    KINDS,
    LISTS,
    MONTHS,
    NAMES,
    PARAGRAPHS,
    PEOPLE,
    PLACES,
    QUESTIONS,
    TOPICS,
)
from store.types import LANGUAGES, Language


@dataclass(frozen=True, slots=True)
class Document:
    """A generated release as a file: its name, its language and what it says."""

    name: str
    language: Language
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the name of the file that answers it."""

    text: str
    language: Language
    name: str


def documents(count: int, tiny: bool = False) -> Iterator[Document]:
    """The first `count` releases; tiny ones hold their front lines and first paragraph only."""
    for number in range(count):
        language = _language(number)
        yield Document(_name(number), language, _text(number, language, tiny))


def questions(releases: int, count: int) -> list[Question]:
    """Questions that the first `releases` releases answer, spread over them; half are in the other language."""
    found = []
    for place in range(count):
        number = place * 7919 % releases  # a prime step: neighbouring questions are about distant releases
        language = LANGUAGES[(place // 2) % len(LANGUAGES)]
        wordings = QUESTIONS[language]
        text = wordings[place % len(wordings)].format(**_slots(number, language))
        found.append(Question(text, language, _name(number)))
    return found


def write(folder: Path, count: int, tiny: bool = False) -> int:
    """How many characters the first `count` releases hold, once they are files in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    characters = 0
    for document in documents(count, tiny):
        (folder / document.name).write_text(document.text, encoding="utf-8")
        characters += len(document.text)
    return characters


def _name(number: int) -> str:
    return f"release-{number:05}.txt"


def _language(number: int) -> Language:
    return LANGUAGES[number % len(LANGUAGES)]


def _text(number: int, language: Language, tiny: bool) -> str:
    slots = _slots(number, language)
    choose = random.Random(f"wording {number}")
    paragraphs = [choose.choice(wordings).format(**slots) for wordings in PARAGRAPHS[language]]
    if tiny:
        paragraphs = paragraphs[:1]
    else:
        actions = choose.sample(ACTIONS, choose.randint(3, 6))
        items = ITEM_END[language].join(f"- {action[language]}" for action in actions)
        paragraphs.insert(choose.randint(1, 3), choose.choice(LISTS[language]).format(**slots) + f"\n\n{items}.")
        paragraphs.append(ABOUT[language].format(**slots))
    return "\n\n".join([FRONT[language].format(**slots), *paragraphs]) + "\n"


def _slots(number: int, language: Language) -> dict[str, str | int]:
    """The facts of one release in one language; the same facts in both."""
    choose = random.Random(f"facts {number}")
    a, b = (_partner(choose, names, language) for names in (NAMES[::2], NAMES[1::2]))
    year, month, day = choose.randint(2005, 2024), choose.randint(1, 12), choose.randint(1, 28)
    years = choose.randint(2, 8)
    person_a, person_b = choose.sample(PEOPLE, 2)
    place, place_a = choose.sample(PLACES, 2)
    return {
        "a": a,
        "b": b,
        "A": a[0].upper() + a[1:],
        "de_a": f"de {a}".replace("de le ", "du "),
        "form": choose.choice(FORMS)[language],
        "topic": choose.choice(TOPICS)[language],
        "place": place,
        "place_a": place_a,
        "date": f"{day} {MONTHS[language][month - 1]} {year}",
        "years": years,
        "end": year + years,
        "amount": _grouped(10_000 * choose.randint(5, 400), language),
        "members": choose.randint(5, 14),
        "person_a": person_a,
        "person_b": person_b,
        "staff_a": choose.randint(40, 990),
        "staff_b": choose.randint(3, 30),
        "founded": choose.randint(1880, 1999),
    }


def _partner(choose: random.Random, names: list[str], language: Language) -> str:
    return choose.choice(KINDS)[language].format(choose.choice(names))


def _grouped(amount: int, language: Language) -> str:
    return f"{amount:,}".replace(",", "\u00a0") if language == "fr" else f"{amount:,}"
