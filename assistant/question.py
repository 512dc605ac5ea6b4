"""What is being asked: language, standalone form, kinds, words to search for, names and numbers to insist on."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.dictionary import is_known, query_words
from assistant.kinds import Kind, kinds
from store.errors import QuestionError, UsageError
from store.language import detect, fold, is_stop_word, words
from store.lexical import QueryWord
from store.types import LANGUAGES, Language

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ud800-\udfff]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_NUMBER = re.compile(r"\d+")
# A question that leans on the one before it: it opens with "and", or points back with a pronoun.
_LEANS = {
    "fr": re.compile(
        r"^(?:et|mais|alors|donc) |\b(?:il|elle|ils|elles|celui-ci|celle-ci|ca|cela|l'a"
        r"|l'ont|leur|leurs|cet accord|cette convention|ce partenariat|ce protocole|la-bas)\b"
    ),
    "en": re.compile(
        r"^(?:and|but|so)\b|\b(?:it|its|they|them|their|he|she|his|her"
        r"|this agreement|that agreement|the agreement(?! (?:that|which|between|of|with|from))|there)\b"
    ),
}
# A question that asks the one before it again, of other partners.
_SAME = {
    "fr": re.compile(r"^(?:et )?(?:la )?meme (?:question|chose)\b|^et pour\b|^pareil pour\b|^idem\b"),
    "en": re.compile(r"^(?:and )?(?:the )?same (?:question|thing)?\b|^(?:and|what|how) (?:about|for)\b"),
}
# What it says of itself: another partner, and nothing that it asks.
_OPENS = {"fr": re.compile(r"^(?:et|mais|avec|pour)\b"), "en": re.compile(r"^(?:and|but|with|for)\b")}
_CARRIED = 8  # words taken over from an earlier turn at most
_ENOUGH_WORDS = 3  # a question with as many says what it is about

History = Sequence[str | Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Question:
    """A question made ready for search.

    `searched_for` is its standalone form, `spoken` the language it is asked in, `language` the one to answer in.
    `names` are its words that no dictionary knows (partners, people, places)
    and `numbers` its years and figures, all folded: what a passage must not lack. `words` hold the search terms per
    language of the releases.
    """

    asked: str
    searched_for: str
    spoken: Language
    language: Language
    kinds: tuple[Kind, ...]
    names: tuple[str, ...]
    numbers: tuple[str, ...]
    words: dict[Language, tuple[QueryWord, ...]]


def understand(asked: str, history: History = (), language: Language | None = None, longest: int = 2000) -> Question:
    """The question, ready for search.

    :raises QuestionError: it is empty, too long, not text, or has no words.
    """
    text = _tidied(asked, longest)
    spoken = detect(text, language or "en")
    searched_for = standalone(text, history, spoken)
    search_words = {searched: query_words(searched_for, spoken, searched) for searched in LANGUAGES}
    if not search_words[spoken]:
        raise QuestionError("question_no_words", question=text)
    return Question(
        asked=text,
        searched_for=searched_for,
        spoken=spoken,
        language=language or spoken,
        kinds=kinds(text, spoken),
        names=tuple(dict.fromkeys(fold(word) for word in _names(searched_for, spoken))),
        numbers=tuple(dict.fromkeys(_NUMBER.findall(searched_for))),
        words=search_words,
    )


def standalone(text: str, history: History, language: Language) -> str:
    """The question with what it takes over from the turns before it; itself when it needs nothing.

    >>> standalone("et qui l'a signée ?", ["Quand finit la convention entre l'Inserm et la Bretagne ?"], "fr")
    "et qui l'a signée ? (Inserm, Bretagne)"
    >>> standalone("même question pour Paris-Saclay", ["Qui a signé la convention de la Bretagne ?"], "fr")
    'même question pour Paris-Saclay (signé, convention)'
    """
    earlier = _asked_before(history)
    own = {fold(word) for word in _names(text, language)}
    said = [word for word in words(_calm(text), language) if not is_stop_word(word, language)]
    if not said and kinds(text, language) == ("what",) and not _LEANS[language].search(fold(text)):
        return text
    if _SAME[language].search(fold(text)):
        return _with(text, _last_subject(earlier))
    if own:
        asks = kinds(text, language) != ("what",)
        opens = _OPENS[language].search(fold(text))
        return _with(text, _last_subject(earlier)) if opens and not asks else text
    leans = bool(_LEANS[language].search(fold(text)))
    if leans or len(said) < _ENOUGH_WORDS:
        for turn in reversed(earlier):
            carried = [word for word in _names(turn, detect(turn, language)) if fold(word) not in own]
            if carried:
                return _with(text, carried)
    return text


def _last_subject(earlier: Sequence[str]) -> list[str]:
    return [word for turn in earlier[-1:] for word in _subject(turn, detect(turn))]


def _with(text: str, carried: Sequence[str]) -> str:
    return f"{text} ({', '.join(dict.fromkeys(carried[:_CARRIED]))})" if carried else text


def _subject(turn: str, language: Language) -> list[str]:
    """What an earlier question asked about its partners: its words that are neither names nor function words."""
    names = set(_names(turn, language))
    return [word for word in words(turn, language) if word not in names and not is_stop_word(word, language)]


def refusal_language(asked: object, language: Language | None) -> Language:
    """The language to refuse a question in that could not be understood."""
    return language or detect(asked[:500] if isinstance(asked, str) else "")


def _tidied(asked: object, longest: int) -> str:
    if not isinstance(asked, str):
        raise QuestionError("question_not_text", found=type(asked).__name__)
    if len(asked) > longest:
        raise QuestionError("question_too_long", length=len(asked), limit=longest)
    found = _CONTROL.search(asked)
    if found:
        raise QuestionError("question_not_text", found=f"U+{ord(found.group()):04X}")
    text = " ".join(unicodedata.normalize("NFC", _UNSEEN.sub("", asked)).split())
    if not text:
        raise QuestionError("question_empty")
    return text


def _names(text: str, language: Language) -> list[str]:
    """Words that are likely names: acronyms, words in capitals inside the sentence, words no dictionary knows."""
    found = []
    for place, word in enumerate(words(_calm(text), language)):
        if is_stop_word(word, language) or word.isdigit():
            continue
        acronym = len(word) > 1 and word.isupper()
        capital = word[0].isupper() and (place > 0 or not is_known(fold(word)))
        if acronym or capital or not is_known(fold(word)):
            found.append(word)
    return found


def _calm(text: str) -> str:
    """A text all in capitals in small letters: its capitals say nothing of names."""
    return text.lower() if text.isupper() and " " in text else text


def _asked_before(history: History) -> list[str]:
    """The user's earlier questions, oldest first.

    :raises UsageError: a turn is neither a string nor a message.
    """
    asked = []
    for turn in history:
        if isinstance(turn, str):
            asked.append(turn)
        elif isinstance(turn, Mapping) and isinstance(turn.get("content"), str) and "role" in turn:
            if turn["role"] == "user":
                asked.append(turn["content"])
        else:
            raise UsageError("history_invalid", value=repr(turn)[:80])
    return [" ".join(turn.split()) for turn in asked if turn.strip()]
