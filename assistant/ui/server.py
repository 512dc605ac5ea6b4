"""The chat page behind a web server: health, whole releases, the page itself, and nothing else.

`build_app` makes the application; `serve` runs it until it is interrupted. Gradio takes its folder for files and
its consent to telemetry from the environment only, so both are set there, when an application is built.
"""

import asyncio
import logging
import os
import shutil
import socket
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import gradio as gr
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware.trustedhost import TrustedHostMiddleware

from assistant.types import Mode
from assistant.ui.contract import Answering
from assistant.ui.doors import Doors
from assistant.ui.page import Page
from assistant.ui.release import missing_page, pointer, release_page
from assistant.ui.words import preferred
from store.errors import UserError
from store.types import LANGUAGES, Language

_log = logging.getLogger(__name__)

# Names under which a browser on this machine reaches the page. Any other Host header is refused.
LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")
_EVERYWHERE = ("0.0.0.0", "::")

# Gradio sums up its events in a data frame after each of them, for a page of figures that is not served here; with a
# warning turned into an error, that ended the task before it had put its event away.
_SILENT = {
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": "1000000000",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "GRADIO_MCP_SERVER": "False",
}


def build_app(
    assistant: Answering,
    default_language: Language | None = None,
    mode: Mode = "extractive",
    hosts: Sequence[str] = LOOPBACK,
) -> FastAPI:
    """The application: health, releases, static files and the page, behind its doors."""
    folder = mkdtemp(prefix="partnerships-page-")
    os.environ.update(_SILENT, GRADIO_TEMP_DIR=folder)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        shutil.rmtree(folder, ignore_errors=True)

    app = FastAPI(title="Partnership Assistant", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    _add_health(app, assistant)
    _add_releases(app, assistant, default_language)
    app.mount("/ui", StaticFiles(directory=Path(__file__).parent / "static"))
    _in_a_loop(lambda: _mount_page(app, Page(assistant, mode, default_language).blocks))
    app.add_middleware(Doors, default_language=default_language)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))
    return app


def serve(
    assistant: Answering,
    host: str = "127.0.0.1",
    port: int = 7860,
    default_language: Language | None = None,
    mode: Mode = "extractive",
) -> None:
    """Serves the page until it is interrupted; its address goes to standard output once it can be opened.

    :raises UserError: the address cannot be listened on.
    """
    listener = _listen(host, port)
    hosts = ("*",) if host in _EVERYWHERE else (*LOOPBACK, host)
    app = build_app(assistant, default_language, mode, hosts)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=3
    )
    shown = f"[{host}]" if ":" in host else host
    sys.stdout.write(f"Partnership Assistant: http://{shown}:{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    with listener:
        uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    """A socket that holds the address, so that a taken one is known before anything heavy begins."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen()
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise UserError("port_taken", address=f"{host}:{port}", reason=reason) from error
    return listener


def _add_health(app: FastAPI, assistant: Answering) -> None:
    @app.get("/healthz")
    def healthz() -> JSONResponse:
        try:
            held = assistant.coverage()
        except UserError as error:
            _log.warning("unhealthy: %s", error)
            return JSONResponse({"status": "unavailable", "reason": error.code}, 503)
        counts = {"releases": held.releases, "passages": held.passages, "languages": dict(held.languages)}
        return JSONResponse({"status": "ok", **counts})


def _add_releases(app: FastAPI, assistant: Answering, default_language: Language | None) -> None:
    @app.get("/releases/{release_id:path}")
    def whole_release(request: Request, release_id: str) -> HTMLResponse:
        query = request.query_params
        asked = next((code for code in LANGUAGES if code == query.get("lang")), default_language)
        language = preferred(request.headers.get("accept-language", ""), asked)
        release = assistant.release(release_id)
        if release is None:
            return HTMLResponse(missing_page(language), 404)
        return HTMLResponse(release_page(release, pointer(query), language))


def _in_a_loop(build: Callable[[], None]) -> None:
    """Runs a function while an event loop runs: without one, Gradio opens a new loop for each lock and closes none."""

    async def built() -> None:
        build()

    # In a thread of its own, since the caller's thread may have a running loop already.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, built()).result()


def _mount_page(app: FastAPI, blocks: gr.Blocks) -> None:
    """Gradio's own application, mounted last: what the routes above do not serve is its to serve."""
    closed: dict[str, Any] = {"docs_url": None, "redoc_url": None, "openapi_url": None}
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        server_name="127.0.0.1",
        app_kwargs=closed,
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
        footer_links=[],
        run_history=False,
        allowed_paths=[],
        show_error=False,
        max_file_size="1mb",
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
    )
