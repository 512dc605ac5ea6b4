"""Dates, numbers, amounts of money and durations in a text, in one form that both languages share.

A scan from left to right: at each word or digit the readers are tried, and what none of them reads is skipped whole,
so that « Covid-19 » and "H2020" give no number. Every pattern is bounded or possessive: the time is linear in the
length of any text. What differs between the languages is a row of `data/values.toml`. Nothing is understood: « 2022 »
is a year unless a plural follows it, and « 5 000 francs » are French ones.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Literal

from assistant.moments import moments, written
from assistant.numerals import AND_A_HALF, EXACT, Quantity, any_of, figures, quantity, rows
from store.language import is_stop_word
from store.types import Language


@dataclass(frozen=True, slots=True)
class Value:
    """A value, and the characters of the text that state it, end excluded.

    `quantity` counts in `unit`: "" or "%" for a number, an ISO 4217 code for an amount (in euros, not in cents or
    millions), "year", "month", "week" or "day" for a duration. `first` is a date in ISO 8601 as precise as it is
    written: "2022-03-01", "2022-03", "2022", "199X" for a decade, "--03-01" without its year. A period such as
    2021-2025 is a duration with `first` and `last` and no quantity. `approximate`: « une dizaine », "about 200".
    `part`: not the whole, but one end of a range (« 2 à 3 ans ») or a piece of a sum (« un an et six mois »).
    """

    kind: Literal["date", "number", "amount", "duration"]
    start: int
    end: int
    quantity: Decimal | None = None
    unit: str = ""
    first: str = ""
    last: str = ""
    approximate: bool = False
    part: bool = False


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rows of one language, compiled; what each is for stands in `data/values.toml`."""

    hedge: re.Pattern[str]
    unit: re.Pattern[str]
    units: dict[str, tuple[str, str]]
    counted: re.Pattern[str]
    bound: re.Pattern[str]
    dated: re.Pattern[str]


