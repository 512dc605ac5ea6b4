"""Keys of hosted models: read from the environment when one is opened, held as secrets, never written anywhere."""

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from store.errors import UsageError


class _Keys(BaseSettings):
    """The variables that the vendors' own tools read; `partnerships_model_key` is for a server of one's own."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    openai_api_key: SecretStr | None = None
    mistral_api_key: SecretStr | None = None
    anthropic_api_key: SecretStr | None = None
    partnerships_model_key: SecretStr | None = None


def key(name: str, vendor: str) -> SecretStr:
    """The secret of one variable.

    :raises UsageError: it is not set.
    """
    found: SecretStr | None = getattr(_Keys(), name.lower())
    if found is None or not found.get_secret_value().strip():
        raise UsageError("model_key_missing", vendor=vendor, variable=name)
    return found


def optional_key(name: str) -> SecretStr | None:
    """The secret of one variable, or None where it is not set."""
    found: SecretStr | None = getattr(_Keys(), name.lower())
    return found if found is not None and found.get_secret_value().strip() else None
