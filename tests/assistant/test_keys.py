"""Keys of hosted models are sent to their server and stand nowhere else, also when the server sends them back."""

import gc
import json
import logging
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.assistant import Assistant
from assistant.cli import app
from assistant.deadlines import ModelError
from assistant.keys import key, optional_key
from assistant.model import open_model
from assistant.models import Models
from store.errors import UsageError
from tests.scripted_model import BreakOff, Fail, Garbage, Prompt, Say, ScriptedServer, saying

SECRET = "sk-canari-4b1d77e0-never-to-be-seen"
QUESTION = "How long does the agreement between the ARC, CIRAD and INRAE run?"
# A server that says the key in whatever it answers.
ECHOES: list[list[Any]] = [
    [Fail(401, f"Incorrect API key provided: {SECRET}. Authorization: Bearer {SECRET}")],
    [Fail(403, SECRET)],
    [Fail(404, f"no model for {SECRET}")],
    [Fail(500, f"Traceback: headers={{'authorization': 'Bearer {SECRET}'}}")],
    [Say("Half a "), Fail(500, SECRET)],
    [Say("Half a "), Garbage(f"{{{SECRET}")],
    [Garbage(SECRET)],
    [Say("Half a "), BreakOff()],
]

Named = Callable[[str, ScriptedServer], str]

# The vendors' clients leave their connections to the collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


@pytest.fixture(scope="module", autouse=True)
def connections() -> Iterator[None]:
    yield
    gc.collect()


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> Named:
    """The name of the model that a server is; its key is in the environment."""

    def name(variable: str, server: ScriptedServer) -> str:
        monkeypatch.setenv(variable, SECRET)
        monkeypatch.setenv("OPENAI_API_BASE", server.openai)
        return "openai/gpt-4o-mini" if variable == "OPENAI_API_KEY" else f"{server.openai}#scripted"

    return name


def everything(error: BaseException | None) -> str:
    """All that an error tells to whoever prints it, with what led to it."""
    told = []
    while error is not None:
        told += [repr(error), str(error), repr(error.args), repr(vars(error)), *traceback.format_exception(error)]
        error = error.__cause__ or error.__context__
    return "\n".join(told)


def logged(caplog: pytest.LogCaptureFixture) -> str:
    """All that was logged, with what the records carry besides their message."""
    return caplog.text + "\n".join(repr(vars(record)) for record in caplog.records)


@pytest.mark.parametrize("variable", ["OPENAI_API_KEY", "PARTNERSHIPS_MODEL_KEY"])
def test_a_key_is_sent_to_its_server(variable: str, named: Named) -> None:
    with ScriptedServer(saying("yes")) as server:
        assert "".join(open_model(named(variable, server)).write("Be brief.", "Well?")) == "yes"
    (request,) = server.requests
    assert request.headers["authorization"] == f"Bearer {SECRET}"
    assert SECRET not in json.dumps(request.body)


def test_a_server_without_a_key_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)  # that of somebody else
    monkeypatch.setenv("PARTNERSHIPS_MODEL_KEY", "  ")
    monkeypatch.setenv("MISTRAL_API_KEY", SECRET)
    with ScriptedServer(saying("yes")) as server:
        monkeypatch.setenv("OLLAMA_HOST", server.ollama)
        for name in (f"{server.openai}#scripted", "ollama/scripted"):
            assert "".join(open_model(name).write("Be brief.", "Well?")) == "yes"
    assert all(SECRET not in repr(request) for request in server.requests)


