"""Language models behind their seam: the real clients of LlamaIndex against a scripted server on loopback."""

import gc
import json
import logging
import sys
import threading
import time
import tomllib
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from typing import Any, get_args

import pytest

from assistant.deadlines import AT_ONCE, Deadlines, ModelError, Why
from assistant.model import CONTEXT, LONGEST, open_model
from assistant.models import Models
from store.errors import UsageError
from tests.scripted_model import BreakOff, Fail, Garbage, Hang, Pause, Prompt, Say, ScriptedServer, saying
from tests.support import ROOT

INTEGRATIONS = {
    "http": "openai_like",
    "ollama": "ollama",
    "openai": "openai",
    "anthropic": "anthropic",
    "mistral": "mistralai",
}
INSTALLED = [kind for kind, module in INTEGRATIONS.items() if find_spec(f"llama_index.llms.{module}")]
KINDS = [
    pytest.param(kind, marks=pytest.mark.skipif(kind not in INSTALLED, reason=f"the extra {kind} is not installed"))
    for kind in INTEGRATIONS
]
HOSTED = KINDS[2:]
NAMES = {
    "ollama": "ollama/scripted",
    "openai": "openai/gpt-4o-mini",
    "anthropic": "anthropic/claude-sonnet-5",
    "mistral": "mistral/mistral-small-latest",
}
SECRET = "sk-for-tests"
TEXT = "La convention court jusqu'au 31 décembre 2025 [1].\n\nElle vaut 1,5 M€\u2028, dit-on. 日本 🙂"
SOON = Deadlines(0.3, 0.3, 1.0)
# What a deadline may be late by on a machine that does other things too.
LATE = 3.0

Named = Callable[[str, ScriptedServer], str]

# The vendors' clients leave their connections to the collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


def names_in(environment: pytest.MonkeyPatch) -> Named:
    """The name of the model that a server is, by the kind of client, which finds it in this environment."""

    def name(kind: str, server: ScriptedServer) -> str:
        environment.setenv("OLLAMA_HOST", server.ollama)
        environment.setenv("OPENAI_API_BASE", server.openai)
        environment.setenv("ANTHROPIC_BASE_URL", server.ollama)
        environment.setenv("MISTRAL_ENDPOINT", server.ollama)
        for vendor in ("OPENAI", "ANTHROPIC", "MISTRAL"):
            environment.setenv(f"{vendor}_API_KEY", SECRET if vendor == kind.upper() else "of-somebody-else")
        return NAMES.get(kind, f"{server.openai}#scripted")

    return name


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> Named:
    """See `names_in`."""
    return names_in(monkeypatch)


@pytest.fixture(scope="module", autouse=True)
def loaded() -> Iterator[None]:
    """The clients are imported once, so that no deadline below has to wait for that; nothing of them is left behind."""
    with ScriptedServer(saying("yes")) as server, pytest.MonkeyPatch.context() as environment:
        for kind in INSTALLED:
            assert "".join(open_model(names_in(environment)(kind, server)).write("Be brief.", "Well?")) == "yes"
    yield
    gc.collect()


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    """A model's threads end with its server."""
    yield
    for thread in threading.enumerate():
        if thread.name == "model":
            thread.join(10)
            assert not thread.is_alive()


def read(name: str, deadlines: Deadlines | None = None) -> tuple[str, str, float]:
    """What a model writes, in a word why it stops, and after how many seconds."""
    began, said, why = time.monotonic(), [], ""
    try:
        for piece in open_model(name).write("Be brief.", "Until when?", deadlines):
            said.append(piece)
    except ModelError as error:
        assert error.why in get_args(Why)
        assert str(error) == error.why, "nothing of what a server says"
        why = error.why
    return "".join(said), why, time.monotonic() - began


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("piece", [1, 40])
def test_a_text_comes_exactly_as_it_was_written(kind: str, piece: int, named: Named) -> None:
    with ScriptedServer(saying(TEXT, piece)) as server:
        model = open_model(named(kind, server))
        assert server.requests == [], "nothing is asked of a model that is only opened"
        pieces = list(model.write("Be brief.", "Until when?"))
        again = "".join(model.write("Be brief.", "Until when?"))
    assert "".join(pieces) == again == TEXT
    assert len(pieces) == -(-len(TEXT) // piece)


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_that_writes_nothing_is_no_fault(kind: str, named: Named) -> None:
    with ScriptedServer(saying("")) as server:
        assert read(named(kind, server))[:2] == ("", "")


@pytest.mark.parametrize("kind", KINDS)
def test_a_prompt_fits_the_window_whatever_the_servers_default_is(kind: str, named: Named) -> None:
    prompts: list[Prompt] = []

    def script(prompt: Prompt) -> list[Say]:
        prompts.append(prompt)
        return [Say("yes")]

    with ScriptedServer(script) as server:
        name = named(kind, server)
        list(open_model(name).write("Soyez bref.", "Jusqu'à quand ?"))
    (body,) = (request.body for request in server.requests)
    assert prompts == [Prompt("Soyez bref.", "Jusqu'à quand ?", "scripted" if kind == "http" else name.split("/")[1])]
    assert body["stream"] is True
    options = body
    if kind == "ollama":
        options = {**body["options"], "max_tokens": body["options"]["num_predict"]}
        assert options["num_ctx"] == CONTEXT == 8192
        assert body["think"] is False
    assert options["max_tokens"] == LONGEST
    if kind == "anthropic":
        assert "temperature" not in options, "newer models refuse it"
    elif kind != "openai":
        assert options["temperature"] == 0


@pytest.mark.parametrize("kind", HOSTED)
def test_a_model_that_came_after_its_integration_is_asked(kind: str, named: Named) -> None:
    with ScriptedServer(saying(TEXT)) as server:
        named(kind, server)
        assert read(f"{kind}/of-tomorrow")[:2] == (TEXT, "")
    assert server.requests[0].body["model"] == "of-tomorrow"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.values == ("mistral",)])
