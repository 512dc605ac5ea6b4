"""Follow-ups without a language model: the standalone form of a question that leans on the turns before it."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from string import Template
from typing import Any

from assistant.kinds import Kind, kinds
from assistant.mentions import from_agreement, surveys, unnamed
from assistant.names import calm, is_nobody, names
from assistant.years import in_period
from store.errors import UsageError
from store.language import detect, fold, is_stop_word, words
from store.types import Language

# One of the releases that the answer before listed: « oui, le deuxième », "the second one".
_CHOSEN = re.compile(
    r"^(?:oui|yes|ok|non|no)?[ ,]*(?:plutot |rather )?(?:le|la|the)? ?(?:(?P<one>premiere?|1ere?|1er|first|1st)"
    r"|(?P<two>deuxieme|seconde?|2e|2nd|2eme)|(?P<three>troisieme|3e|3eme|third|3rd)|(?P<last>dernier|derniere|last))"
    r"(?: one| release| communique| accord| agreement)?[ ,.!?]*(?:please|merci|svp|s'il (?:vous|te) plait)?[ .!?]*$"
)
# Nothing but a year or a period: « et avant 2020 ? », "what about the 2015 one?"
_YEAR_ALONE = re.compile(
    r"^(?:(?:et|and|mais|but)\s+)?(?:(?:what|how)\s+about\s+)?(?:(?:cel(?:ui|le)\s+de|the\s+one\s+(?:from|of)|the)\s+)?"
    r"(?:(?:en|in|pour|for)\s+|(?P<since>depuis|après|apres|avant|since|after|before)\s+)?"
    r"(?P<year>(?:19|20)\d\d)(?:\s+one)?\W*$",
    re.IGNORECASE,
)
_PLACES = {"one": 0, "two": 1, "three": 2, "last": -1}
_LISTED = re.compile(r"^\s*\d{1,2}[.)]\s+(.+)$", re.MULTILINE)
_TOKEN = re.compile(r"[\w&]+")
# What may stand between two words of one name: « Région Bretagne », "University of Lyon".
_JOINED = re.compile(r"[\s/'’-]*|\s+(?:of|de|du|des|d['’])(?:\s+(?:the|la|les)|\s+l['’])?\s*", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:\b(?:la|le|les|the)\s+|\b[lL]['’])$", re.IGNORECASE)
_AND = re.compile(r"\s*(?:,|/|\b(?:et|and|&|vs)\b)", re.IGNORECASE)
_CARRIED_OVER = re.compile(r"\s*\([^()]*\)$")  # the names that a follow-up took over
_LEAD = re.compile(r"^(?:(?:et|mais|and|but|what about|how about)\s+)+", re.IGNORECASE)
_CARRIED = 8  # words taken over from an earlier turn at most
_ASKING = frozenset({"many", "much", "long", "often"})  # what is left of "how many"
_ENOUGH_WORDS = 3  # a question with as many says what it is about
# What is asked of one agreement: without a name it goes on about the one spoken of, unless it says much more.
_OF_ONE: frozenset[Kind] = frozenset({"how_much", "duration", "how_many", "when", "who", "where"})
_MOST_WORDS = 6
_TURNS = 6  # of the conversation that are looked at

History = Sequence[str | Mapping[str, str]]


def standalone(text: str, history: History, language: Language) -> str:
    """The question with what it takes over from the turns before it; itself when it needs nothing.

    :raises UsageError: a turn of the history is neither a string nor a message.

    >>> standalone("et qui l'a signée ?", ["Quand finit la convention entre l'Inserm et la Bretagne ?"], "fr")
    "et qui l'a signée ? (Inserm, Bretagne)"
    >>> standalone("même question pour Paris-Saclay", ["Qui a signé la convention de la Bretagne ?"], "fr")
    'Qui a signé la convention de Paris-Saclay ?'
    """
    earlier: list[str] = []
    listed: list[str] = []
    for role, turn in _turns(history)[-2 * _TURNS :]:
        if role == "user":
            earlier.append(_resolved(turn, earlier, listed, detect(turn)))
        else:
            listed = _LISTED.findall(turn)
    return _resolved(text, earlier, listed, language)


def _resolved(text: str, earlier: Sequence[str], listed: Sequence[str], language: Language) -> str:
    """The question, given earlier ones that stand alone and what the last answer listed."""
    chosen = _CHOSEN.match(fold(text))
    if chosen and earlier and listed:
        place = next(_PLACES[name] for name, words in chosen.groupdict().items() if words)
        return _with(earlier[-1], listed[place : place + 1 or None]) if place < len(listed) else text
    own = {fold(word) for word in _named(text, language) if not is_nobody(word)}
    said = [word for word in _telling(calm(text), language) if fold(word) not in _ASKING]
    asked = kinds(text, language)
    asks = asked != ("what",)
    folded = _pattern("impersonal", language).sub(" ", fold(text))
    leans = bool(_pattern("leans", language).search(folded))
    if not earlier or (not said and not asks and not leans):
        return text
    year = _YEAR_ALONE.match(text.strip())
    if year:
        period = f"{year['since']} {year['year']}" if year["since"] else year["year"]
        return in_period(earlier[-1], detect(earlier[-1], language), period) or _with(earlier[-1], [period])
    # « Inserm Bretagne ? » asks again of these two, and so does « et Brest ? ».
    only = own and own == {fold(word) for word in words(calm(text), language)}
    opens = own and _pattern("opens", language).search(folded)
    again = only or opens or _pattern("same", language).search(folded)
    if again and not asks:
        return _asked_of(earlier[-1], text, language)
    # Who asks for all agreements, or for a person by name, asks anew.
    if (surveys(text, language) and not leans) or _pattern("person", language).search(folded):
        return text
    if own:
        return _beside_own(text, own, earlier[-1], leans, language)
    leans = leans or (asked[0] in _OF_ONE and len(said) <= _MOST_WORDS)
    return _carrying(text, earlier, language) if leans or len(said) < _ENOUGH_WORDS else text


def _beside_own(text: str, own: set[str], turn: str, leans: bool, language: Language) -> str:
    """A question with names of its own, and those of the turn before that belong to them.

    « et qui a signé pour le CNRS ? » names one of those that were spoken of: it is about the same agreement. So it may
    be with another name: "is Inserm part of it?".
    """
    known = {fold(word): word for word in _named(turn, detect(turn, language))}
    folded = fold(text)
    if own <= known.keys():
        part = _pattern("part", language).search(folded) and "partners" not in kinds(text, language)
        taken = bool(leans or part)
    else:
        that = _pattern("that", language).search(folded)
        behind = _TOKEN.search(folded, that.end()) if that else None
        # "the agreement CNRS Inria" is not the one spoken of.
        spoken_of = that and not (behind and behind.group() in own)
        taken = bool(spoken_of or _pattern("beside", language).search(folded))
    return _with(text, [word for name, word in known.items() if name not in own]) if taken else text


def _carrying(text: str, earlier: Sequence[str], language: Language) -> str:
    """A question without names, and those of the last turn that had any."""
    for turn in reversed(earlier):
        spoken = detect(turn, language)
        if names(turn, spoken):
            return _with(text, _together(turn, _named(turn, spoken)))
    # « l'université de lyon », typed small, holds no name that a dictionary does not know.
    spoken = detect(earlier[-1], language)
    about = _telling(from_agreement(earlier[-1], spoken), spoken)
    # "the brittany agreement" says it in front.
    return _with(text, about if len(about) > 1 else _telling(earlier[-1], spoken))


def _telling(text: str, language: Language) -> list[str]:
    return [word for word in words(text, language) if not is_stop_word(word, language)]


def _named(text: str, language: Language) -> list[str]:
    """The likely names of a question and, beside them or alone, places typed small, in order."""
    likely, places = {*names(text, language)}, _places()
    return [word for word in words(calm(text), language) if word in likely or fold(word) in places]


def _together(turn: str, named: Sequence[str]) -> list[str]:
    """Words that are one name as one: « Région Sud », "Paris-Saclay"; acronyms side by side are two."""
    found: list[str] = []
    for word in named:
        joined = [f"{found[-1]}{mark}{word}" for mark in " -" if found and found[-1][-2:].islower() and word.istitle()]
        whole = next((name for name in joined if name in turn), None)
        found[-1:] = [whole] if whole else [*found[-1:], word]
    return found


def _asked_of(turn: str, text: str, language: Language) -> str:
    """An earlier question asked of the partners in `text`.

    They take the place of the last ones that it names; of all of them, when they are a pair themselves. One of those
    that it names already says of whom it is asked.
    """
    spoken = detect(turn, language)
    found, old = _last_names(text, language, whole=True), _last_names(turn, spoken, whole=False)
    if found is None:
        return _with(text, _named(turn, spoken))
    if old is None:
        return _with(text, _telling(turn, spoken))
    new, known = _named(text, language), {fold(word) for word in _named(turn, spoken)}
    bare, carried = turn, _CARRIED_OVER.search(turn)
    if carried:
        bare = turn[: carried.start()]
    pair = _is_pair(text, new, language)
    if (pair and len(known) > 1) or (carried and not _named(bare, spoken)):
        return _with(unnamed(bare, frozenset(known), spoken), new)
    one_of_them = {fold(word) for word in new} < known
    if one_of_them and turn.count(turn[slice(*old)]) == 1:
        return f"{turn.rstrip(' ?.!')}, {_LEAD.sub('', text)}"
    before = _ARTICLE.sub("", turn[: old[0]])
    return f"{before}{text[slice(*found)]}{turn[old[1] :]}"


def _is_pair(text: str, new: Sequence[str], language: Language) -> bool:
    """Whether a follow-up names both partners of an agreement: « l'accord INRAE-IRD », "Brest and Lyon"."""
    if len(new) < 2:
        return False
    places = [found.span() for found in _TOKEN.finditer(text) if found.group() in new]
    gaps = [text[end:start] for (_, end), (start, _) in zip(places, places[1:], strict=False)]
    acronyms = all(word.isupper() and len(word) > 1 for word in new)
    small = all(word.islower() for word in new)
    return any(map(_AND.match, gaps)) or acronyms or small or from_agreement(text, language) != text


