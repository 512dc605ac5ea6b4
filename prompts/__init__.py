"""Words, not logic: one text file per task and language, rendered by one function."""

import tomllib
from functools import cache
from importlib.resources import files
from string import Template


@cache
def texts(task: str, language: str) -> dict[str, str]:
    """The named texts of one task (`prompts/<task>.<language>.toml`), by name."""
    return tomllib.loads(files(__name__).joinpath(f"{task}.{language}.toml").read_text(encoding="utf-8"))


def render(task: str, name: str, language: str, **values: object) -> str:
    """One text with its $placeholders filled.

    :raises ValueError: a placeholder without a value, or a value without a placeholder.
    """
    template = Template(texts(task, language)[name])
    wanted = set(template.get_identifiers())
    if wanted != set(values):
        raise ValueError(f"{task}.{language}.toml: {name} takes {sorted(wanted)}, got {sorted(values)}")
    return template.substitute({key: str(value) for key, value in values.items()})