def test_thoughts_are_no_part_of_the_text(kind: str, named: Named) -> None:
    def line(content: list[Any]) -> Garbage:
        choice = {"index": 0, "delta": {"content": content}, "finish_reason": None}
        return Garbage(json.dumps({"id": "scripted", "model": "scripted", "choices": [choice]}))

    texts = [{"type": "text", "text": text} for text in ("Until ", "the end")]
    thoughts = {"type": "thinking", "thinking": [{"type": "text", "text": "Well..."}]}
    with ScriptedServer(lambda prompt: [line([thoughts]), *(line([text]) for text in texts), Say(".")]) as server:
        assert read(named(kind, server))[:2] == ("Until the end.", "")


def test_the_address_of_ollama_may_come_without_its_scheme(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer(saying(TEXT)) as server:
        monkeypatch.setenv("OLLAMA_HOST", server.ollama.removeprefix("http://"))
        assert read("ollama/scripted")[:2] == (TEXT, "")


@pytest.mark.parametrize("kind", KINDS)
def test_a_silent_server_is_waited_for_no_longer_than_the_deadline(kind: str, named: Named) -> None:
    with ScriptedServer(lambda prompt: [Hang()]) as server:
        # The model's own deadlines, which its client knows, are far longer.
        said, why, seconds = read(named(kind, server), SOON)
        assert (said, why) == ("", "timeout")
        assert SOON.first <= seconds < SOON.first + LATE


@pytest.mark.parametrize("kind", KINDS)
def test_a_pause_between_two_pieces_has_a_deadline(kind: str, named: Named) -> None:
    with ScriptedServer(lambda prompt: [Say("Half a "), Pause(60), Say("sentence")]) as server:
        said, why, seconds = read(named(kind, server), Deadlines(5.0, 0.3, 8.0))
        assert (said, why) == ("Half a ", "timeout")
        assert seconds < 5.0


@pytest.mark.parametrize("kind", KINDS)
def test_a_server_that_drips_for_ever_is_cut_off(kind: str, named: Named) -> None:
    def script(prompt: Prompt) -> Iterator[Any]:
        while True:
            yield from (Say("drip "), Pause(0.05))

    with ScriptedServer(script) as server:
        said, why, seconds = read(named(kind, server), Deadlines(1.5, 1.5, 1.5))
        assert said.startswith("drip drip drip")
        assert why == "timeout"
        assert 1.5 <= seconds < 1.5 + LATE


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "steps",
    [
        [Say("Half a "), BreakOff(), Say("sentence")],
        [Say("Half a "), Garbage(), Say("sentence")],
        [Say("Half a "), Fail(500)],
    ],
)
def test_a_text_that_stops_in_the_middle_is_told_from_one_that_ends(kind: str, steps: list[Any], named: Named) -> None:
    with ScriptedServer(lambda prompt: steps) as server:
        said, why, _ = read(named(kind, server))
    assert (said, why) == ("Half a ", "broken")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("step", [BreakOff(), Garbage()])