def _last_names(text: str, language: Language, whole: bool) -> tuple[int, int] | None:
    """Where the last name of a question stands, with the words that belong to it; or all from the first name on."""
    held = {fold(word) for word in _named(text, language)}
    tokens = [(match.span(), fold(match.group()) in held) for match in _TOKEN.finditer(calm(text))]
    places = [place for place, (_, named) in enumerate(tokens) if named]
    if not places:
        return None
    start, end = tokens[places[0 if whole else -1]][0][0], tokens[places[-1]][0][1]
    for place in reversed(places[:-1]):
        if whole or not _JOINED.fullmatch(text[tokens[place][0][1] : start]):
            break
        start = tokens[place][0][0]
    return start, end


def _with(text: str, carried: Sequence[str]) -> str:
    return f"{text} ({', '.join(dict.fromkeys(carried[:_CARRIED]))})" if carried else text


def _turns(history: History) -> list[tuple[str, str]]:
    """The turns of a conversation as (role, text), oldest first; what has no text is left out.

    :raises UsageError: a turn is neither a string nor a message.
    """
    turns = []
    for turn in history:
        if isinstance(turn, str):
            turns.append(("user", " ".join(turn.split())))
        elif isinstance(turn, Mapping) and isinstance(turn.get("content"), str) and "role" in turn:
            asked = turn["role"] == "user"
            turns.append((turn["role"], " ".join(turn["content"].split()) if asked else turn["content"]))
        else:
            raise UsageError("history_invalid", value=repr(turn)[:80])
    return [(role, text) for role, text in turns if text.strip()]


@cache
def _pattern(name: str, language: Language) -> re.Pattern[str]:
    row = _stored()
    return re.compile(Template("|".join(row[name][language])).safe_substitute(noun=row["noun"][language]))


@cache
def _places() -> frozenset[str]:
    return frozenset(_stored()["places"]["both"].split())


@cache
def _stored() -> dict[str, Any]:
    return tomllib.loads(files("assistant").joinpath("data/followups.toml").read_text(encoding="utf-8"))
