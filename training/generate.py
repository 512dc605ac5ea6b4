"""Generates bilingual partnership releases with planted facts, and questions on them.

Everything follows from the seed: release n of a seed is always the same. A release has the same facts
in French and in English, in the words and the order that each language draws for itself (`release_forms.toml`,
`release_words.py`). Questions are answerable (with the answer's place in the passage) or not: on a fact
that the release leaves out, or with a partner or a person of another release. Questions and passages
combine in all four language directions.

Run: `python -m training.generate --releases 2000 --out DIR`; writes `releases.jsonl` and `questions.jsonl`.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

from training import release_words as words

LANGUAGES = ("fr", "en")
FORMS = tomllib.loads(Path(__file__).with_name("release_forms.toml").read_text(encoding="utf-8"))
FACTS, QUESTIONS = FORMS["facts"], FORMS["questions"]
# Kinds of fact whose answers look alike: the hard ones to tell apart.
ALIKE = (
    {"date", "end", "since", "call"},
    {"term", "end", "renewal"},
    {"signatory", "guest", "contact", "role"},
    {"amount", "count", "staff"},
    {"place", "site"},
    {"funder", "partner"},
    {"committee", "term"},
    {"goals", "next_step"},
)
# What the opening or another fact says too: a question on it is never quite unanswered.
NEVER_ABSENT = ("partner", "topic", "role", "goals")
NEVER_RATE, OWN_OTHER, SWAPPED_PERSON = 0.4, 0.5, 0.5
_SLOT = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Name:
    """A body or topic in both languages; `article` is "l’", "le", "la", "les" or ""."""

    article: str
    fr: str
    en: str


@dataclass(frozen=True)
class Text:
    """A release in one language; `answers` gives the (start, end) of each kind's answer in `body`."""

    title: str
    body: str
    answers: dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Release:
    """A generated release: its number, the day of signature (ISO), the slots of each language, what is stated, and
    both texts.
    """

    number: int
    day: str
    slots: dict[str, dict[str, str]]
    stated: tuple[str, ...]
    texts: dict[str, Text]


@dataclass(frozen=True)
class Question:
    """A question on a release; `start` and `end` are -1 when its text does not answer.

    `why` is `answered`, `unstated` (right partners, a detail left out) or `swapped` (another partner or person).
    """

    release: int
    kind: str
    question_language: str
    passage_language: str
    question: str
    start: int
    end: int
    why: str


def _with(article: str, name: str, preposition: str = "") -> str:
    """A French name with its article after "", "de" or "à", contracted."""
    joined = {
        ("de", "le"): "du ", ("de", "les"): "des ", ("à", "le"): "au ", ("à", "les"): "aux ",
        ("de", "la"): "de la ", ("à", "la"): "à la ", ("de", "l’"): "de l’", ("à", "l’"): "à l’",
        ("", "le"): "le ", ("", "la"): "la ", ("", "les"): "les ", ("", "l’"): "l’", ("", ""): "",
        ("à", ""): "à ",
    }  # fmt: skip
    if (preposition, article) == ("de", ""):
        return ("d’" if name[0].lower() in "aeiouyéèêœ" else "de ") + name
    return joined[preposition, article] + name


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _body(rng: random.Random) -> Name:
    draw = rng.random()
    if draw < 0.45:
        article, fr, en = rng.choice(words.TOWN_BODIES)
        town = rng.choice(words.TOWNS)
        fr = fr.replace("de {t}", _with("", town, "de"))
        return Name(article, fr, en.format(t=town))
    if draw < 0.85:
        article, fr, en = rng.choice(words.NAMED_BODIES)
        name = rng.choice(words.NAMES)
        if rng.random() < 0.25:
            name = f"{rng.choice(words.FIRST_NAMES)}-{rng.choice(words.LAST_NAMES)}"
        return Name(article, fr.format(n=name), en.format(n=name))
    return Name(*rng.choice(words.PUBLIC_BODIES))


