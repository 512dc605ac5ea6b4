"""Language models behind one seam: a name in, pieces of text out, with a deadline on everything.

LlamaIndex's integrations do the talking and none of their types or exceptions leave this module. A model is named

    ollama/NAME                 a local Ollama server (OLLAMA_HOST)
    openai/NAME, mistral/NAME, anthropic/NAME      hosted, with the key in the vendor's variable
    http://host:port/v1#NAME    any server that speaks OpenAI's protocol
    hf/NAME-or-folder           in this process, through transformers

"""

import logging
import os
import threading
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from typing import Any

from assistant.deadlines import Deadlines, Model, QueuedModel, Start
from assistant.keys import key, optional_key
from store.config import MODEL_KEY
from store.errors import UsageError

log = logging.getLogger(__name__)

_Make = partial[Any]
# The vendor, and the module and the class of its integration; its address and its key stand in its own variables.
_HOSTED = {
    "openai": ("OpenAI", "openai", "OpenAI"),
    "mistral": ("Mistral", "mistralai", "MistralAI"),
    "anthropic": ("Anthropic", "anthropic", "Anthropic"),
}
# Their streams stay open when they are let go, until the garbage collector comes by; their clients can be closed.
_CLOSED = ("OpenAI", "OpenAILike")
CONTEXT = 8_192  # tokens: room for the prompt and the answer, whatever the server's default is
LONGEST = 600  # tokens of an answer
_RETRIES = 1  # by the vendor's client, and only before the first piece; Mistral's makes none


def open_model(name: str, deadlines: Deadlines | None = None) -> Model:
    """The model of that name; nothing is asked of it yet.

    :raises UsageError: there is no such kind of model, its key is not set, or its integration is not installed.
    """
    kind, _, rest = name.partition("/")
    if "@" in name.partition("#")[0].partition("://")[2].partition("/")[0]:
        raise UsageError("model_secret_in_name", variable=MODEL_KEY)
    openers: dict[str, Callable[[str, Deadlines], _Make]] = {
        "ollama": _ollama,
        **{hosted: partial(_hosted, hosted) for hosted in _HOSTED},
        "hf": _hugging_face,
        "http:": _server,
        "https:": _server,
    }
    if kind in ("http:", "https:"):
        rest = name
    if kind not in openers or not rest:
        raise UsageError("model_unknown", model=name)
    limits = deadlines or Deadlines()
    for noisy in ("openai", "httpx", "httpx2", "httpcore", "httpcore2", "anthropic", "mistralai", "ollama"):
        logging.getLogger(noisy).setLevel(logging.WARNING)  # what they log of a request is nobody's business
    try:
        make = openers[kind](rest, limits)
    except ImportError:
        raise UsageError("model_extra_missing", model=name, extra=kind.rstrip("s:")) from None
    return QueuedModel(name, _chat(make, fresh=getattr(make.func, "__name__", "") in _CLOSED), limits)


def _chat(make: _Make, fresh: bool) -> Start:
    """Starts streams of what `make` gives: made once, or for each text and closed after it."""
    made: list[Any] = []
    lock = threading.Lock()

    def start(system: str, request: str) -> Iterator[str]:
        from llama_index.core.llms import ChatMessage, MessageRole  # heavy; only when a model is used

        with lock:
            if fresh or not made:
                made[:] = [make()]
            llm = made[0]
        messages = [
            ChatMessage(role=MessageRole.SYSTEM, content=system),
            ChatMessage(role=MessageRole.USER, content=request),
        ]
        try:
            for part in llm.stream_chat(messages):
                yield _said(part)
        finally:
            if fresh:
                llm._get_client().close()

    return start


def _said(part: Any) -> str:
    """The text of a part of a stream. What Mistral's integration read of a list of texts and thoughts is in `raw`: it
    passes thoughts on as text, and puts a line end after each text.
    """
    match getattr(part.raw, "type", None):
        case "thinking":
            return ""
        case "text":
            return str(part.raw.text)
    return part.delta or ""


# The integrations. Each imports what it needs and checks its key at once; the vendor's object is made when it is used.


def _ollama(name: str, limits: Deadlines) -> _Make:
    from llama_index.llms.ollama import Ollama

    return partial(
        Ollama,
        model=name,
        base_url=os.environ.get("OLLAMA_HOST") or "127.0.0.1",  # its client adds scheme and port
        context_window=CONTEXT,
        request_timeout=limits.first,
        temperature=0.0,
        thinking=False,
        additional_kwargs={"num_predict": LONGEST},
    )


def _server(address: str, limits: Deadlines) -> _Make:
    from llama_index.llms.openai_like import OpenAILike

    base, _, name = address.partition("#")
    if not name:
        raise UsageError("model_unknown", model=address)
    secret = optional_key(MODEL_KEY)
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


def _hosted(kind: str, name: str, limits: Deadlines) -> _Make:
    vendor, module, integration = _HOSTED[kind]
    made: Any = getattr(import_module(f"llama_index.llms.{module}"), integration)
    secret = key(f"{kind.upper()}_API_KEY", vendor)
    mended = {"metadata": property(partial(_metadata, made))}
    if kind == "anthropic":
        # It sends a temperature to all but the models that it knows to refuse one; newer ones refuse it too.
        mended["_model_kwargs"] = property(lambda llm: {"model": llm.model, "max_tokens": llm.max_tokens})
    return partial(
        type(integration, (made,), mended),
        model=name,
        api_key=secret.get_secret_value(),
        max_retries=_RETRIES,
        timeout=limits.first,
        max_tokens=LONGEST,
        **({"temperature": 0.0} if kind == "mistral" else {}),
    )


def _metadata(integration: Any, llm: Any) -> Any:
    """What an integration knows of a model; of one that came after it, at which it raises, no more than is needed."""
    from llama_index.core.llms import LLMMetadata

    try:
        return integration.metadata.fget(llm)
    except ValueError:
        return LLMMetadata(context_window=CONTEXT, num_output=LONGEST, is_chat_model=True, model_name=llm.model)


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
