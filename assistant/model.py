"""Language models behind one seam: a name in, pieces of text out, with a deadline on everything.

LlamaIndex's integrations do the talking and none of their types or exceptions leave this module. A model is named

    ollama/NAME                 a local Ollama server (OLLAMA_HOST)
    openai/NAME, mistral/NAME, anthropic/NAME      hosted, with the key in the vendor's variable
    http://host:port/v1#NAME    any server that speaks OpenAI's protocol
    hf/NAME-or-folder           in this process, through transformers

A model runs in a thread of its own that hands its pieces over a queue: whoever waits for them never waits longer than
the deadlines, whatever the vendor's client does.
"""

import logging
import os
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, Protocol

from assistant.keys import key, optional_key
from store.errors import UsageError

log = logging.getLogger(__name__)

CONTEXT = 8_192  # tokens: room for the prompt and the answer, whatever the server's default is
LONGEST = 600  # tokens of an answer
AT_ONCE = 2  # texts that one model writes at the same time; more wait their turn, within the deadlines
_RETRIES = 1  # by the vendor's client, and only before the first piece

Why = Literal["unreachable", "unauthorised", "unknown_model", "too_many", "server", "timeout", "busy", "broken"]


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds until the first piece of text, between two pieces, and for the whole."""

    first: float = 30.0
    between: float = 10.0
    whole: float = 90.0


class ModelError(Exception):
    """A model gave no answer, or stopped in the middle of one. `why` says it in a word; a vendor's text never does,
    since it may hold a key.
    """

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


class Model(Protocol):
    """Writes text. Safe to call from many threads."""

    name: str

    def write(self, system: str, request: str, deadlines: Deadlines | None = None) -> Iterator[str]:
        """The pieces of the text that the model writes, as they come. Closing the iterator stops it.

        :param deadlines: other ones than the model's own.
        :raises ModelError: it gives none, stops in the middle, or takes too long.
        """


# What starts a stream: system and request in, the vendor's pieces out.
_Start = Callable[[str, str], Iterator[str]]
_Make = Callable[[], Any]


class QueuedModel:
    """A model whose pieces come through a queue, so that no deadline depends on the vendor's client."""

    def __init__(self, name: str, start: _Start, deadlines: Deadlines | None = None) -> None:
        self.name = name
        self._start = start
        self._deadlines = deadlines or Deadlines()
        self._turns = threading.BoundedSemaphore(AT_ONCE)

    def write(self, system: str, request: str, deadlines: Deadlines | None = None) -> Iterator[str]:
        """See `Model`."""
        limits, began = deadlines or self._deadlines, time.monotonic()
        if not self._turns.acquire(timeout=limits.first):
            raise ModelError("busy")
        pieces: queue.SimpleQueue[str | ModelError | None] = queue.SimpleQueue()
        stopped = threading.Event()
        threading.Thread(target=self._run, args=(system, request, pieces, stopped), name="model", daemon=True).start()
        limit = limits.first
        try:
            while True:
                left = limits.whole - (time.monotonic() - began)
                try:
                    piece = pieces.get(timeout=max(0.0, min(limit, left)))
                except queue.Empty:
                    raise ModelError("timeout") from None
                if piece is None:
                    return
                if isinstance(piece, ModelError):
                    raise piece
                yield piece
                limit = limits.between
        finally:
            stopped.set()
            self._turns.release()

    def _run(
        self, system: str, request: str, pieces: "queue.SimpleQueue[str | ModelError | None]", stopped: threading.Event
    ) -> None:
        """In the thread: the vendor's pieces into the queue, until the end or until nobody waits for them."""
        stream: Iterator[str] | None = None
        try:
            stream = self._start(system, request)
            for piece in stream:
                if stopped.is_set():
                    return
                if piece:
                    pieces.put(piece)
            pieces.put(None)
        except Exception as error:  # noqa: BLE001  (vendors' clients raise what they like; see `_why`)
            log.warning("the model %s failed: %s", self.name, type(error).__name__)
            pieces.put(ModelError(_why(error)))
        finally:
            close = getattr(stream, "close", None)
            if close is not None:
                close()


def _why(error: BaseException) -> Why:
    """What a vendor's exception means, told from its status and its kind, never from its words."""
    status = getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)
    by_status: dict[int, Why] = {401: "unauthorised", 403: "unauthorised", 404: "unknown_model", 429: "too_many"}
    if isinstance(status, int):
        return by_status.get(status, "server")
    kinds = [kind.__name__ for kind in type(error).__mro__]
    if any("Timeout" in kind for kind in kinds):
        return "timeout"
    return "unreachable" if any("Connect" in kind for kind in kinds) else "broken"