# By currency: the signs that may stand before or after the number, and the names that only stand after it.
_CURRENCIES = {
    "EUR": (r"€|EUR", r"k?euros?"),
    "CAD": (r"CA?\$|CAD", r"\$\s?CA|dollars? canadiens?|Canadian dollars?"),
    "AUD": (r"AU?\$|AUD", r"dollars? australiens?|Australian dollars?"),
    "USD": (r"US\s?\$|USD|\$", r"\$\s?US|dollars? (?:US|américains?)|(?:US )?dollars?"),
    "GBP": (r"£|GBP", r"livres? sterling|pounds?(?: sterling)?"),
    "CHF": (r"CHF", r"francs? suisses?|Swiss francs?"),
    "XOF": (r"XOF|F\s?CFA", r"francs? CFA|CFA francs?"),
    "FRF": (r"FRF", r"(?:French )?francs?(?: français)?"),
    "JPY": (r"JPY|¥", r"yens?"),
    "CNY": (r"CNY|RMB", r"yuans?"),
    "INR": (r"INR|₹", r"roupies?(?: indiennes?)?|(?:Indian )?rupees?"),
    "SEK": (r"SEK", r"couronnes? suédoises?|Swedish krona"),
    "NOK": (r"NOK", r"couronnes? norvégiennes?|Norwegian krone"),
    "DKK": (r"DKK", r"couronnes? danoises?|Danish krone"),
}
_ZEROS = {"k": 3, "m": 6, "mn": 6, "mln": 6, "md": 9, "mds": 9, "mrd": 9, "bn": 9, "b": 9}
_LETTER = r"(?P<letter>k|mn|mln|m|mds?|mrd|bn|b)"
_WHOLE = r"(?:(?<=[€$£¥₹])|(?![-‑]?[^\W\d_]))"
_SIGNS = "|".join(f"(?P<{code}>{signs})" for code, (signs, _) in _CURRENCIES.items())
_NAMES = "|".join(f"(?P<{code}>{names}|{signs})" for code, (signs, names) in _CURRENCIES.items())
_SIGN = re.compile(rf"(?:{_SIGNS}){_WHOLE}\s?")
_AFTER_SIGN = re.compile(rf"\s?{_LETTER}(?!\w)", re.IGNORECASE)
_MONEY = re.compile(
    rf"(?:\s{{0,2}}|[-‑](?=[^\W\d_]))(?:{_LETTER}\s?)?(?:d['’]|de\s|of\s)?(?:{_NAMES}){_WHOLE}(?!\d)", re.IGNORECASE
)
_DOLLARS = re.compile(
    "|".join(rf"\s(?P<{code}>{code}|{_CURRENCIES[code][1]})(?!\w)" for code in ("CAD", "AUD", "USD")), re.IGNORECASE
)
_PERCENT = re.compile(r"\s?%|[\s\-‑]?(?:(?:pour\s?cent|per\s?cent)(?!\w))", re.IGNORECASE)
# « 1,5 M d'habitants », "3.4bn people", « 20k ». Apart from its figures, an M may begin « M. Dupont ».
_COUNTED_IN = re.compile(r"(?:(?<=\d)[kKM]|\s?(?:Mds?|Mrd|bn|mln)|\sM(?=\sd['’]|\sde\s|\s?[),;:!?»”]|\s*+\Z))(?!\w)")
_UNSURE = re.compile(r"(?<=\d)(?:mn?|b)(?!\w)")  # "5m": metres or millions, « 5mn »: minutes, « 3b »
_YEAR = re.compile(r"(?:1[89]|20)\d\d(?!\w)")
_MEASURE = re.compile(r"\s?(?:[kcm]m[²³23]?|m[²³23]|kg|ha|min|ml|[kMGT]Wh?|[kKMGT][oB])(?!['’\w])")
_COMPOUND = re.compile(r"[-‑][^\W\d_]")  # « vingt-et-unième », "twenty-first", « Deux-Sèvres »
_TO = re.compile(r"[-‑]?[\s\-‑](?:à|ou|to|or|(?P<and>et|and))[\s\-‑]|(?P<dash>[-–—‑])", re.IGNORECASE)
_FROM = re.compile(r"\b(?:(?P<between>entre|between)|de|from)\s$", re.IGNORECASE)
_SMALLER = {"year": (12, "month"), "week": (7, "day")}

_START = re.compile(r"[^\W_]|[€$£¥₹]")
# What no reader reads: « mi- » before a year, the h of « 14h30 », a word up to its last digit (« Covid-19 »).
_SKIP = re.compile(
    r"(?:mid|mi|pr[ée]|post|non|avant|après|fin|début|early|late)[-‑](?=\d)|(?<=\d)h(?=\d\d(?!\w))"
    r"|[^\W\d_]\w*+(?:[-‑]\w*\d\w*+)*(?:(?<=\d)\.\d\w*+)*|\w++|.",
    re.IGNORECASE | re.DOTALL,
)


def values(text: str, language: Language) -> tuple[Value, ...]:
    """Every value that a text states, from left to right, none overlapping another.

    No figure of the text is passed over but those of ordinals (« 2e », "21st") and of names (« Covid-19 », "5G").
    """
    found: list[Value] = []
    place = 0
    while start := _START.search(text, place):
        place = start.start()
        read = _read(text, place, language)
        skipped = None if read else _SKIP.match(text, place)
        place = read[-1].end if read else skipped.end() if skipped else place + 1
        found += read
    return tuple(found)


def same(a: Value, b: Value) -> bool:
    """Whether two values mean the same in whatever language and unit: « 14 000 » and "14,000", « 3 ans » and 36 months.

    « Mars 2022 » is not the first of March, nor is « une dizaine » ten.
    """
    return _meaning(a) == _meaning(b)


def parts(value: Value) -> tuple[Value, ...]:
    """The two dates of a period, each standing where the period does; of any other value, itself."""
    ends = (value.first, value.last) if value.last else ()
    return tuple(replace(value, kind="date", first=end, last="") for end in ends) or (value,)