@pytest.mark.parametrize("variable", ["OPENAI_API_KEY", "PARTNERSHIPS_MODEL_KEY"])
@pytest.mark.parametrize("steps", [[Say("yes")], *ECHOES])
def test_a_key_is_in_no_log_and_in_no_error(
    variable: str,
    steps: list[Any],
    named: Named,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    failed = steps != [Say("yes")]
    with ScriptedServer(lambda prompt: steps) as server:
        model = open_model(named(variable, server))
        error: ModelError | None = None
        try:
            list(model.write("Be brief.", "Well?"))
        except ModelError as raised:
            error = raised
    assert SECRET not in everything(error)
    assert (error is not None) is failed
    assert SECRET not in logged(caplog)
    assert any(record.name == "assistant.deadlines" for record in caplog.records) is failed
    assert SECRET not in repr(model)
    assert SECRET not in "".join(capfd.readouterr())


def test_loggers_that_are_set_to_tell_all_say_no_key(
    named: Named, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever looks for a fault of a server may turn the vendors' own logs on."""
    with ScriptedServer(lambda prompt: [Fail(401, "no such key")]) as server:
        model = open_model(named("OPENAI_API_KEY", server))
        for name in ["", *logging.root.manager.loggerDict]:
            caplog.set_level(logging.DEBUG, logger=name)
        with pytest.raises(ModelError):
            list(model.write("Be brief.", "Well?"))
    assert any(record.name.startswith("openai") for record in caplog.records)
    assert SECRET not in logged(caplog)


@pytest.mark.parametrize("name", ["openai/", "some/model", "http://127.0.0.1/v1", "ollama"])
def test_a_name_that_is_wrong_is_told_without_any_key(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("OPENAI_API_KEY", "MISTRAL_API_KEY", "ANTHROPIC_API_KEY", "PARTNERSHIPS_MODEL_KEY"):
        monkeypatch.setenv(variable, SECRET)
    with pytest.raises(UsageError) as raised:
        Models([name]).get()
    assert SECRET not in everything(raised.value)
    assert SECRET not in raised.value.message("fr")


@pytest.mark.parametrize(("steps", "note"), [(ECHOES[0], "refused the key"), (ECHOES[3], "reported a fault")])
def test_a_key_is_not_in_the_answer(
    steps: list[Any], note: str, named: Named, assistant: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with ScriptedServer(lambda prompt: steps) as server:
        answer = assistant.answer(QUESTION, model=named("PARTNERSHIPS_MODEL_KEY", server))
    request = server.requests[-1]
    assert request.headers["authorization"] == f"Bearer {SECRET}"
    assert SECRET not in json.dumps(request.body), "nor in the prompt"
    assert answer.mode == "extractive"
    assert note in (answer.note or "")
    assert SECRET not in json.dumps(answer.to_dict()) + repr(answer)
    assert SECRET not in logged(caplog)


def test_a_model_that_says_the_key_is_not_believed(named: Named, assistant: Assistant) -> None:
    def script(prompt: Prompt) -> list[Say]:
        return [Say(f"The key of the agreement between the ARC, CIRAD and INRAE is {SECRET}.")]

    with ScriptedServer(script) as server:
        answer = assistant.answer(QUESTION, model=named("PARTNERSHIPS_MODEL_KEY", server))
    assert SECRET not in json.dumps(answer.to_dict())
    assert len(answer.dropped) == 1


@pytest.mark.parametrize("steps", [[Say("OK")], ECHOES[0], ECHOES[3]])
@pytest.mark.parametrize("as_json", [True, False])
def test_status_asks_the_model_and_says_no_key(
    steps: list[Any], as_json: bool, named: Named, sample_home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with ScriptedServer(lambda prompt: steps) as server:
        name = named("OPENAI_API_KEY", server)
        asked = ["status", "--home", str(sample_home), "--model", name, *(["--json"] if as_json else [])]
        done = CliRunner().invoke(app, asked)
    assert server.requests[-1].headers["authorization"] == f"Bearer {SECRET}"
    assert done.exit_code == 0
    assert name in done.stdout
    assert SECRET not in done.output + "".join(capfd.readouterr())
    if as_json:
        told = json.loads(done.stdout)
        says = {"OK": "answers", "401": "refused the key", "500": "fault"}
        assert says["OK" if steps == [Say("OK")] else str(steps[0].status)] in told["models"][name]
        assert told["mode"] == "generative"


def test_a_secret_does_not_show_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    monkeypatch.setenv("PARTNERSHIPS_MODEL_KEY", SECRET)
    for secret in (key("OPENAI_API_KEY", "OpenAI"), optional_key("PARTNERSHIPS_MODEL_KEY")):
        assert secret is not None
        assert secret.get_secret_value() == SECRET
        assert SECRET not in f"{secret} {secret!r}"


def test_a_key_is_read_from_the_environment_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    (tmp_path / ".env").write_text(f"OPENAI_API_KEY={SECRET}\nPARTNERSHIPS_MODEL_KEY={SECRET}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert optional_key("PARTNERSHIPS_MODEL_KEY") is None
    with pytest.raises(UsageError, match="OPENAI_API_KEY"):
        key("OPENAI_API_KEY", "OpenAI")
