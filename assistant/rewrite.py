"""A follow-up written out by a language model; what it makes up is not taken over."""

import re
import secrets
from collections.abc import Mapping, Sequence

from assistant.deadlines import Deadlines, Model, ModelError
from assistant.followup import History
from assistant.names import names
from assistant.sentences import answered, has_address, hosts
from prompts import render
from store.language import detect, fold, words
from store.types import Language

_TURNS = 6  # of the conversation that the model sees
_TURN = 600  # characters of each
_LONGEST = 300  # characters of a question
_SOON = Deadlines(first=8.0, between=3.0, whole=10.0)  # a question is short, and somebody waits for the answer
_LABEL = re.compile(r"^(?:question|reformul\w+|rewritten question)\s?:\s*", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")


def rewritten(model: Model, text: str, history: History, language: Language) -> str | None:
    """The question as it can be understood by itself, or None where the model gives none that can be trusted.

    It is trusted when it is one line in the question's language, keeps the question's own names and numbers, and has
    no others than those that the conversation gives.
    """
    turns = [_turn(one) for one in history][-_TURNS:]
    request = render(
        "rewrite", "request", language, marker=f"turns-{secrets.token_hex(4)}", turns="\n".join(turns), question=text
    )
    try:
        told = "".join(answered(model.write(render("rewrite", "system", language), request, _SOON)))
    except ModelError:
        return None
    written = _LABEL.sub("", told.strip()).strip('«»“”" ')
    return written if _trusted(written, text, turns, language) else None


def _trusted(written: str, text: str, turns: Sequence[str], language: Language) -> bool:
    if not written or len(written) > _LONGEST or "\n" in written or "<" in written:
        return False
    if has_address(written, hosts("\n".join((*turns, text)))):
        return False
    if text.rstrip().endswith("?") and not written.endswith("?"):
        return False  # an answer, or small talk
    if detect(written, language) != language:
        return False
    given = fold("\n".join((*turns, text)))
    said = {fold(word) for word in words(given, language)}
    kept = {fold(name) for name in names(text, language)} | set(_NUMBER.findall(text))
    own = {fold(name) for name in names(written, language)} | set(_NUMBER.findall(written))
    return own <= said | set(_NUMBER.findall(given)) and kept <= {
        *own,
        *(fold(word) for word in words(written, language)),
    }


def _turn(turn: str | Mapping[str, str]) -> str:
    """One turn on one line, cut short."""
    text = turn if isinstance(turn, str) else turn.get("content", "")
    return " ".join(text.replace("<", "‹").replace(">", "›").split())[:_TURN]
