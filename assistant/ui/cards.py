"""The passages panel as HTML: for each turn its citations as cards, or the releases that come nearest.

One line of HTML per turn, like the conversation. `static/page.js` shows one turn at a time and marks one card.
"""

from assistant.types import Citation, Source
from assistant.ui.conversation import Turn, Turns
from assistant.ui.messages import shortened
from assistant.ui.prose import literal, prose
from assistant.ui.words import host, origin, release_path, word
from store.types import Language, Span

_REMINDER = 110


def panel(turns: Turns, language: Language) -> str:
    """The panel for a whole conversation, with a word of explanation while it is empty."""
    heading = f'<h2 class="panel-title">{literal(word("panel", language))}</h2>'
    shown = [turn for turn in turns if not turn.pending or turn.citations]
    if not shown:
        return f'{heading}<p class="panel-empty">{literal(word("panel_empty", language))}</p>'
    return "\n\n".join((heading, *(_section(turn, language) for turn in shown)))


def _section(turn: Turn, language: Language) -> str:
    asked = word("for_question", language, question=shortened(turn.question, _REMINDER))
    nearest = turn.answer.nearest if turn.answer else ()
    if turn.citations:
        body = "".join(_passage(turn, citation, language) for citation in turn.citations)
    elif nearest:
        body = _nearest(turn, nearest, language)
    else:
        body = f'<p class="panel-empty">{literal(word("panel_none", language))}</p>'
    return f'<section class="evidence" id="evidence-{turn.number}"><p class="for">{literal(asked)}</p>{body}</section>'


def _passage(turn: Turn, citation: Citation, language: Language) -> str:
    source = citation.release
    paragraph = citation.before + citation.quote + citation.after
    start = len(citation.before)
    quoted = prose(paragraph, Span(start, start + len(citation.quote)))
    body = f'<blockquote lang="{source.language}">{quoted}</blockquote>'
    body += _links(source, release_path(source, language, citation), language)
    badge = f'<span class="number">{citation.number}</span>'
    return _card(f"{turn.number}-{citation.number}", badge, source, body, language)


def _nearest(turn: Turn, sources: tuple[Source, ...], language: Language) -> str:
    title, more = literal(word("nearest", language)), literal(word("nearest_more", language))
    cards = "".join(
        _card(f"{turn.number}-{place}", "", source, _links(source, release_path(source, language), language), language)
        for place, source in enumerate(sources, 1)
    )
    return f'<h3 class="nearest-title">{title}</h3><p class="nearest-more">{more}</p>{cards}'


def _card(target: str, badge: str, source: Source, body: str, language: Language) -> str:
    """One release with what of it is shown; `badge` is the number of the citation, if it is cited."""
    back = f'<button type="button" class="back" value="{target}">{literal(word("back_to_answer", language))}</button>'
    return (
        f'<article class="{"card" if badge else "card near"}" id="card-{target}" tabindex="-1">'
        f'<div class="card-head">{badge}<span class="origin">{literal(origin(source, language))}</span>'
        f'<span class="language">{literal(word(f"language_{source.language}", language))}</span></div>'
        f"{_title(source)}{body}{back}</article>"
    )


def _title(source: Source) -> str:
    return f'<h3 class="release-title" lang="{source.language}">{literal(source.title)}</h3>'


def _links(source: Source, path: str, language: Language) -> str:
    links = [_link(path, word("whole_release", language), "")]
    if (name := host(source.url)) and source.url:
        links.append(_link(source.url, word("original", language, host=name), word("new_tab", language)))
    return f'<p class="links">{"".join(links)}</p>'


def _link(address: str, label: str, title: str) -> str:
    hint = f' title="{literal(title)}"' if title else ""
    return f'<a href="{literal(address)}" target="_blank" rel="noopener noreferrer"{hint}>{literal(label)}</a>'
