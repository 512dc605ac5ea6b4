"""Settings: command line before environment (`PARTNERSHIPS_…`) before `partnerships.toml` before defaults.

Read once, at the edge; everything below receives plain values. It lives here because both doors to the library,
the assistant's and the ingest's, need it.
"""

import os
from pathlib import Path
from typing import Any

from platformdirs import user_config_path, user_data_path
from pydantic import Field, HttpUrl, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from store.errors import UsageError
from store.types import BUNDLED

APP = "partnership-assistant"
FILE_NAME = "partnerships.toml"
_PREFIX = "PARTNERSHIPS_"
# Read where a model is opened and nowhere else: a key is no setting, and stands in no file.
MODEL_KEY = "PARTNERSHIPS_MODEL_KEY"


def config_file() -> Path:
    """Where the settings file is looked for."""
    return user_config_path(APP) / FILE_NAME


class Settings(BaseSettings):
    """Every setting, with its default. Unknown names are errors."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, extra="forbid", frozen=True)

    home: Path = Field(default_factory=lambda: user_data_path(APP), description="the library's folder")
    encoder: str = Field(default=BUNDLED, description="`bundled`, or a sentence-transformers model's folder or name")
    chroma_url: str | None = Field(default=None, description="address of a Chroma server instead of the embedded one")
    host: str = Field(default="127.0.0.1", description="address that the page listens on")
    port: int = Field(default=7860, ge=0, le=65535, description="port that the page listens on")
    model: str = Field(
        default="",
        description="language models that may write answers, apart by blanks; the first is used unless one is chosen",
    )
    model_first_seconds: float = Field(default=30, gt=0, description="how long a model may take until its first word")
    model_pause_seconds: float = Field(default=10, gt=0, description="how long a model may pause between two words")
    model_whole_seconds: float = Field(default=90, gt=0, description="how long a model may take for a whole answer")
    max_question_chars: int = Field(default=2000, ge=1, description="longest question that is answered, in characters")

    @field_validator("home")
    @classmethod
    def _absolute(cls, home: Path) -> Path:
        return home.expanduser().absolute()

    @field_validator("chroma_url")
    @classmethod
    def _is_address(cls, url: str | None) -> str | None:
        return str(HttpUrl(url)).rstrip("/") if url else None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Command line, environment, file; no `.env` of whatever folder one stands in."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, config_file())


def read_settings(**given: Any) -> Settings:
    """The settings, those given here first; None means not given.

    :raises UsageError: one of them is unknown or out of range.
    """
    for name in os.environ:
        if name == MODEL_KEY:
            continue
        if name.startswith(_PREFIX) and name.removeprefix(_PREFIX).lower() not in Settings.model_fields:
            raise UsageError("setting_invalid", name=name, reason="there is no such setting", file=config_file())
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "settings"
        # What an unknown setting was given may be a key that was put in the wrong place.
        given_value = "" if first["type"] == "extra_forbidden" else f" (got {first.get('input')!r})"
        reason = f"{first['msg']}{given_value}"
        raise UsageError("setting_invalid", name=name, reason=reason, file=config_file()) from error
