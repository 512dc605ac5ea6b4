from pathlib import Path
from string import Template

import pytest

from prompts import render, texts

FOLDER = Path(__file__).parents[2] / "prompts"
TASKS = sorted({path.name.split(".")[0] for path in FOLDER.glob("*.toml")})


@pytest.mark.parametrize("task", TASKS)
def test_both_languages_have_the_same_texts_with_the_same_placeholders(task: str) -> None:
    english, french = texts(task, "en"), texts(task, "fr")
    assert set(english) == set(french)
    for name in english:
        assert set(Template(english[name]).get_identifiers()) == set(Template(french[name]).get_identifiers()), name


def test_a_missing_or_unknown_value_is_refused() -> None:
    with pytest.raises(ValueError, match="coverage"):
        render("answer", "not_found", "fr")
    with pytest.raises(ValueError, match="other"):
        render("answer", "undated", "en", other="x")


def test_a_value_is_put_in_as_it_stands() -> None:
    assert "${title} 5 $" in render("answer", "lead", "fr", title="${title} 5 $", date="x")
