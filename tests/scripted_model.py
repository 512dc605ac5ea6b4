"""A language-model server that follows a script, for tests that drive a real client over a real socket.

It listens on loopback and speaks three protocols: OpenAI's chat completions, which are Mistral's too, Ollama's chat and
Anthropic's messages. What it says, how long it waits and how it fails is a script: a function that is given the prompt
and yields steps.
"""

import json
import math
import re
import select
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

MODEL = "scripted"
BEGAN = 1_700_000_000
STAMP = "2023-11-14T22:13:20Z"
DETAILS = {
    "parent_model": "",
    "format": "gguf",
    "family": "scripted",
    "families": ["scripted"],
    "parameter_size": "1B",
    "quantization_level": "Q4_0",
}

# Between two looks at whether the client has left; the end of the server is noticed at once.
TICK = 0.02

# An order to whoever reads the prompt, with the words to be said.
ORDER = re.compile(
    r"(?is)(?:ignore|oublie[zr]?|disregard).{0,200}?"
    r"(?:answer|say|reply|write|réponds|répondez|écris|écrivez|dis|dites)"
    r"[^:«\"“]{0,40}[:«\"“][\s:«\"“]*(?P<order>[^»\"”\n]{3,200})"
)


@dataclass(frozen=True)
class Prompt:
    """What the client asks: its system messages, its last user message, and the model it wants."""

    system: str
    user: str
    model: str


@dataclass(frozen=True)
class Request:
    """A request as it came in; the names of the headers are in lower case, and the body is None if it is not JSON."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


@dataclass(frozen=True)
class Say:
    """Streams the text, cut after every so many characters."""

    text: str
    piece: int = 7


@dataclass(frozen=True)
class Pause:
    """Waits before the next step."""

    seconds: float


@dataclass(frozen=True)
class Hang:
    """Never goes on: ends when the client leaves or the server closes."""


@dataclass(frozen=True)
class BreakOff:
    """Closes the connection without the end of the answer; as the first step, without any answer."""


@dataclass(frozen=True)
class Garbage:
    """Sends a line that is not JSON; an answer that is not streamed consists of this line alone."""

    text: str = "{this is not JSON"


@dataclass(frozen=True)
class Fail:
    """Answers with an HTTP status and this message; in a stream that has begun, sends the message as its last line."""

    status: int
    body: str = "the scripted server fails"


Step = Say | Pause | Hang | BreakOff | Garbage | Fail
Script = Callable[[Prompt], Iterable[Step]]


def saying(text: str, piece: int = 7) -> Script:
    """A model that always says this."""
    return lambda prompt: [Say(text, piece)]


def from_passages(choose: Callable[[list[str]], str], passage: re.Pattern[str]) -> Script:
    """A model that says what it is told to, given the passages: the group `text` of each match in the user's prompt."""
    return lambda prompt: [Say(choose([found["text"] for found in passage.finditer(prompt.user)]))]


def obeying(order: re.Pattern[str], otherwise: Script) -> Script:
    """A gullible model: it says the group `order` of each match in the prompt, bare and then with a citation mark.

    Without any such order it follows the other script.
    """

    def script(prompt: Prompt) -> Iterator[Step]:
        found = [match["order"].strip() for text in (prompt.system, prompt.user) for match in order.finditer(text)]
        for words in dict.fromkeys(found):
            yield Say(f"{words}\n\n")
            yield Say(f"{words.rstrip('. ')} [1].\n\n")
        if not found:
            yield from otherwise(prompt)

    return script


class ScriptedServer:
    """Runs the scripted model on a free port of the loopback until the block ends.

    A fault in the script itself closes the connection, and is raised when the block ends without another one.
    """

    def __init__(self, script: Script) -> None:
        self.script = script
        self.requests: list[Request] = []
        self._server: _Server | None = None

    @property
    def ollama(self) -> str:
        """The address for a client of Ollama, Anthropic or Mistral."""
        assert self._server is not None, "the server runs inside its block only"
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def openai(self) -> str:
        """The address for a client of OpenAI."""
        return f"{self.ollama}/v1"

    def __enter__(self) -> Self:
        self._server = _Server(self)
        self._server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.stop()
        for fault in self._server.faults:
            if error is None:
                raise fault
            error.add_note(f"The script of the model failed: {fault!r}")


class _Cut(ConnectionError):
    """Ends a connection on the spot."""


