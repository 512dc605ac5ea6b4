"""Real programs write, and what they write is checked: a tiny untrained model, served and in this process."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.deadlines import Deadlines, ModelError
from assistant.model import open_model
from assistant.models import Models
from assistant.reader import OnnxReader
from ingest.sync import sync
from store.encoder import open_encoder
from store.index import ExactIndex
from store.library import Library
from tests.support import SAMPLES

QUESTION = "Who signed the agreement between ARC, CIRAD and INRAE?"
STARTED = 90  # seconds that the server may take


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A language model of a few thousand random weights, with a tokenizer and a chat template."""
    folder = tmp_path_factory.mktemp("tiny")
    # In a process of its own: torch and transformers stay out of the other tests.
    subprocess.run([sys.executable, "-c", MAKE, str(folder)], check=True, capture_output=True, env=offline())
    return folder


MAKE = """
import sys, torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
torch.manual_seed(0)
letters = sorted(pre_tokenizers.ByteLevel.alphabet())
words = {piece: number for number, piece in enumerate(["<s>", "</s>", *letters])}
tokenizer = Tokenizer(models.BPE(vocab=words, merges=[]))
tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
tokenizer.decoder = decoders.ByteLevel()
whole = PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", pad_token="</s>")
whole.chat_template = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\\n{% endfor %}assistant:"
model = LlamaForCausalLM(LlamaConfig(
    vocab_size=len(words), hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2,
    num_key_value_heads=2, max_position_embeddings=16384, bos_token_id=0, eos_token_id=1, pad_token_id=1,
))
model.generation_config.max_new_tokens = 80
model.save_pretrained(sys.argv[1])
whole.save_pretrained(sys.argv[1])
"""


def offline() -> dict[str, str]:
    quiet = {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "1", "CUDA_VISIBLE_DEVICES": ""}
    return os.environ | quiet


@pytest.fixture(scope="module")
def served(tiny: Path) -> Iterator[str]:
    """The address of `transformers serve` with the tiny model."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("transformers")
    command = [program, "serve", "--host", "127.0.0.1", "--port", str(port), "--device", "cpu", tiny]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=offline())
    try:
        _wait(f"http://127.0.0.1:{port}/health", server)
        yield f"http://127.0.0.1:{port}/v1#{tiny}"
    finally:
        server.terminate()
        server.wait(10)


def _wait(address: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + STARTED
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("transformers serve did not start")


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    encoder, library = open_encoder("bundled"), Library(tmp_path)
    sync(library, encoder, [str(SAMPLES)])
    models = Models(deadlines=Deadlines(first=60, between=30, whole=120))
    opened = Assistant(library, ExactIndex(library), encoder, OnnxReader(), models=models)
    yield opened
    opened.close()


@pytest.mark.slow
def test_gibberish_of_a_served_model_is_not_shown(served: str, assistant: Assistant) -> None:
    assert "".join(open_model(served).write("Be brief.", "Say OK.")).strip()
    plain, given = assistant.answer(QUESTION), assistant.answer(QUESTION, model=served)
    assert given.mode == "extractive"
    assert given.text == plain.text
    assert given.note and served in given.note


@pytest.mark.slow
def test_a_model_that_the_server_does_not_have_is_a_note(served: str, assistant: Assistant) -> None:
    name = f"{served.partition('#')[0]}#nobody/has-this"
    given = assistant.answer(QUESTION, model=name)
    assert given.mode == "extractive"
    assert given.note


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::UserWarning")
def test_gibberish_of_a_model_in_this_process_is_not_shown(
    tiny: Path, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    plain, given = assistant.answer(QUESTION), assistant.answer(QUESTION, model=f"hf/{tiny}")
    assert given.mode == "extractive"
    assert given.text == plain.text
    assert given.note


@pytest.mark.slow
def test_a_folder_without_a_model_is_a_model_error(tmp_path: Path) -> None:
    model = open_model(f"hf/{tmp_path}", Deadlines(first=60, between=30, whole=60))
    with pytest.raises(ModelError):
        list(model.write("Be brief.", "Say OK."))
