"""The design holds by itself: arrows between packages, one door for each vendor, small modules, no cycles."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("assistant", "ingest", "store", "prompts")
MAY_IMPORT = {
    "assistant": {"ingest", "store", "prompts"},
    "ingest": {"store"},
    "store": set(),
    "prompts": set(),
}
DOORS = {
    "chromadb": {"store/vectors.py"},
    "sentence_transformers": {"store/encoder.py"},
    "onnxruntime": {"store/encoder.py", "assistant/reader.py"},
    "transformers": {"store/encoder.py"},
    "torch": {"store/encoder.py"},
    "gradio": {"assistant/ui"},
    "fastapi": {"assistant/ui"},
    "uvicorn": {"assistant/ui"},
    "starlette": {"assistant/ui"},
    "llama_index": {"ingest/chunk.py", "assistant/model.py", "assistant/llamaindex.py"},
    "trafilatura": {"ingest/read.py"},
    "lxml": {"ingest/read.py"},
    "dateparser": {"ingest/dates.py"},
    "py3langid": {"store/language.py"},
    "Stemmer": {"store/language.py"},
    "sqlite3": {"store/library.py", "store/schema.py"},
    "filelock": {"store/writer.py"},
}
LONGEST = 300
# A heavy vendor may be imported where it is used; nothing of ours may, except by the commands of a face, which must
# not bring everything to say `--help`.
FACES = {"assistant/__init__.py", "assistant/cli.py", "ingest/__main__.py"}

MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Every module that a file imports, and whether inside a function."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            node.body = []
    inside = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, id(node) in inside
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}: relative import"
            yield node.module or "", id(node) in inside


def test_there_is_something_to_check() -> None:
    assert len(MODULES) > 30


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_arrows_point_down(path: Path) -> None:
    package = name_of(path).split("/")[0]
    for module, _ in imports(path):
        target = module.split(".")[0]
        assert target == package or target not in PACKAGES or target in MAY_IMPORT[package], f"{package} → {module}"
        assert target not in ("tests", "training", "benchmarks")


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_vendors_have_one_door(path: Path) -> None:
    for module, _ in imports(path):
        doors = DOORS.get(module.split(".")[0])
        assert doors is None or any(name_of(path).startswith(door) for door in doors), f"{module} in {name_of(path)}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_own_modules_are_imported_at_the_top(path: Path) -> None:
    late = [module for module, inside in imports(path) if inside and module.split(".")[0] in PACKAGES]
    assert not late or name_of(path) in FACES, late


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_are_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_there_are_no_cycles() -> None:
    names = {name_of(path)[:-3].replace("/", ".").removesuffix(".__init__"): path for path in MODULES}
    arrows = {name: {module for module, _ in imports(path) if module in names} for name, path in names.items()}
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, " → ".join((*above, name))
        if name not in done:
            for below in arrows[name]:
                visit(below, (*above, name))
            done.add(name)

    for name in names:
        visit(name, ())
