from pathlib import Path

import pytest

from store.config import config_file, read_settings
from store.errors import UsageError


def test_what_is_given_comes_before_environment_before_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config_file().parent.mkdir(parents=True)
    config_file().write_text("port = 1111\nhost = '127.0.0.3'\nmax_question_chars = 10\n", encoding="utf-8")
    monkeypatch.setenv("PARTNERSHIPS_PORT", "2222")
    settings = read_settings(host="127.0.0.2")
    assert (settings.max_question_chars, settings.port, settings.host) == (10, 2222, "127.0.0.2")


@pytest.mark.parametrize(("name", "value"), [("PARTNERSHIPS_PORT", "many"), ("PARTNERSHIPS_POTR", "1")])
def test_a_wrong_setting_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(UsageError) as caught:
        read_settings()
    assert name.removeprefix("PARTNERSHIPS_").lower() in str(caught.value).lower()


def test_an_unknown_name_in_the_file_is_an_error() -> None:
    config_file().parent.mkdir(parents=True)
    config_file().write_text("colour = 'blue'\n", encoding="utf-8")
    with pytest.raises(UsageError, match="colour"):
        read_settings()


def test_a_home_with_a_tilde_is_made_absolute() -> None:
    assert read_settings(home="~/somewhere").home == Path.home() / "somewhere"
