"""Follow-ups without a language model: the standalone form of a question that leans on the turns before it."""

import re
from collections.abc import Mapping, Sequence

from assistant.kinds import kinds
from assistant.mentions import from_agreement
from assistant.names import calm, is_nobody, names
from store.errors import UsageError
from store.language import detect, fold, is_stop_word, words
from store.types import Language

# A question that leans on the one before it: it opens with "and", or points back with a pronoun.
_LEANS = {
    "fr": re.compile(
        r"^(?:et|mais|alors|donc) |\b(?:il|elle|ils|elles|celui-ci|celle-ci|ca|cela|l'a"
        r"|l'ont|leur|leurs|la-bas"
        r"|(?:ce|cet|cette) (?!que|qui|qu|dont|jour|mois|annee|ete|semaine|matin|soir|n|a|est|sont|sera)\w+)\b"
    ),
    "en": re.compile(
        r"^(?:and|but|so)\b|\b(?:it|its|they|them|their|he|she|his|her"
        r"|(?:this|that) (?:agreement|partnership|project|programme|program|deal|mou|contract|lab\w*|cent(?:re|er)"
        r"|grant|protocol|convention|charter|alliance|memorandum)"
        r"|the agreement(?! (?:that|which|between|of|with|from))|there)\b"
    ),
}
# A question that asks the one before it again, of other partners.
_SAME = {
    "fr": re.compile(r"^(?:et )?(?:la )?meme (?:question|chose)\b|^et pour\b|^pareil pour\b|^idem\b"),
    "en": re.compile(r"^(?:and )?(?:the )?same\b|^(?:and|what|how) (?:about|for)\b"),
}
# What it says of itself: another partner, and nothing that it asks.
_OPENS = {"fr": re.compile(r"^(?:et|mais|avec|pour)\b"), "en": re.compile(r"^(?:and|but|with|for)\b")}
# One of the releases that the answer before listed: « oui, le deuxième », "the second one".
_CHOSEN = re.compile(
    r"^(?:oui|yes|ok|non|no)?[ ,]*(?:plutot |rather )?(?:le|la|the)? ?(?:(?P<one>premiere?|1ere?|1er|first|1st)"
    r"|(?P<two>deuxieme|seconde?|2e|2nd|2eme)|(?P<three>troisieme|3e|3eme|third|3rd)|(?P<last>dernier|derniere|last))"
    r"(?: one| release| communique| accord| agreement)?[ ,.!?]*(?:please|merci|svp|s'il (?:vous|te) plait)?[ .!?]*$"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_YEAR_ALONE = re.compile(
    r"^(?:(?:et|and|mais|but)\s+)?(?:(?:en|pour|in|for)\s+)?(?P<year>(?:19|20)\d\d)\W*$", re.IGNORECASE
)
_PLACES = {"one": 0, "two": 1, "three": 2, "last": -1}
_LISTED = re.compile(r"^\s*\d{1,2}[.)]\s+(.+)$", re.MULTILINE)
_TOKEN = re.compile(r"[\w&]+")
# What may stand between two words of one name: « Région Bretagne », "University of Lyon".
_JOINED = re.compile(r"[\s/'’-]*|\s+(?:of|de|du|des|d['’])(?:\s+(?:the|la|les)|\s+l['’])?\s*", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:\b(?:la|le|les|the)\s+|\b[lL]['’])$", re.IGNORECASE)
_CARRIED = 8  # words taken over from an earlier turn at most
_ENOUGH_WORDS = 3  # a question with as many says what it is about
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
    own = {fold(word) for word in names(text, language) if not is_nobody(word)}
    said = [word for word in words(calm(text), language) if not is_stop_word(word, language)]
    asks = kinds(text, language) != ("what",)
    leans = bool(_LEANS[language].search(fold(text)))
    if not earlier or (not said and not asks and not leans):
        return text
    year = _YEAR_ALONE.match(text.strip())
    if year and earlier:
        return _in_year(earlier[-1], year["year"])
    again = _SAME[language].search(fold(text)) or (own and _OPENS[language].search(fold(text)))
    if again and not asks:
        return _asked_of(earlier[-1], text, language)
    if own:
        # « et qui a signé pour le CNRS ? » names one of those that were spoken of: it is about the same agreement.
        known = {fold(word): word for word in names(earlier[-1], detect(earlier[-1], language))}
        others = [word for folded, word in known.items() if folded not in own]
        return _with(text, others) if leans and own <= known.keys() else text
    if leans or len(said) < _ENOUGH_WORDS:
        for turn in reversed(earlier):
            carried = [word for word in names(turn, detect(turn, language)) if fold(word) not in own]
            if carried:
                return _with(text, carried)
        # « l'université de lyon », typed small, holds no name that a dictionary does not know.
        spoken = detect(earlier[-1], language)
        about = words(from_agreement(earlier[-1], spoken), spoken)
        return _with(text, [word for word in about if not is_stop_word(word, spoken)])
    return text


def _in_year(turn: str, year: str) -> str:
    """An earlier question asked of another year."""
    asked, replaced = _YEAR.subn(year, turn, count=1)
    return asked if replaced else _with(turn, [year])


def _asked_of(turn: str, text: str, language: Language) -> str:
    """An earlier question asked of the partners in `text`, which take the place of the last ones that it names."""
    spoken = detect(turn, language)
    found, old = _last_names(text, language, whole=True), _last_names(turn, spoken, whole=False)
    if found is None:
        return _with(text, names(turn, spoken))
    if old is None:
        return _with(text, [word for word in words(turn, spoken) if not is_stop_word(word, spoken)])
    before = _ARTICLE.sub("", turn[: old[0]])
    return f"{before}{text[slice(*found)]}{turn[old[1] :]}"


def _last_names(text: str, language: Language, whole: bool) -> tuple[int, int] | None:
    """Where the last name of a question stands, with the words that belong to it; or all from the first name on."""
    held = {fold(word) for word in names(text, language)}
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
