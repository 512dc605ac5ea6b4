"""The conversation as HTML: what was asked, what was searched for, the answer with its numbered chips.

One line of HTML per turn, turns apart by a blank line: the page's renderer then keeps the turns it already shows.
A chip is a button whose `value` names the turn and the card it opens; `static/page.js` does the opening.
"""

from collections.abc import Callable

from assistant.types import Answer, Citation
from assistant.ui.conversation import Turn, Turns
from assistant.ui.prose import literal, prose
from assistant.ui.words import left_out, word
from store.types import Language, Span

_EDITABLE = 500  # characters; what is longer is not written into the page a second time
_SHOWN = 600


def transcript(turns: Turns, language: Language) -> str:
    """The whole conversation; empty when nothing has been asked."""
    return "\n\n".join(_turn(turn, language) for turn in turns)


def shortened(question: str, limit: int = _SHOWN) -> str:
    """A question as it is shown again: its beginning, when it is very long."""
    return question if len(question) <= limit else question[:limit].rstrip() + "…"


def _turn(turn: Turn, language: Language) -> str:
    question = prose(shortened(turn.question)) or "<p>…</p>"
    return (
        f'<section class="turn" id="turn-{turn.number}">'
        f'<div class="asked"><span class="unseen">{literal(word("you", language))}</span>{question}</div>'
        f"{_reply(turn, language)}</section>"
    )


def _reply(turn: Turn, language: Language) -> str:
    if turn.fault is not None:
        return f'<div class="reply notice"><p>{literal(turn.fault)}</p></div>'
    answer = turn.answer
    if answer is not None and answer.status == "refused":
        return _notice("refused", answer, language)
    body = prose(turn.text, write=_chipped(turn, language))
    state = answer.status if answer else "stopped" if turn.stopped else "pending"
    spoken = f' lang="{answer.language}"' if answer else ""
    return (
        f'<div class="reply {state}{" brief" if answer and answer.short else ""}">'
        f"{_tag(answer, language)}{_searched(turn, language)}"
        f'<div class="words"{spoken}>{body}</div>{_ending(turn, language)}{_footer(turn, language)}</div>'
    )


def _ending(turn: Turn, language: Language) -> str:
    """What stands in the place of the rest of an answer."""
    if turn.answer is not None:
        return ""
    if turn.stopped:
        return f'<p class="note">{literal(word("stopped", language))}</p>'
    doing = "writing" if turn.written and turn.searched_for else "searching"
    return f'<p class="waiting">{literal(word(doing, language))}</p>'


def _notice(kind: str, answer: Answer, language: Language) -> str:
    return (
        f'<div class="reply notice"><p class="tag">{literal(word(kind, language))}</p>'
        f'<div lang="{answer.language}">{prose(answer.text)}</div></div>'
    )


def _tag(answer: Answer | None, language: Language) -> str:
    if answer is None or answer.status not in ("partial", "not_found"):
        return ""
    return f'<p class="tag">{literal(word(answer.status, language))}</p>'


def _searched(turn: Turn, language: Language) -> str:
    if not turn.searched_for:
        return ""
    label, words = literal(word("searched_for", language)), literal(shortened(turn.searched_for))
    short = len(turn.searched_for) <= _EDITABLE
    edit = _button("edit", literal(turn.searched_for), literal(word("edit", language))) if short else ""
    return f'<p class="searched"><span>{label}</span> {words} {edit}</p>'


def _footer(turn: Turn, language: Language) -> str:
    if turn.pending:
        return ""
    answer = turn.answer
    notes = (answer.note or "", left_out(answer.dropped, language)) if answer else ()
    noted = "".join(f'<p class="note">{literal(note)}</p>' for note in notes if note)
    label = _opener(turn, language)
    button = _button("open", f"{turn.number}-1", literal(label)) if label else ""
    return noted + (f'<p class="foot">{button}</p>' if button else "")


def _opener(turn: Turn, language: Language) -> str:
    """The label of the button that opens the panel, or nothing where the panel has nothing to show."""
    if turn.citations:
        count = len(turn.citations)
        return word("see_passages_one", language) if count == 1 else word("see_passages_many", language, count=count)
    return word("see_nearest", language) if turn.answer and turn.answer.nearest else ""


def _chipped(turn: Turn, language: Language) -> Callable[[Span], str]:
    """Writes ranges of the turn's text: literal, and a chip for each citation mark."""
    text, cited = turn.text, {citation.number: citation for citation in turn.citations}
    chips = [(mark.span, cited[mark.number]) for mark in turn.marks if mark.number in cited]

    def write(span: Span) -> str:
        html, last = "", span.start
        for place, citation in chips:
            if span.holds(place):
                html += literal(text[last : place.start]) + _chip(turn, citation, language)
                last = place.end
        return html + literal(text[last : span.end])

    return write


def _chip(turn: Turn, citation: Citation, language: Language) -> str:
    name = word("open_passage", language, number=citation.number, title=citation.release.title)
    return "&#8288;" + _button("cite", f"{turn.number}-{citation.number}", str(citation.number), name)


def _button(kind: str, target: str, label: str, name: str = "") -> str:
    title = f' title="{literal(name)}"' if name else ""
    return f'<button type="button" class="{kind}" value="{target}"{title}>{label}</button>'
