"""The README cannot rot: its snippets run, its transcript is what the product says, its tables are complete."""

import re
import tomllib
from pathlib import Path

import pytest
import typer.main
from typer.testing import CliRunner

import assistant as face
from assistant.cli import app
from store.config import Settings
from tests.support import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, flags=re.DOTALL)


@pytest.fixture(autouse=True)
def samples(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARTNERSHIPS_HOME", str(sample_home))


def test_the_python_snippets_run(capsys: pytest.CaptureFixture[str]) -> None:
    snippets = [code for kind, code in BLOCKS if kind == "python"]
    assert snippets
    for code in snippets:
        exec(compile(code, "README.md", "exec"), {})
    said = capsys.readouterr().out
    assert "answered" in said
    assert "Moephuli" in said
    assert "CIRAD" in said.splitlines()[-1]


def test_the_transcript_is_what_the_product_says() -> None:
    (transcript,) = [text for kind, text in BLOCKS if kind == "text"]
    turns = re.findall(r'\$ partnerships ask "([^"]+)"\n(.*?)(?=\n\$ |\Z)', transcript, flags=re.DOTALL)
    assert len(turns) >= 3
    for question, told in turns:
        assert told.strip() == face.answer(question).text.strip()


def test_every_setting_is_in_the_table() -> None:
    for name in Settings.model_fields:
        assert f"| `{name}` | `PARTNERSHIPS_{name.upper()}` |" in README


def test_every_command_and_option_is_documented() -> None:
    for name, command in typer.main.get_command(app).commands.items():
        assert f"`partnerships {name}" in README
        for parameter in command.params:
            option = max(parameter.opts, key=len)
            if option.startswith("--") and option not in ("--help", "--home"):
                assert option in README, f"{name} {option}"


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    required = project["dependencies"] + [name for extra in project["optional-dependencies"].values() for name in extra]
    table = README.partition("## Dependencies")[2].partition("\n## ")[0]
    for requirement in required:
        name = re.split(r"[<>=!\[ ]", requirement)[0]
        assert re.search(rf"\b{re.escape(name)}\b", table), name


def test_files_that_are_named_are_there() -> None:
    assert (ROOT / "docs" / "page.png").is_file()
    for named in re.findall(r"`((?:assistant|ingest|store|tests|training|benchmarks)/[\w./]*)`", README):
        assert (ROOT / named).exists(), named


def test_the_commands_of_the_start_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"make (\w+)", README):
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target
    assert CliRunner().invoke(app, ["--help"]).exit_code == 0