def _name_slots(key: str, name: Name) -> dict[str, dict[str, str]]:
    english = f"the {name.en}" if " " in name.en and name.article else name.en
    french = _with(name.article, name.fr)
    return {
        "fr": {
            f"bare_{key}": name.fr,
            key: french,
            _capital(key): _capital(french),
            f"de_{key}": _with(name.article, name.fr, "de"),
            f"à_{key}": _with(name.article, name.fr, "à"),
        },
        "en": {key: english, _capital(key): _capital(english)},
    }


def _day(rng: random.Random, low: date, days: int) -> tuple[date, dict[str, str]]:
    day = low + timedelta(rng.randrange(days))
    first = "1er" if day.day == 1 else str(day.day)
    english = words.EN_MONTHS[day.month - 1]
    forms = (f"{english} {day.day}, {day.year}", f"{day.day} {english} {day.year}")
    return day, {"fr": f"{first} {words.FR_MONTHS[day.month - 1]} {day.year}", "en": rng.choice(forms)}


def _amount(rng: random.Random) -> dict[str, str]:
    if rng.random() < 0.5:
        tenths = rng.randint(11, 95)
        fr, en = f"{tenths // 10},{tenths % 10}", f"{tenths // 10}.{tenths % 10}"
        currency = rng.choice((("d’euros", "€"), ("de dollars", "$")))
        millions = "million" if tenths < 20 else "millions"
        return {"fr": f"{fr} {millions} {currency[0]}", "en": f"{currency[1]}{en} million"}
    thousands = rng.randrange(20, 980, 5)
    return {"fr": f"{thousands} 000 euros", "en": f"€{thousands},000"}


def _person(rng: random.Random) -> tuple[str, bool]:
    at = rng.randrange(len(words.FIRST_NAMES))
    return f"{words.FIRST_NAMES[at]} {rng.choice(words.LAST_NAMES)}", at < len(words.FIRST_NAMES) // 2


def _slots(rng: random.Random) -> tuple[date, dict[str, dict[str, str]]]:
    """The day of signature, and all slots of a release by language."""
    slots: dict[str, dict[str, str]] = {"fr": {}, "en": {}}

    def put(key: str, fr: str, en: str) -> None:
        slots["fr"][key], slots["en"][key] = fr, en

    bodies: list[Name] = []
    while len(bodies) < 4:
        body = _body(rng)
        if body not in bodies:
            bodies.append(body)
    for key, name in zip(("a", "b", "funder", "other"), bodies, strict=True):
        for language, forms in _name_slots(key, name).items():
            slots[language] |= forms
    topic = Name(*rng.choice(words.TOPICS))
    slots["fr"] |= _name_slots("topic", topic)["fr"]
    slots["en"] |= {"topic": topic.en, "Topic": _capital(topic.en)}
    day, signed = _day(rng, date(2012, 1, 1), 5000)
    put("date", signed["fr"], signed["en"])
    for key, town in zip(("place", "site"), rng.sample(words.TOWNS, 2), strict=True):
        put(key, town, town)
    put("Place", slots["fr"]["place"], slots["en"]["place"])
    for key, role_key in (("signatory", "role"), ("guest", "guest_role")):
        person, woman = _person(rng)
        role = rng.choice(words.ROLES)
        put(key, person, person)
        put(role_key, role[0] if woman else role[1], role[2])
    years = rng.randint(2, 10)
    if years <= 4 and rng.random() < 0.3:
        put("term", f"{years * 12} mois", f"{years * 12} months")
    else:
        put("term", f"{words.FR_NUMBERS[years]} ans", f"{words.EN_NUMBERS[years]} years")
    _, end = _day(rng, day + timedelta(years * 365), 30)
    put("end", end["fr"], end["en"])
    amount = _amount(rng)
    put("amount", amount["fr"], amount["en"])
    counted, number = rng.choice(words.COUNTED), rng.randint(2, 60)
    spelled = number <= 10 and rng.random() < 0.6
    put(
        "count",
        f"{words.FR_NUMBERS[number] if spelled else number} {counted[0]}",
        f"{words.EN_NUMBERS[number] if spelled else number} {counted[1]}",
    )
    put("counted", *counted)
    times = rng.randint(1, 4)
    put("committee", f"{words.FR_NUMBERS[times]} fois", ("once", "twice", "three times", "four times")[times - 1])
    since = str(day.year - rng.randint(2, 25))
    put("since", since, since)
    other, _ = _person(rng)
    put("contact", other, other)
    name = rng.choice(words.NAMES)
    put("lab", *(form.format(n=name) for form in rng.choice(words.LABS)))
    month, year = rng.randrange(12), day.year + rng.randint(0, 1)
    put("call", f"{words.FR_MONTHS[month]} {year}", f"{words.EN_MONTHS[month]} {year}")
    staff = rng.randint(3, 95) * 100
    put("staff", _thousands(staff, " "), _thousands(staff, ","))
    put("renewal", *rng.choice(words.RENEWALS))
    put("next_step", *rng.choice(words.NEXT_STEPS))
    goals, (mark, between) = rng.sample(words.GOALS, rng.randint(2, 3)), rng.choice((("\n- ", " ;"), ("", ", ")))
    put("goals", *(between.join(mark + goal[language] for goal in goals) + "." for language in (0, 1)))
    return day, slots


