"""The server around the page: headers, health, whole releases, closed doors."""

import re
import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from assistant.ui.doors import BODY_LIMIT
from assistant.ui.server import build_app, serve
from assistant.ui.words import release_path
from store.errors import UserError
from store.types import Coverage, Language, Release
from tests.assistant.ui.answers import BREST, cite, source
from tests.assistant.ui.scripted import FakeAssistant

HOME = "http://127.0.0.1"
QUOTE = "31 décembre 2025"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(build_app(FakeAssistant()), base_url=HOME) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/healthz", "/releases/brest", "/ui/page.css", "/monitoring", "/config"])
def test_every_response_carries_the_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    for rule in ("default-src 'self'", "img-src 'self' data:", "connect-src 'self'", "frame-ancestors 'none'"):
        assert rule in policy
    script = policy.split("script-src", 1)[1].split(";", 1)[0]
    assert "unsafe" not in script
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "camera=()" in headers["permissions-policy"]


def test_the_document_is_ours_and_names_no_other_host(client: TestClient) -> None:
    response = client.get("/", headers={"accept-language": "fr"})
    nonce = response.headers["content-security-policy"].split("'nonce-", 1)[1].split("'", 1)[0]
    assert response.text.count("<script") == response.text.count(f'<script nonce="{nonce}"') > 3
    assert 'lang="fr"' in response.text
    assert "<title>Partnership Assistant</title>" in response.text
    assert "huggingface" not in response.text and "githubusercontent" not in response.text
    assert nonce not in client.get("/").text


def test_health(client: TestClient) -> None:
    answer = client.get("/healthz")
    assert answer.json() == {"status": "ok", "releases": 2, "passages": 9, "languages": {"fr": 1, "en": 1}}


def test_health_says_when_the_library_cannot_be_read() -> None:
    class Damaged(FakeAssistant):
        def coverage(self) -> Coverage:
            raise UserError("library_damaged", path="library.sqlite3", reason="not a database")

    with TestClient(build_app(Damaged()), base_url=HOME) as client:
        answer = client.get("/healthz")
        assert client.get("/").status_code == 200
    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable", "reason": "library_damaged"})


def test_a_whole_release_with_its_quote(client: TestClient) -> None:
    answer = client.get(f"/{release_path(source(BREST), 'en', cite(1, BREST, QUOTE))}")
    assert answer.status_code == 200
    assert '<mark id="quote">31 décembre 2025</mark>' in answer.text
    for part in ('<html lang="en">', '<article lang="fr">', "22 March 2022", "Institut des mers", "mers.example"):
        assert part in answer.text
    assert '<ul class="bulleted">' in answer.text
    assert "<script" not in answer.text and 'class="changed"' not in answer.text


@pytest.mark.parametrize(
    "query",
    [
        "",
        "start=5",
        "end=99999",
        "start=5&end=9",
        "start=9&end=3&hash=00000000",
        "start=-1&end=4&hash=00000000",
        "start=x&end=y&hash=00000000",
        f"start=5&end={'9' * 30}&hash=00000000",
        "start=5&end=9&hash=%3Cb%3E",
        "start=٥&end=٩&hash=00000000",
    ],
)
def test_an_odd_range_marks_nothing(client: TestClient, query: str) -> None:
    answer = client.get(f"/releases/brest?{query}")
    assert answer.status_code == 200
    assert "<mark" not in answer.text and 'class="changed"' not in answer.text


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        (f"Erratum. {BREST.text}", "fr", "Ce communiqué a changé depuis la réponse"),
        (BREST.text.replace("2025", "2026"), "en", "This release has changed since the answer was given"),
        ("Retiré.", "en", "This release has changed since the answer was given"),
    ],
)
def test_a_release_that_has_changed_is_not_highlighted(text: str, language: Language, said: str) -> None:
    class Updated(FakeAssistant):
        def release(self, release_id: str) -> Release | None:
            return replace(BREST, text=text)

    with TestClient(build_app(Updated()), base_url=HOME) as client:
        answer = client.get(f"/{release_path(source(BREST), language, cite(1, BREST, QUOTE))}")
    assert answer.status_code == 200
    assert "<mark" not in answer.text and 'href="#quote"' not in answer.text
    (notice,) = re.findall(r'<p class="changed">([^<]*)</p>', answer.text)
    assert notice.startswith(said)


