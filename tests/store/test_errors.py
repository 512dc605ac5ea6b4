from string import Template

import pytest

from store.errors import IndexMismatchError, LibraryLockedError, UsageError, UserError
from store.messages import MESSAGES


@pytest.mark.parametrize("code", MESSAGES)
def test_every_message_is_there_in_both_languages_with_the_same_values(code: str) -> None:
    english, french = Template(MESSAGES[code]["en"]), Template(MESSAGES[code]["fr"])
    assert set(english.get_identifiers()) == set(french.get_identifiers())
    assert MESSAGES[code]["en"] != MESSAGES[code]["fr"]


def test_a_message_names_its_value_in_the_readers_language() -> None:
    error = UsageError("no_such_path", path="/nowhere")
    assert "/nowhere" in str(error)
    assert error.message("fr").startswith("Aucun fichier")


def test_exit_codes_are_those_of_the_design() -> None:
    codes = {kind: kind.exit_code for kind in (UserError, UsageError, IndexMismatchError, LibraryLockedError)}
    assert list(codes.values()) == [1, 2, 4, 11]