def test_a_server_that_speaks_another_language_gives_nothing(kind: str, step: Any, named: Named) -> None:
    with ScriptedServer(lambda prompt: [step]) as server:
        said, why, _ = read(named(kind, server))
    assert said == ""
    assert why in ("broken", "unreachable")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (400, "server"),
        (401, "unauthorised"),
        (403, "unauthorised"),
        (404, "unknown_model"),
        (429, "too_many"),
        (500, "server"),
    ],
)
def test_a_failure_is_told_in_a_word(kind: str, status: int, expected: str, named: Named) -> None:
    with ScriptedServer(lambda prompt: [Fail(status, f"key {SECRET} not found: timeout")]) as server:
        assert read(named(kind, server))[:2] == ("", expected)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_listens_is_told_in_a_word(kind: str, named: Named) -> None:
    with ScriptedServer(saying("")) as server:
        name = named(kind, server)
    assert read(name)[:2] == ("", "unreachable")


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_works_again_when_its_server_does(kind: str, named: Named) -> None:
    with ScriptedServer(lambda prompt: [Hang()]) as server:
        model = open_model(named(kind, server))

        def ask(_: int) -> str:
            try:
                return "".join(model.write("Be brief.", "Until when?", SOON))
            except ModelError as error:
                return error.why

        began = time.monotonic()
        with ThreadPoolExecutor(AT_ONCE + 1) as pool:
            told = list(pool.map(ask, range(AT_ONCE + 1)))
        assert time.monotonic() - began < 2 * SOON.whole + LATE
        # The last one may have had its turn when the first ones had given up.
        assert sorted(told)[1:] == ["timeout"] * AT_ONCE
        assert set(told) <= {"timeout", "busy"}
        server.script = saying(TEXT)
        assert "".join(model.write("Be brief.", "Until when?")) == TEXT


@pytest.mark.parametrize("kind", KINDS)
def test_who_closes_the_iterator_frees_its_place(kind: str, named: Named) -> None:
    with ScriptedServer(lambda prompt: [Say("Half a "), Hang()]) as server:
        model = open_model(named(kind, server))
        begun = [model.write("Be brief.", "Until when?") for _ in range(AT_ONCE)]
        not_begun = [model.write("Be brief.", "Until when?") for _ in range(AT_ONCE)]
        assert [next(one) for one in begun] == ["Half a "] * AT_ONCE
        with pytest.raises(ModelError, match="busy"):
            next(model.write("Be brief.", "Until when?", SOON))
        for one in (*begun, *not_begun):
            one.close()
        server.script = saying(TEXT)
        assert "".join(model.write("Be brief.", "Until when?")) == TEXT


@pytest.mark.parametrize("kind", KINDS)
def test_a_server_does_not_go_on_writing_for_nobody(kind: str, named: Named) -> None:
    left = threading.Event()

    def script(prompt: Prompt) -> Iterator[Any]:
        try:
            while True:
                yield from (Say("drip "), Pause(0.02))
        finally:
            left.set()

    with ScriptedServer(script) as server:
        pieces = open_model(named(kind, server)).write("Be brief.", "Until when?")
        assert next(pieces) == "drip "
        pieces.close()
        assert left.wait(5)


def test_who_forgets_the_iterator_frees_its_place_too(named: Named) -> None:
    with ScriptedServer(lambda prompt: [Say("drip "), Hang()]) as server:
        model = open_model(named("http", server))
        for _ in range(AT_ONCE + 2):
            assert next(model.write("Be brief.", "Until when?")) == "drip "


@pytest.mark.parametrize("kind", KINDS)
def test_texts_that_are_written_at_once_are_not_mixed(kind: str, named: Named) -> None:
    def script(prompt: Prompt) -> list[Any]:
        return [step for letter in prompt.user for step in (Say(letter * 5, 1), Pause(0.002))]

    with ScriptedServer(script) as server:
        model = open_model(named(kind, server))
        asked = [chr(ord("a") + number) * 8 for number in range(3 * AT_ONCE)]
        with ThreadPoolExecutor(len(asked)) as pool:
            told = list(pool.map(lambda text: "".join(model.write("Be brief.", text)), asked))
    assert told == [text * 5 for text in asked]


@pytest.mark.parametrize(
    "name",
    ["", "gpt-4o-mini", "some/model", "openai/", "ollama", "OPENAI/gpt", "ftp://127.0.0.1/v1#m", "http://127.0.0.1/v1"],
)
def test_a_model_of_no_known_kind_is_named(name: str) -> None:
    with pytest.raises(UsageError) as raised:
        open_model(name)
    for language in ("fr", "en"):
        assert name in raised.value.message(language)
        assert "ollama/" in raised.value.message(language)
    assert raised.value.exit_code == 2


