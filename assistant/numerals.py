"""Numbers in figures and in words, of either language, as exact decimals: « 14 000 », "1.5 million", « une dizaine ».

What differs between the languages is a row of `data/values.toml`. Patterns are bounded or possessive, and a number in
words ends where the next word does not fit it, so the time is linear in what is read. A library is not used here:
text2num reads « entre cent et deux cents » as 102 and 100, and its time grows with the square of the length.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from store.types import Language

# The usual context would round to 28 digits.
EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number before its unit, and where it ends in the text.

    `scale` is its last one (a million, or 1). `rough`: the number itself is approximate (« une dizaine »). `article`:
    it may be no more than an article (« un », "one"). `spelled`: it begins with a word.
    """

    end: int
    amount: Decimal
    scale: Decimal = Decimal(1)
    rough: bool = False
    article: bool = False
    spelled: bool = False


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rows of one language; what each is for stands in `data/values.toml`."""

    figures: re.Pattern[str]
    word: re.Pattern[str]
    scale: re.Pattern[str]
    joined: re.Pattern[str]
    excluded: re.Pattern[str]
    small: dict[str, Decimal]
    scales: dict[str, Decimal]
    rough: frozenset[str]
    opening: frozenset[str]
    articles: frozenset[str]
    prefixes: frozenset[str]


@dataclass(slots=True)
class _Sum:
    """A number in words while they come in; the next word below a hundred must be below `room`."""

    total: Decimal = Decimal(0)
    group: Decimal = Decimal(0)
    room: int = 1000
    top: Decimal = Decimal(0)

    def add(self, value: Decimal) -> bool:
        """Whether a word below a hundred fits; if so it is added."""
        if value >= self.room:
            return False
        self.group += value
        self.room = 20 if value in (60, 80) else 10 if value >= 20 and value % 10 == 0 else 0
        return True

    def scale(self, by: Decimal, opening: bool) -> bool:
        """Whether a scale fits; if so it is applied. `opening`: without a number before it, it is one of its own."""
        times = self.group or Decimal(opening)
        if by == 100 and 0 < times < 100:
            self.group, self.room = times * by, 100
        elif by != 100 and times and (not self.top or by < self.top):
            self.total, self.group, self.room, self.top = self.total + times * by, Decimal(0), 1000, by
        elif self.top == 1000 and by > 1000:  # « deux mille milliards »
            self.total, self.group, self.room, self.top = (self.total + self.group) * by, Decimal(0), 1000, by
        else:
            return False
        return True


_SPACE = (" ", "\u00a0", "\u2009", "\u202f")
_SPACES = "[ \u00a0\u2009\u202f'’]"
# Letters that may stand right behind figures; any others make them part of a name, such as "5G" or "2nd".
_GLUED = (
    r"(?:[kKmM]|mn|mln|M[dD]s?|Mrd|bn|b|[kM]?(?:EUR|USD|GBP|CHF)|k?euros?|dollars?|francs?|millions?|milliards?|billions?"
    r"|ans?|mois|semaines?|jours?|years?|months?|weeks?|days?|h|min|[kcm]m[²³23]?|m[²³23]|kg|ha|t|[kMGT]Wh?|[kKMGT][oB]"
    r"|h\d\d)(?!\w)"
)
_END = rf"(?:(?!\w)|(?={_GLUED}))"
_SPACED = re.compile(r"[\s‑]")
_JOINT = re.compile(r"[\s\-‑]{1,2}(?:(?P<and>et|and)[\s\-‑]{1,2})?", re.IGNORECASE)
AND_A_HALF = re.compile(r"\s(?:et demie?|and a half)(?!\w)", re.IGNORECASE)
_REPEATED = re.compile(r"\s?\((\d{1,9})\)")  # « cinq (5) ans »
_ADDING, _ADDED = 1_000_000, 10_000  # « 3 millions 500 000 »: the least scale of the one, and the least of the other


def quantity(text: str, place: int, language: Language) -> Quantity | None:
    """The number that begins at a place of the text, with its scale (« 1,5 million »); None where none does."""
    rules = _rules(language)
    found = _scaled(text, place, rules)
    if found is None:
        return None
    found = _added(text, found, rules)
    if (again := _REPEATED.match(text, found.end)) and found.amount == int(again[1]):
        found = replace(found, end=again.end(), article=False)
    return found


def figures(number: Decimal, language: Language) -> tuple[str, bool]:
    """A number in figures, « 14 000 » or "14,000", and whether what it counts stands in the plural."""
    forms = rows(language)["shown"]
    whole, _, part = format(number, ",f").partition(".")
    part = part.rstrip("0")
    shown = whole.replace(",", forms["thousands"]) + (forms["decimal"] + part if part else "")
    return shown, not re.match(forms["singular"], shown)


def rows(language: Language) -> dict[str, Any]:
    """What `data/values.toml` says of a language."""
    return _stored()[language]


def any_of(words: Iterable[str]) -> str:
    """A pattern of whole words, the longest first; a hyphen inside one may be a space."""
    found = (re.escape(word).replace(r"\-", r"[\s\-‑]") for word in sorted(words, key=len, reverse=True))
    return rf"(?:{'|'.join(found)})(?!\w)"


def _scaled(text: str, place: int, rules: _Rules) -> Quantity | None:
    found = _figures(text, place, rules) or _spelled(text, place, rules)
    if found is None:
        return None
    found = _halved(text, found)
    if scale := rules.scale.match(text, found.end):
        word = scale["scale"].lower()
        by = rules.scales[word]
        amount, rough = EXACT.multiply(found.amount, by), found.rough or word in rules.rough
        found = _halved(text, Quantity(scale.end(), amount, by, rough, spelled=found.spelled))
    return found


def _added(text: str, found: Quantity, rules: _Rules) -> Quantity:
    """The number with those of smaller scales right behind it: « 1 milliard 200 millions », « 3 millions 500 000 »."""
    while found.scale >= _ADDING and text[found.end : found.end + 1] in _SPACE:
        more = _scaled(text, found.end + 1, rules)
        if more is None or not _ADDED <= more.amount < found.scale:
            break
        found = replace(more, amount=EXACT.add(found.amount, more.amount), rough=found.rough or more.rough)
    return found


def _halved(text: str, found: Quantity) -> Quantity:
    """The number with the half of its scale that may follow: « deux millions et demi », "one and a half million"."""
    half = AND_A_HALF.match(text, found.end)
    if half is None:
        return found
    amount = EXACT.add(found.amount, EXACT.multiply(found.scale, Decimal("0.5")))
    return replace(found, end=half.end(), amount=amount, article=False)


def _figures(text: str, place: int, rules: _Rules) -> Quantity | None:
    match = rules.figures.match(text, place)
    if not match:
        return None
    whole = re.sub(r"\D", "", match["whole"])
    return Quantity(match.end(), Decimal(f"{whole}.{match['part']}" if match["part"] else whole))


def _spelled(text: str, place: int, rules: _Rules) -> Quantity | None:
    """The longest run of number words that makes one number."""
    parsed = _Sum()
    found: Quantity | None = None
    before_and: Quantity | None = None
    at, name = place, ""
    while word := rules.word.match(text, at):
        last, name = name, _SPACED.sub("-", word.group().lower())
        by = rules.scales.get(name)
        if by is None:
            fits = (at == place or name not in rules.prefixes) and parsed.add(rules.small[name])
        else:
            fits = parsed.scale(by, name in rules.opening)
        if not fits:
            # In "one hundred and two hundred" the two belongs to what follows.
            found, name = (before_and if by is not None and before_and else found), last
            break
        before_and = before_and if by is None else None
        article = at == place and name in rules.articles
        amount = parsed.total + parsed.group
        found = Quantity(word.end(), amount, by or Decimal(1), name in rules.rough, article, spelled=True)
        joint = _JOINT.match(text, word.end())
        if found.rough or joint is None or (joint["and"] and not rules.joined.match(text, joint.end())):
            break
        before_and = found if joint["and"] else before_and
        at = joint.end()
    return None if name in rules.prefixes or rules.excluded.match(text, place) else found


@cache
def _stored() -> dict[str, dict[str, Any]]:
    text = files("assistant").joinpath("data/values.toml").read_text(encoding="utf-8")
    return tomllib.loads(text, parse_float=Decimal)


@cache
def _rules(language: Language) -> _Rules:
    row = rows(language)
    small = dict(zip(row["ones"].split(), range(20), strict=True)) | row["tens"] | row["prefixes"]
    scales = row["scales"] | row["rough"]
    groups = "|".join(
        rf"(?:(?:{group})(?!\d){_END}){times}+"
        for group, times in (
            (rf"{_SPACES}\d{{3}}", "+"),
            (row["groups"], "+"),
            (r",\d{3}", "{2,}"),
            (r"\.\d{3}", "{2,}"),
        )
    )
    whole = rf"(?!0)\d{{1,3}}(?:{groups})|\d++{_END}"
    return _Rules(
        figures=re.compile(rf"(?P<whole>{whole})(?:{row['decimals']}{_END})?"),
        word=re.compile(any_of(small | scales), re.IGNORECASE),
        scale=re.compile(
            rf"[\s\-‑]{{0,2}}(?:d['’]|de\s)?(?P<scale>{any_of(word for word in scales if scales[word] != 100)})",
            re.IGNORECASE,
        ),
        joined=re.compile(row["joined"], re.IGNORECASE),
        excluded=re.compile(row["excluded"], re.IGNORECASE),
        small={word: Decimal(value) for word, value in small.items()},
        scales={word: Decimal(value) for word, value in scales.items()},
        rough=frozenset(row["rough"]),
        opening=frozenset(row["opening"].split()),
        articles=frozenset(row["articles"].split()),
        prefixes=frozenset(row["prefixes"]),
    )