class _Server(ThreadingHTTPServer):
    """Knows its threads and connections, so that nothing outlives it."""

    def __init__(self, owner: ScriptedServer) -> None:
        self.owner = owner
        self.closing = threading.Event()
        self.faults: list[BaseException] = []
        self._guard = threading.Lock()
        self._connections: set[socket.socket] = set()
        self._handlers: list[threading.Thread] = []
        # It looks up this often whether it is to stop.
        self._listener = threading.Thread(target=self.serve_forever, args=(TICK,), daemon=True)
        super().__init__(("127.0.0.1", 0), _Handler)

    def server_bind(self) -> None:
        """Binds without looking up the name of this host."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def start(self) -> None:
        """Begins to listen."""
        self._listener.start()

    def stop(self) -> None:
        """Wakes every handler, cuts every connection and waits for the threads."""
        self.closing.set()
        self.shutdown()
        self.server_close()
        with self._guard:
            for connection in self._connections:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # the client has left already
        for thread in (self._listener, *self._handlers):
            thread.join(timeout=10)
            assert not thread.is_alive(), "the script of the model does not end"

    def process_request(self, request: Any, client_address: Any) -> None:
        """Gives the connection a thread that can be waited for."""
        with self._guard:
            self._connections.add(request)
        thread = threading.Thread(target=self.process_request_thread, args=(request, client_address), daemon=True)
        thread.start()
        self._handlers = [*(handler for handler in self._handlers if handler.is_alive()), thread]

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serves a connection; clients may leave, and a fault of the script is kept for the end."""
        try:
            self.finish_request(request, client_address)
        except ConnectionError:
            pass
        except BaseException as fault:  # noqa: BLE001 - a script may fail by pytest.fail, which is no Exception
            self.faults.append(fault)
        finally:
            self.shutdown_request(request)

    def shutdown_request(self, request: Any) -> None:
        """Closes a connection, and forgets it first."""
        with self._guard:
            self._connections.discard(request)
        super().shutdown_request(request)