def shown(value: Value, language: Language) -> str:
    """A value as the reader of a language writes it: « 1,5 million d’euros », "EUR 1.5 million"."""
    forms = rows(language)["shown"]
    if value.quantity is None:
        return f"{value.first}-{value.last}" if value.last else written(value.first, language)
    number, many = figures(value.quantity, language)
    if value.kind == "amount":
        number = _shown_amount(value.quantity, value.unit, language)
    elif value.kind == "duration":
        number = f"{number} {forms['units'][value.unit][many]}"
    elif value.unit:
        number = forms["percent"].format(number)
    return str(forms["about"].format(number) if value.approximate else number)


def _shown_amount(amount: Decimal, code: str, language: Language) -> str:
    """In billions or millions where two decimals are enough, else in full."""
    forms = rows(language)["shown"]
    one, more, of_more = forms["currencies"].get(code, [code, code, forms["of"] + code])
    for zeros, names in ((9, forms["billions"]), (6, forms["millions"])):
        scaled = amount.scaleb(-zeros, EXACT)
        number, many = figures(scaled, language)
        if scaled >= 1 and len(number.partition(forms["decimal"])[2]) <= 2:
            return str(forms["scaled"].format(number=number, scale=names[many], code=code, name=of_more))
    number, many = figures(amount, language)
    return str(forms["amount"].format(number=number, code=code, name=more if many else one))


def _meaning(value: Value) -> Value:
    """The value without its place, in the smallest unit of its calendar: months or days."""
    factor, unit = _SMALLER.get(value.unit, (1, value.unit))
    amount = None if value.quantity is None else EXACT.multiply(value.quantity, Decimal(factor))
    return replace(value, start=0, end=0, quantity=amount, unit=unit, part=False)


def _read(text: str, place: int, language: Language) -> tuple[Value, ...]:
    """The values that begin at a place; more than one only where days share a month, none where nothing is read."""
    if dates := moments(text, place, language):
        return tuple(
            Value("duration" if one.last else "date", one.start, one.end, first=one.first, last=one.last)
            for one in dates
        )
    hedge = _rules(language).hedge.match(text, place)
    at = hedge.end() if hedge else place
    sign = _SIGN.match(text, at)
    if (hedge and moments(text, at, language)) or (sign and at and text[at - 1].isalpha()):
        return ()
    number = quantity(text, sign.end() if sign else at, language)
    if number is None:
        return ()
    number = replace(number, rough=True) if hedge else number
    found = _alone(text, place, number, sign, language)
    return _range(text, place, number, sign, found, language) or ((found,) if found else ())


def _alone(text: str, place: int, number: Quantity, sign: re.Match[str] | None, language: Language) -> Value | None:
    return _amount(text, place, number, sign) or _counted(text, place, number, language)


def _range(
    text: str, place: int, number: Quantity, sign: re.Match[str] | None, first: Value | None, language: Language
) -> tuple[Value, ...]:
    """Both ends of a range, or both pieces of a sum; nothing where none begins. `first`: the number read alone."""
    joint = _TO.match(text, first.end if first else number.end)
    if joint is None or (first and first.kind == "date") or moments(text, joint.end(), language):
        return ()
    opened = _FROM.search(text, max(0, place - 12), place)
    own = _SIGN.match(text, joint.end())
    second = quantity(text, (own or joint).end(), language)
    # In "$5 million to 3 universities" the dollars end before the to.
    lent = sign if joint["dash"] or opened else None
    last = _alone(text, joint.end(), second, own or lent, language) if second else None
    if second is None or last is None:
        return ()
    listed = bool(joint["and"]) and not (opened and opened["between"])
    bare = first is None or first.end == number.end
    if bare and not listed:
        first = _lent(text, place, number, second, sign or own, language) or first
    if first is None or not (_pieces(first, last) if listed else _ends(first, last, bare)):
        return ()
    return replace(first, part=True), replace(last, part=True)


