from dataclasses import replace

import pytest

from assistant.citations import InexactQuoteError, check, cite
from store.types import Release, Span

TEXT = "Avant.\n\nUn début. La citation exacte. Une fin.\n\nAprès."
RELEASE = Release("a", "/a.txt", "Titre", TEXT, "fr")
SPAN = Span(TEXT.index("La citation"), TEXT.index(" Une fin"))


def test_a_citation_is_the_slice_inside_its_paragraph() -> None:
    citation = cite(1, RELEASE, SPAN)
    assert (citation.before, citation.quote, citation.after) == ("Un début. ", "La citation exacte.", " Une fin.")
    check(citation, RELEASE)


@pytest.mark.parametrize("change", [{"quote": "La citation inexacte."}, {"start": 0}, {"end": 9999}, {"quote": ""}])
def test_a_quote_that_is_not_the_slice_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(InexactQuoteError):
        check(replace(cite(1, RELEASE, SPAN), **change), RELEASE)


def test_a_quote_of_a_release_that_is_gone_is_refused() -> None:
    with pytest.raises(InexactQuoteError):
        check(cite(1, RELEASE, SPAN), None)


def test_the_first_and_the_last_paragraph_have_edges() -> None:
    first, last = cite(1, RELEASE, Span(0, 6)), cite(2, RELEASE, Span(len(TEXT) - 6, len(TEXT)))
    assert (first.before, first.after, last.before, last.after) == ("", "", "", "")
