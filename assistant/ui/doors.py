"""What the server lets in and out: the paths that the page needs, small bodies, and headers on every response.

Gradio opens many more doors than a chat needs (uploads, a REST interface, monitoring, editing); what is not
in `OPEN` answers 404 before Gradio sees it. Concession: styles may be inline, because Gradio writes them so;
scripts may not, except the page's own, which carry a nonce.
"""

import re
from collections.abc import Awaitable, Callable
from secrets import token_urlsafe

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.ui.document import finished
from assistant.ui.words import preferred
from store.types import Language

# Beginnings of the paths that are served; `file=` stays open because Gradio itself answers it, with 403.
OPEN = re.compile(
    r"/(?:$|healthz$|releases/|ui/|assets/|static/|theme\.css$|favicon\.ico$|robots\.txt$|config/?$"
    r"|gradio_api/(?:queue/(?:join|data)|heartbeat/|startup-events|cancel|reset|app_id|file=))"
)

# Characters of a question that the server reads at all, with room for the frame around them.
BODY_LIMIT = 1_000_000

_SHARED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_POLICY = (
    "default-src 'self'; script-src 'self'{nonce}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; object-src 'none'; frame-src 'none'; worker-src 'none'; "
    "frame-ancestors 'none'; form-action 'self'; base-uri 'self'"
)


class Doors:
    """The outermost application: closed paths, large bodies, security headers, and the finished document."""

    def __init__(self, app: ASGIApp, default_language: Language | None = None) -> None:
        self.app = app
        self.default_language = default_language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request through the doors."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        nonce = token_urlsafe(18)
        guarded = _guarded(send, nonce if scope["path"] == "/" else "")
        if OPEN.match(scope["path"]) is None:
            await PlainTextResponse("Not found\n", 404)(scope, receive, guarded)
        elif _declared(scope) > BODY_LIMIT:
            await PlainTextResponse("Too large\n", 413)(scope, receive, guarded)
        elif scope["path"] == "/" and scope["method"] == "GET":
            await self._document(scope, receive, guarded, nonce)
        else:
            await self.app(scope, _metered(receive), guarded)

    async def _document(self, scope: Scope, receive: Receive, send: Send, nonce: str) -> None:
        """The page itself: Gradio's document, read whole and finished as ours."""
        language = preferred(Headers(scope=scope).get("accept-language", ""), self.default_language)
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        start: Message = {}
        body = b""

        async def collect(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
            if message["type"] != "http.response.body":
                return
            body += message.get("body", b"")
            if not message.get("more_body", False):
                whole = finished(body.decode("utf-8"), nonce, language).encode("utf-8")
                headers = MutableHeaders(raw=start["headers"])
                headers["Content-Length"] = str(len(whole))
                headers["Cache-Control"] = "no-store"
                await send(start)
                await send({"type": "http.response.body", "body": whole})

        await self.app({**scope, "headers": plain}, receive, collect)


def _guarded(send: Send, nonce: str) -> Send:
    """The same channel, with the security headers on the response."""
    policy = _POLICY.format(nonce=f" 'nonce-{nonce}'" if nonce else "")

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _SHARED.items():
                headers[name] = value
            headers.setdefault("Content-Security-Policy", policy)
        await send(message)

    return guarded


def _declared(scope: Scope) -> int:
    """The length that a request announces; one that is not a number counts as too large."""
    length = Headers(scope=scope).get("content-length", "0")
    return int(length) if length.isdecimal() and len(length) < 16 else BODY_LIMIT + 1


def _metered(receive: Receive) -> Callable[[], Awaitable[Message]]:
    """The same channel, closed as soon as a body without a stated length grows too large."""
    taken = 0

    async def metered() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        return {"type": "http.disconnect"} if taken > BODY_LIMIT else message

    return metered