def open_model(name: str, deadlines: Deadlines | None = None) -> Model:
    """The model of that name; nothing is asked of it yet.

    :raises UsageError: there is no such kind of model, its key is not set, or its integration is not installed.
    """
    kind, _, rest = name.partition("/")
    openers: dict[str, Callable[[str, Deadlines], _Make]] = {
        "ollama": _ollama,
        "openai": _openai,
        "mistral": _mistral,
        "anthropic": _anthropic,
        "hf": _hugging_face,
        "http": _server,
    }
    if kind in ("http:", "https:"):
        kind, rest = "http", name
    if kind not in openers or not rest:
        raise UsageError("model_unknown", model=name)
    limits = deadlines or Deadlines()
    for noisy in ("openai", "httpx", "httpx2", "httpcore", "anthropic", "mistralai", "ollama"):
        logging.getLogger(noisy).setLevel(logging.WARNING)  # what they log of a request is nobody's business
    try:
        make = openers[kind](rest, limits)
    except ImportError:
        raise UsageError("model_extra_missing", model=name, extra=kind) from None
    return QueuedModel(name, _chat(make), limits)


def _chat(make: _Make) -> _Start:
    made: list[Any] = []
    lock = threading.Lock()

    def start(system: str, request: str) -> Iterator[str]:
        from llama_index.core.llms import ChatMessage, MessageRole  # heavy; only when a model is used

        with lock:
            if not made:
                made.append(make())
        llm = made[0]
        messages = [
            ChatMessage(role=MessageRole.SYSTEM, content=system),
            ChatMessage(role=MessageRole.USER, content=request),
        ]
        for part in llm.stream_chat(messages):
            yield part.delta or ""

    return start


# The integrations. Each imports what it needs and checks its key at once; the vendor's object is made when it is used.


def _ollama(name: str, limits: Deadlines) -> _Make:
    from llama_index.llms.ollama import Ollama

    host = os.environ.get("OLLAMA_HOST") or "127.0.0.1:11434"
    return partial(
        Ollama,
        model=name,
        base_url=host if "://" in host else f"http://{host}",
        context_window=CONTEXT,
        request_timeout=limits.first,
        temperature=0.0,
        thinking=False,
        additional_kwargs={"num_predict": LONGEST},
    )


def _openai(name: str, limits: Deadlines) -> _Make:
    from llama_index.llms.openai import OpenAI

    secret = key("OPENAI_API_KEY", "OpenAI")
    return partial(
        OpenAI,
        model=name,
        api_key=secret.get_secret_value(),
        max_retries=_RETRIES,
        timeout=limits.first,
        max_tokens=LONGEST,
    )


def _server(address: str, limits: Deadlines) -> _Make:
    from llama_index.llms.openai_like import OpenAILike

    base, _, name = address.partition("#")
    if not name:
        raise UsageError("model_unknown", model=address)
    secret = optional_key("PARTNERSHIPS_MODEL_KEY")
    return partial(
        OpenAILike,
        model=name,
        api_base=base,
        api_key=secret.get_secret_value() if secret else "none",
        is_chat_model=True,
        context_window=CONTEXT,
        max_retries=_RETRIES,
        timeout=limits.first,
        temperature=0.0,
        max_tokens=LONGEST,
    )


def _mistral(name: str, limits: Deadlines) -> _Make:
    from llama_index.llms.mistralai import MistralAI

    secret = key("MISTRAL_API_KEY", "Mistral")
    return partial(
        MistralAI,
        model=name,
        api_key=secret.get_secret_value(),
        max_retries=_RETRIES,
        timeout=int(limits.first),
        temperature=0.0,
        max_tokens=LONGEST,
    )


def _anthropic(name: str, limits: Deadlines) -> _Make:
    from llama_index.llms.anthropic import Anthropic

    secret = key("ANTHROPIC_API_KEY", "Anthropic")
    return partial(
        Anthropic,
        model=name,
        api_key=secret.get_secret_value(),
        max_retries=_RETRIES,
        timeout=limits.first,
        temperature=0.0,
        max_tokens=LONGEST,
    )


def _hugging_face(name: str, limits: Deadlines) -> _Make:
    import accelerate  # noqa: F401  (transformers puts a model on a device with it, and says so only when it does)
    from llama_index.llms.huggingface import HuggingFaceLLM

    return partial(
        HuggingFaceLLM,
        model_name=name,
        tokenizer_name=name,
        context_window=CONTEXT,
        max_new_tokens=LONGEST,
        is_chat_model=True,
        device_map="auto",
        generate_kwargs={"do_sample": False, "max_time": limits.whole},
    )
