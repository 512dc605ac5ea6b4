"""Text as HTML: literal, in paragraphs and lists, with exactly the quoted range highlighted."""

import html
import re

import pytest

from assistant.ui.prose import literal, prose
from store.types import Span
from tests.assistant.ui.answers import BREST, HOSTILE


def shown(markup: str) -> str:
    """What a reader sees of a piece of HTML."""
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def test_hostile_text_comes_back_as_the_same_text() -> None:
    markup = literal(HOSTILE)
    assert html.unescape(markup) == HOSTILE
    assert not set("<>\"'`*_[]()!$:/@") & set(markup)


def test_nothing_breaks_the_line_that_keeps_markdown_out() -> None:
    assert "\n" not in literal("a\nb\r\nc\u2028d") + prose("a\n\nb\n- c\n\n\n- d")


def test_control_characters_are_replaced() -> None:
    assert literal("a\x00b\x1bc") == "a\ufffdb\ufffdc"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.\n\nTwo.", "<p>One.</p><p>Two.</p>"),
        ("Aims to\n\n- a\n- b\n\nEnd", '<p>Aims to</p><ul class="bulleted"><li>a</li><li>b</li></ul><p>End</p>'),
        ("1. a\n2. b", '<ul class="numbered"><li>1. a</li><li>2. b</li></ul>'),
        ("Name\nTelephone", "<p>Name<br>Telephone</p>"),
        ("  • a", '<ul class="bulleted"><li>a</li></ul>'),
        ("", ""),
    ],
)
def test_paragraphs_and_lists(text: str, expected: str) -> None:
    assert prose(text) == expected


def test_a_wrapped_line_is_joined() -> None:
    long = "word " * 15
    assert "<br>" not in prose(f"{long.strip()}\nmore words")


def test_the_mark_holds_the_quote_across_a_list() -> None:
    start = BREST.text.index("convention a pour")
    end = BREST.text.index(" ;\n- ouvrir")
    markup = prose(BREST.text, Span(start, end), "quote")
    marked = [shown(piece) for piece in re.findall(r"<mark[^>]*>(.*?)</mark>", markup)]
    assert marked == [
        "convention a pour objectifs de :",
        "soutenir les projets d'excellence ;",
        "accueillir chaque année deux chaires internationales",
    ]
    assert markup.count('id="quote"') == 1


def test_a_range_outside_marks_nothing() -> None:
    assert "<mark" not in prose("One.", Span(10, 20), "quote")