def _thousands(number: int, mark: str) -> str:
    return f"{number:,}".replace(",", mark)


def _fill(form: str, slots: dict[str, str]) -> tuple[str, dict[str, tuple[int, int]]]:
    """The filled form, and the place of every slot in it."""
    text, places, at = "", {}, 0
    for match in _SLOT.finditer(form):
        text += form[at : match.start()]
        places[match[1]] = (len(text), len(text) + len(slots[match[1]]))
        text += slots[match[1]]
        at = match.end()
    return text + form[at:], places


def _place(slot: str, places: dict[str, tuple[int, int]], slots: dict[str, str]) -> tuple[int, int] | None:
    """Where a slot stands in whichever form; "de" and "à" are left out of a contracted one."""
    for form in (slot, _capital(slot)):
        if form in places:
            return places[form]
    for form in (f"de_{slot}", f"à_{slot}"):
        if form in places:
            return places[form][1] - len(slots[f"bare_{slot}"]), places[form][1]
    return None


def _write(rng: random.Random, language: str, slots: dict[str, str], stated: tuple[str, ...]) -> Text:
    """One language's text: an opening, the stated facts in a drawn order, fillers, one to three paragraphs."""
    title, _ = _fill(rng.choice(FORMS["titles"][language]), slots)
    forms = [(kind, rng.choice(FACTS[kind][language])) for kind in stated]
    unsaid = [f for f in FORMS["fillers"][language] if "{contact}" not in f or "contact" in stated]
    forms += [("", f) for f in rng.sample(unsaid, rng.randint(0, 4))]
    rng.shuffle(forms)
    body, places = _fill(rng.choice(FORMS["openings"][language]), slots)
    answers = {}
    for kind, slot in (("partner", "b"), ("topic", "topic")):
        if found := _place(slot, places, slots):
            answers[kind] = found
    breaks = set(rng.sample(range(1, len(forms)), min(rng.randint(0, 2), len(forms) - 1)))
    for i, (kind, form) in enumerate(forms):
        body += "\n\n" if i in breaks else " "
        sentence, places = _fill(form, slots)
        for asked in (kind, "role"):
            if kind and (found := _place(asked, places, slots)):
                answers[asked] = (len(body) + found[0], len(body) + found[1])
        body += sentence
    return Text(title, body, answers)


def release(seed: int, number: int) -> Release:
    """Release `number` of a seed."""
    rng = random.Random(f"release-{seed}-{number}")
    day, slots = _slots(rng)
    stated = tuple(sorted(rng.sample(sorted(FACTS), rng.randint(4, 8))))
    texts = {lang: _write(rng, lang, slots[lang], stated) for lang in LANGUAGES}
    return Release(number, day.isoformat(), slots, stated, texts)