def test_a_release_that_has_changed_elsewhere_is_highlighted() -> None:
    class Updated(FakeAssistant):
        def release(self, release_id: str) -> Release | None:
            return replace(BREST, text=f"{BREST.text} Ajout.")

    with TestClient(build_app(Updated()), base_url=HOME) as client:
        answer = client.get(f"/{release_path(source(BREST), 'fr', cite(1, BREST, QUOTE))}")
    assert f'<mark id="quote">{QUOTE}</mark>' in answer.text and 'class="changed"' not in answer.text


def test_a_hostile_release_is_text(client: TestClient) -> None:
    text = client.get("/releases/trap").text
    assert "<img" not in text and "<script" not in text and 'href="javascript' not in text


def test_an_identifier_may_hold_a_slash(client: TestClient) -> None:
    assert "Ocean College" in client.get("/releases/oxford%2F2023").text


@pytest.mark.parametrize("identifier", ["none", "..%2f..%2fetc%2fpasswd", "%3Cscript%3E"])
def test_a_missing_release_is_said_in_both_languages(client: TestClient, identifier: str) -> None:
    answer = client.get(f"/releases/{identifier}", headers={"accept-language": "fr"})
    assert answer.status_code == 404
    assert "pas dans la bibliothèque" in answer.text and "not in the library" in answer.text
    assert "<script" not in answer.text


@pytest.mark.parametrize("host", ["evil.test", "127.0.0.1.evil.test", "192.168.1.4:7860"])
def test_another_host_name_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost", "localhost:1234"])
def test_the_names_of_this_machine_are_served(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/monitoring",
        "/monitoring/summary",
        "/docs",
        "/openapi.json",
        "/gradio_api/info",
        "/gradio_api/openapi.json",
        "/gradio_api/runs",
        "/gradio_api/mcp/",
        "/gradio_api/proxy=http://evil.test/",
        "/gradio_api/deep_link",
        "/login",
        "/manifest.json",
    ],
)
def test_doors_that_the_page_does_not_need_are_closed(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("name", ["ask", "predict", "begin_again", "open"])
def test_the_queue_cannot_be_gone_round(client: TestClient, name: str) -> None:
    for door in ("run", "api", "call", "call/v2"):
        assert client.post(f"/gradio_api/{door}/{name}", json={"data": ["Who?", [], "en"]}).status_code == 404


def test_nothing_can_be_uploaded(client: TestClient) -> None:
    answer = client.post("/gradio_api/upload", files={"files": ("a.txt", b"text")})
    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["/etc/passwd", "pyproject.toml", "../pyproject.toml", "http://evil.test/"])
def test_no_file_is_served(client: TestClient, path: str) -> None:
    assert client.get(f"/gradio_api/file={path}", follow_redirects=False).status_code in (403, 404)


def test_a_body_that_is_too_large_is_refused(client: TestClient) -> None:
    answer = client.post("/gradio_api/queue/join", content=b"x" * (BODY_LIMIT + 1))
    assert answer.status_code == 413


def test_gradio_is_told_to_be_quiet(client: TestClient) -> None:
    config = client.get("/config").json()
    assert config["analytics_enabled"] is False
    assert config["run_history"] is False
    assert config["show_error"] is False
    assert config["footer_links"] == []
    assert config["max_file_size"] == 1024 * 1024
    assert config["dependencies"] and all(d["api_visibility"] == "private" for d in config["dependencies"])
    for component in config["components"]:
        if component["type"] == "markdown":
            assert component["props"]["sanitize_html"] is True
            assert component["props"]["latex_delimiters"] == []


def test_a_taken_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UserError) as refused:
            serve(FakeAssistant(), port=port)
    assert refused.value.code == "port_taken"
    assert f"127.0.0.1:{port}" in refused.value.message("fr")