def _lent(
    text: str, place: int, number: Quantity, second: Quantity, sign: re.Match[str] | None, language: Language
) -> Value | None:
    """The first end of a range with the scale and unit of the second: « 2 à 3 millions d'euros », "£2–3 million".

    None where it is not sure that they are its own: « deux à trois cent mille ».
    """
    scaled = EXACT.multiply(number.amount, second.scale)
    low = scaled if number.scale == 1 and scaled < second.amount else number.amount
    if not low < second.amount < low.scaleb(2, EXACT):
        return None
    whole = replace(number, end=second.end, amount=low, rough=number.rough or second.rough, article=False)
    found = _alone(text, place, whole, sign, language)
    return replace(found, end=number.end) if found else None


def _ends(first: Value, last: Value, bare: bool) -> bool:
    """Whether two values are the ends of one range: they count the same, or the first says not what it counts."""
    alike = (first.kind, first.unit) == (last.kind, last.unit)
    return alike or (bare and (first.kind, first.unit) == ("number", "") and last.kind != "date")


def _pieces(first: Value, last: Value) -> bool:
    """Whether two values that « et » joins are one: « un an et six mois », « 1 milliard et 200 millions d'euros »."""
    if first.kind == "number" and not first.unit and last.kind == "amount":
        return (first.quantity or 0) >= 1_000_000
    return first.kind == last.kind == "duration" and first.unit != last.unit


def _amount(text: str, place: int, number: Quantity, sign: re.Match[str] | None) -> Value | None:
    """An amount of money, its sign before or after the number."""
    after = (_AFTER_SIGN if sign else _MONEY).match(text, number.end)
    money = sign or after
    if money is None:
        return None
    amount = number.amount.scaleb(_ZEROS[after["letter"].lower()] if after and after["letter"] else 0, EXACT)
    end = after.end() if after else number.end
    if sign and sign.group() == "$" and (named := _DOLLARS.match(text, end)):  # « $4,000 Canadian dollars »
        money, end = named, named.end()
    return Value("amount", place, end, amount, money.lastgroup or "", approximate=number.rough)


def _counted(text: str, place: int, number: Quantity, language: Language) -> Value | None:
    """What no currency goes with: a share, a year, a duration, or a number."""
    if percent := _PERCENT.match(text, number.end):
        return Value("number", place, percent.end(), number.amount, "%", approximate=number.rough)
    year = _YEAR.match(text, place)
    if year and year.end() == number.end and not _is_count(text, year, language):
        return Value("date", *year.span(), first=year.group())
    if unit := _rules(language).unit.match(text, number.end):
        factor, name = _rules(language).units[unit["unit"].lower()]
        half = AND_A_HALF.match(text, unit.end())
        amount = EXACT.multiply(EXACT.add(number.amount, Decimal("0.5") if half else Decimal(0)), Decimal(factor))
        return Value("duration", place, (half or unit).end(), amount, name, approximate=number.rough)
    if number.article or _UNSURE.match(text, number.end) or (number.spelled and _COMPOUND.match(text, number.end)):
        return None
    letter = _COUNTED_IN.match(text, number.end)
    amount = number.amount.scaleb(_ZEROS[letter.group().strip().lower()] if letter else 0, EXACT)
    return Value("number", place, letter.end() if letter else number.end, amount, approximate=number.rough)


def _is_count(text: str, year: re.Match[str], language: Language) -> bool:
    """Whether four figures count things: « plus de 2000 », « 2000 étudiants », "2000 km"."""
    rules = _rules(language)
    before = text[max(0, year.start() - 16) : year.start()]
    if rules.bound.search(before) or _MEASURE.match(text, year.end()):
        return True
    things = rules.counted.match(text, year.end())
    return bool(things and not rules.dated.search(before) and not is_stop_word(things[1], language))


@cache
def _rules(language: Language) -> _Rules:
    row = rows(language)
    units = {word: (key.split()[0], key.split()[1]) for key, words in row["units"].items() for word in words.split()}
    unit = rf"[\s\-‑]{{0,2}}(?:d['’]|de\s)?(?:(?:{row['between']})\s)?(?P<unit>{any_of(units)})"
    found = {name: row[name] for name in ("hedge", "counted", "bound", "dated")} | {"unit": unit}
    return _Rules(units=units, **{name: re.compile(pattern, re.IGNORECASE) for name, pattern in found.items()})