class _OpenAI:
    """The words of OpenAI's protocol."""

    media = "text/event-stream"
    streams = False  # unless it is asked to

    def __init__(self, model: str) -> None:
        self.model = model

    def opening(self) -> bytes:
        """What comes before the first piece."""
        return self._chunk({"role": "assistant", "content": ""})

    def piece(self, text: str) -> bytes:
        """A piece of the text."""
        return self._chunk({"content": text})

    def line(self, text: str) -> bytes:
        """A line of the stream, whatever it says."""
        return f"data: {text}\n\n".encode()

    def ending(self, text: str) -> bytes:
        """What comes after the last piece of this text."""
        return self._chunk({}, "stop") + self.line("[DONE]")

    def whole(self, text: str) -> dict[str, Any]:
        """The answer in one piece."""
        words = len(text.split())
        return {
            **self._head("chat.completion"),
            "choices": [
                {
                    "index": 0,
                    "message": {"role": "assistant", "content": text},
                    "logprobs": None,
                    "finish_reason": "stop",
                }
            ],
            "usage": {"prompt_tokens": 1, "completion_tokens": words, "total_tokens": words + 1},
        }

    def failure(self, status: int, message: str) -> dict[str, Any]:
        """The body of a failure."""
        kind = "server_error" if status >= 500 else "invalid_request_error"
        return {"error": {"message": message, "type": kind, "param": None, "code": None}}

    def _head(self, kind: str) -> dict[str, Any]:
        return {"id": "chatcmpl-scripted", "object": kind, "created": BEGAN, "model": self.model}

    def _chunk(self, delta: dict[str, Any], reason: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
        return self.line(_json({**self._head("chat.completion.chunk"), "choices": [choice]}))


class _Ollama:
    """The words of Ollama's protocol."""

    media = "application/x-ndjson"
    streams = True  # unless it is asked not to

    def __init__(self, model: str) -> None:
        self.model = model

    def opening(self) -> bytes:
        """What comes before the first piece."""
        return b""

    def piece(self, text: str) -> bytes:
        """A piece of the text."""
        return self.line(_json({**self._head(text), "done": False}))

    def line(self, text: str) -> bytes:
        """A line of the stream, whatever it says."""
        return f"{text}\n".encode()

    def ending(self, text: str) -> bytes:
        """What comes after the last piece of this text."""
        return self.line(_json({**self.whole(text), **self._head("")}))

    def whole(self, text: str) -> dict[str, Any]:
        """The answer in one piece."""
        counters = {
            "total_duration": 3_000_000,
            "load_duration": 1_000_000,
            "prompt_eval_count": 1,
            "prompt_eval_duration": 1_000_000,
            "eval_count": len(text.split()),
            "eval_duration": 1_000_000,
        }
        return {**self._head(text), "done_reason": "stop", "done": True, **counters}

    def failure(self, status: int, message: str) -> dict[str, Any]:
        """The body of a failure."""
        return {"error": message}

    def _head(self, text: str) -> dict[str, Any]:
        return {"model": self.model, "created_at": STAMP, "message": {"role": "assistant", "content": text}}


class _Anthropic:
    """The words of Anthropic's protocol, where every line tells before it what it is."""

    media = "text/event-stream"
    streams = False  # unless it is asked to

    def __init__(self, model: str) -> None:
        self.model = model

    def opening(self) -> bytes:
        """What comes before the first piece."""
        began = {**self.whole(""), "content": [], "stop_reason": None}
        return self._event("message_start", message=began) + self._event(
            "content_block_start", index=0, content_block={"type": "text", "text": ""}
        )

    def piece(self, text: str) -> bytes:
        """A piece of the text."""
        return self._event("content_block_delta", index=0, delta={"type": "text_delta", "text": text})

    def line(self, text: str) -> bytes:
        """A line of the stream, whatever it says; what does not say what it is passes for a piece of the text."""
        kind = re.match(r'\{"type": "(\w+)"', text)
        return f"event: {kind[1] if kind else 'content_block_delta'}\ndata: {text}\n\n".encode()

    def ending(self, text: str) -> bytes:
        """What comes after the last piece of this text."""
        delta, usage = {"stop_reason": "end_turn", "stop_sequence": None}, {"output_tokens": len(text.split())}
        stop = self._event("content_block_stop", index=0)
        return stop + self._event("message_delta", delta=delta, usage=usage) + self._event("message_stop")

    def whole(self, text: str) -> dict[str, Any]:
        """The answer in one piece."""
        return {
            "id": "msg_scripted",
            "type": "message",
            "role": "assistant",
            "model": self.model,
            "content": [{"type": "text", "text": text}],
            "stop_reason": "end_turn",
            "stop_sequence": None,
            "usage": {"input_tokens": 1, "output_tokens": len(text.split())},
        }

    def failure(self, status: int, message: str) -> dict[str, Any]:
        """The body of a failure."""
        kind = "api_error" if status >= 500 else "invalid_request_error"
        return {"type": "error", "error": {"type": kind, "message": message}}

    def _event(self, kind: str, **more: Any) -> bytes:
        return self.line(_json({"type": kind, **more}))


Dialect = _OpenAI | _Ollama | _Anthropic


class _Whole:
    """An answer that is sent in one piece, once the script has ended."""

    def __init__(self, handler: "_Handler", dialect: Dialect) -> None:
        self.handler = handler
        self.dialect = dialect
        self.said: list[str] = []
        self.garbage: str | None = None

    def say(self, step: Say) -> None:
        """Adds to the text."""
        self.said.append(step.text)

    def spoil(self, step: Garbage) -> None:
        """Makes the answer unreadable."""
        self.garbage = step.text

    def fail(self, step: Fail) -> None:
        """Answers with a failure instead."""
        self.handler.reply(step.status, self.dialect.failure(step.status, step.body))

    def end(self) -> None:
        """Sends the answer."""
        answer = _json(self.dialect.whole("".join(self.said))) if self.garbage is None else self.garbage
        self.handler.reply(200, answer)


class _Stream(_Whole):
    """An answer that is sent as the script goes; its headers go with the first words."""

    begun = False

    def say(self, step: Say) -> None:
        """Sends the text in its pieces."""
        super().say(step)
        self._begin()
        for start in range(0, len(step.text), step.piece):
            self._send(self.dialect.piece(step.text[start : start + step.piece]))

    def spoil(self, step: Garbage) -> None:
        """Sends an unreadable line."""
        self._begin()
        self._send(self.dialect.line(step.text))

    def fail(self, step: Fail) -> None:
        """Answers with a failure, or ends the stream with it."""
        if not self.begun:
            return super().fail(step)
        self._send(self.dialect.line(_json(self.dialect.failure(step.status, step.body))))
        self.handler.wfile.write(b"0\r\n\r\n")

    def end(self) -> None:
        """Sends the last chunk."""
        self._begin()
        self._send(self.dialect.ending("".join(self.said)))
        self.handler.wfile.write(b"0\r\n\r\n")

    def _begin(self) -> None:
        if not self.begun:
            self.begun = True
            self.handler.send_response(200)
            self.handler.send_header("Content-Type", self.dialect.media)
            self.handler.send_header("Transfer-Encoding", "chunked")
            self.handler.end_headers()
            self._send(self.dialect.opening())

    def _send(self, data: bytes) -> None:
        if data:  # an empty chunk would be the last one
            self.handler.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")


class _Handler(BaseHTTPRequestHandler):
    """Serves one connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        """Serves any request."""
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            body = json.loads(data)
        except ValueError:
            body = None
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.owner.requests.append(Request(self.command, self.path, headers, body))
        self._route(f"{self.command} {self.path.partition('?')[0]}", body)

    do_DELETE = do_HEAD = do_OPTIONS = do_PATCH = do_POST = do_PUT = do_GET

    def _route(self, where: str, body: Any) -> None:
        if where in CHATS:
            self._chat(CHATS[where], body)
        elif where in ANSWERS:
            self.reply(200, ANSWERS[where])
        else:
            self.reply(404, _dialect(self.path)("").failure(404, "not found"))

    def _chat(self, dialect: type[Dialect], body: Any) -> None:
        if not isinstance(body, dict) or not isinstance(body.get("messages"), list):
            return self.reply(400, dialect("").failure(400, "the request has no messages"))
        prompt = _prompt(body)
        streams = body.get("stream", dialect.streams)
        answer = (_Stream if streams else _Whole)(self, dialect(prompt.model))
        for step in self.server.owner.script(prompt):
            if self.server.closing.is_set():
                raise _Cut
            match step:
                case Say():
                    answer.say(step)
                case Garbage():
                    answer.spoil(step)
                case Fail():
                    return answer.fail(step)
                case BreakOff():
                    raise _Cut
                case Hang():
                    self._wait(math.inf)
                case Pause(seconds):
                    self._wait(seconds)
        answer.end()

    def _wait(self, seconds: float) -> None:
        """Waits, unless the server closes or the client leaves."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if self.server.closing.wait(min(left, TICK)) or self._left():
                raise _Cut

    def _left(self) -> bool:
        readable, _, _ = select.select([self.connection], [], [], 0)
        return bool(readable) and not self.connection.recv(1, socket.MSG_PEEK)

    def reply(self, status: int, body: Any) -> None:
        """Sends a whole answer: a text as it is, anything else as JSON."""
        data = (body if isinstance(body, str) else _json(body)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Keeps quiet."""


CHATS: dict[str, type[Dialect]] = {
    "POST /v1/chat/completions": _OpenAI,
    "POST /api/chat": _Ollama,
    "POST /v1/messages": _Anthropic,
}

ANSWERS: dict[str, Any] = {
    "GET /v1/models": {
        "object": "list",
        "data": [{"id": MODEL, "object": "model", "created": BEGAN, "owned_by": "tests"}],
    },
    "GET /api/tags": {
        "models": [
            {"name": MODEL, "model": MODEL, "modified_at": STAMP, "size": 1, "digest": "0" * 64, "details": DETAILS}
        ]
    },
    "POST /api/show": {
        "modelfile": f"FROM {MODEL}",
        "parameters": "",
        "template": "{{ .Prompt }}",
        "details": DETAILS,
        "model_info": {"general.architecture": "scripted", "scripted.context_length": 8192},
        "capabilities": ["completion"],
        "modified_at": STAMP,
    },
    "GET /api/version": {"version": "0.12.0"},
}


def _dialect(path: str) -> type[Dialect]:
    return _OpenAI if path.startswith("/v1/") else _Ollama


def _json(value: Any) -> str:
    """JSON as servers write it: letters as they are, but no separators on which clients would cut the line."""
    return json.dumps(value, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _text(content: str | Sequence[dict[str, Any]] | None) -> str:
    """The text of a message, which may come in parts."""
    if content is None or isinstance(content, str):
        return content or ""
    return "\n".join(part["text"] for part in content if part.get("type") == "text")


def _prompt(body: dict[str, Any]) -> Prompt:
    """The prompt of a chat request; Anthropic's protocol has the system message beside the others."""
    beside = [{"role": "system", "content": body["system"]}] if "system" in body else []
    said = [(message.get("role"), _text(message.get("content"))) for message in [*beside, *body["messages"]]]
    system = "\n".join(text for role, text in said if role in ("system", "developer"))
    user = next((text for role, text in reversed(said) if role == "user"), "")
    return Prompt(system, user, str(body.get("model", "")))