@pytest.mark.parametrize("kind", HOSTED)
@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_key_that_is_not_set_is_named(kind: str, value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    variable = f"{kind.upper()}_API_KEY"
    monkeypatch.delenv(variable, raising=False)
    if value is not None:
        monkeypatch.setenv(variable, value)
    with pytest.raises(UsageError) as raised:
        open_model(f"{kind}/a-model")
    for language in ("fr", "en"):
        assert variable in raised.value.message(language)
    monkeypatch.setenv(variable, "a-key")
    assert open_model(f"{kind}/a-model").name == f"{kind}/a-model"


@pytest.mark.parametrize("kind", HOSTED)
@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([Say("yes")], ""),
        ([Fail(401, f"no such key: {SECRET}")], "unauthorised"),
        ([Fail(500, SECRET)], "server"),
        ([Garbage(SECRET)], "broken"),
        ([Say("Half a "), Fail(500, SECRET)], "broken"),
        ([Say("Half a "), BreakOff()], "broken"),
    ],
)
def test_a_key_is_sent_to_its_vendor_and_stands_nowhere_else(
    kind: str,
    steps: list[Any],
    expected: str,
    named: Named,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    told = []
    with ScriptedServer(lambda prompt: steps) as server:
        model = open_model(named(kind, server))
        caplog.set_level(logging.DEBUG)
        try:
            list(model.write("Be brief.", "Until when?"))
        except ModelError as error:
            assert error.why == expected
            told = [repr(error), repr(vars(error)), repr(error.__cause__), *traceback.format_exception(error)]
    assert bool(told) is bool(expected)
    for request in server.requests:
        assert SECRET in repr(request.headers) and "of-somebody-else" not in repr(request.headers)
        assert SECRET not in json.dumps(request.body)
    logged = [caplog.text, *(repr(vars(record)) for record in caplog.records)]
    assert SECRET not in "".join([*told, *logged, repr(model), *capfd.readouterr()])


@pytest.mark.parametrize("kind", HOSTED)
def test_loggers_that_are_set_to_tell_all_say_no_key(
    kind: str, named: Named, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever looks for a fault of a server may turn the vendors' own logs on."""
    monkeypatch.setenv("MISTRAL_DEBUG", "1")
    with ScriptedServer(saying("yes")) as server:
        model = open_model(named(kind, server))
        for name in ["", *logging.root.manager.loggerDict]:
            caplog.set_level(logging.DEBUG, logger=name)
        assert "".join(model.write("Be brief.", "Until when?")) == "yes"
    assert any(record.name.startswith(INTEGRATIONS[kind]) for record in caplog.records)
    assert SECRET not in "".join([caplog.text, *(repr(vars(record)) for record in caplog.records)])


@pytest.mark.parametrize(
    ("kind", "modules"),
    [
        ("ollama", ["llama_index.llms.ollama"]),
        ("http", ["llama_index.llms.openai_like"]),
        ("openai", ["llama_index.llms.openai"]),
        ("mistral", ["llama_index.llms.mistralai"]),
        ("anthropic", ["llama_index.llms.anthropic"]),
        ("hf", ["llama_index.llms.huggingface", "accelerate"]),
    ],
)
def test_an_integration_that_is_not_installed_is_named_with_its_command(
    kind: str, modules: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in modules:
        monkeypatch.setitem(sys.modules, module, None)
    name = "http://127.0.0.1:1/v1#a-model" if kind == "http" else f"{kind}/a-model"
    with pytest.raises(UsageError) as raised:
        open_model(name)
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert kind in extras
    for language in ("fr", "en"):
        assert name in raised.value.message(language)
        assert f"pip install 'partnership-assistant[{kind}]'" in raised.value.message(language)


def test_models_are_opened_once_and_the_first_is_the_default(named: Named) -> None:
    with ScriptedServer(saying("yes")) as server:
        first, second = named("http", server), named("ollama", server)
        models = Models([first, "none", second, first])
        assert models.names == (first, second)
        assert models.get() is models.get(first)
        assert models.get(second) is models.get(second) is not models.get(first)
        assert models.get("none") is None
        assert "".join(models.get(second).write("Be brief.", "Well?")) == "yes"
    assert Models().get() is None
    assert Models(["none"]).names == ()
    with pytest.raises(UsageError, match="some/model"):
        Models(["some/model"]).get()


@pytest.mark.parametrize("kind", KINDS)
def test_configured_deadlines_hold_for_every_model(kind: str, named: Named) -> None:
    with ScriptedServer(lambda prompt: [Hang()]) as server:
        model = Models([named(kind, server)], SOON).get()
        began = time.monotonic()
        with pytest.raises(ModelError, match="timeout"):
            list(model.write("Be brief.", "Until when?"))
        assert SOON.first <= time.monotonic() - began < SOON.first + LATE