def questions(own: Release, other: Release, seed: int) -> Iterator[Question]:
    """Questions on a release in all four directions; `other` lends its names to the swapped ones.

    The unanswerable ones ask for a stated kind of answer too where they can: an end where only the date of
    signature stands, a head count where only one of projects does.
    """
    rng = random.Random(f"questions-{seed}-{own.number}")
    for asked in LANGUAGES:
        for read in LANGUAGES:
            answers = own.texts[read].answers
            for kind, form, slots, why in _drawn(own, other, asked, answers, rng):
                place = answers[kind] if why == "answered" else (-1, -1)
                yield Question(own.number, kind, asked, read, _fill(form, slots)[0], *place, why)


def _drawn(
    own: Release, other: Release, asked: str, answers: dict[str, tuple[int, int]], rng: random.Random
) -> Iterator[tuple[str, str, dict[str, str], str]]:
    """Kinds of fact with a form, the slots to fill it with, and why it is (not) answered, in one language."""
    names = own.slots[asked]
    # A question of yes or no names the right value or another; either way the release has the answer.
    names = names | {f"maybe_{kind}": rng.choice((names[kind], other.slots[asked][kind])) for kind in FACTS}
    kinds = rng.sample(sorted(QUESTIONS), len(QUESTIONS))
    for kind in [k for k in kinds if k in answers][:3]:
        yield kind, rng.choice(QUESTIONS[kind][asked]), names, "answered"
    # A term with the date of signature gives the end, and the other way round: neither is unstated then.
    given = {"end", "term"} if {"end", "term"} & answers.keys() else set()
    absent = [k for k in kinds if k not in answers and k not in given and k not in NEVER_ABSENT]
    like = [k for k in absent if any(k in group and group & answers.keys() for group in ALIKE)]
    for kind in [*like[:2], *absent][:2]:
        yield kind, rng.choice(QUESTIONS[kind][asked]), names, "unstated"
    if rng.random() < NEVER_RATE:
        yield "never", rng.choice(FORMS["never"][asked]), names, "unstated"
    for kind, form, slots in _swapped(own, other, asked, kinds, rng):
        yield kind, form, slots, "swapped"


def _swapped(
    own: Release, other: Release, asked: str, kinds: list[str], rng: random.Random
) -> Iterator[tuple[str, str, dict[str, str]]]:
    """A question with another partner in it, and one with another person, where the two releases differ in them."""
    names = own.slots[asked] | {f"maybe_{kind}": own.slots[asked][kind] for kind in FACTS}
    partners = {k: v for k, v in other.slots[asked].items() if re.fullmatch(r"(?:bare_|de_|à_)?[bB]", k)}
    if rng.random() < OWN_OTHER:
        partners = {
            k: names[k.replace("b", "other") if k != "bare_b" else "bare_other"]
            for k in ("b", "de_b", "à_b")
            if k in names
        }
    known = {own.slots["en"][k] for k in ("a", "b")}
    forms = [
        (kind, form)
        for kind in kinds
        for form in QUESTIONS[kind][asked]
        if re.search(r"\{(?:de_|à_)?b\}", form) and kind != "partner"
    ]
    if other.slots["en"]["b"] not in known and forms:
        yield *rng.choice(forms), names | partners
    persons = [form for form in QUESTIONS["role"][asked] if "{signatory}" in form]
    if other.slots["en"]["signatory"] != own.slots["en"]["signatory"] and rng.random() < SWAPPED_PERSON:
        yield "role", rng.choice(persons), names | {"signatory": other.slots[asked]["signatory"]}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--releases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    made = [release(args.seed, n) for n in range(args.releases)]
    asked = [q for i, own in enumerate(made) for q in questions(own, made[i - 1], args.seed)]
    for name, rows in (("releases", made), ("questions", asked)):
        lines = "".join(json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows)
        (args.out / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    print(f"{len(made)} releases, {len(asked)} questions")


if __name__ == "__main__":
    main()
