"""Settings of one installation, read once from the environment (ONEMAP_…) and passed on."""

import os
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from geo.errors import SetupError, Text

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """What differs between installations; what differs between districts is in the profile."""

    model_config = SettingsConfigDict(env_prefix="ONEMAP_", extra="ignore")

    database_url: str | None = Field(
        default=None, description="PostGIS server to use; without it a private one is started."
    )
    data: Path = Field(default=ROOT / ".onemap", description="Folder of everything that is kept.")
    profile: Path = Field(
        default=ROOT / "data" / "profiles" / "chaoyang.toml", description="District profile."
    )
    local_grid: Path | None = Field(default=None, description="PROJ pipeline of a local grid.")
    web_dist: Path = Field(default=ROOT / "web" / "dist", description="The built web pages.")
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, ge=1, le=65535, description="Port to listen on.")
    origins: Annotated[list[str], NoDecode] = Field(
        default_factory=list, description="Further origins whose writes are accepted."
    )
    secure_cookies: bool = Field(default=False, description="Set behind TLS.")
    pg_bindir: Path | None = Field(default=None, description="Folder of initdb and postgres.")
    pool_size: int = Field(default=8, ge=1, description="Database connections of the server.")
    pool_wait_s: float = Field(default=1.5, gt=0, description="Wait for one before a 503.")
    statement_timeout_ms: int = Field(default=20_000, ge=0, description="Of the server's queries.")
    session_idle_minutes: int = Field(default=240, ge=1, description="Signed out when unused.")
    session_hours: int = Field(default=12, ge=1, description="Signed out at the latest.")
    upload_limit_mb: int = Field(default=2000, ge=1, description="Largest survey to hand in.")
    workbook_limit_mb: int = Field(default=200, ge=1, description="Largest workbook to hand in.")
    stop_seconds: float = Field(default=10.0, gt=0, description="Grace for a clean stop.")
    log_format: str = Field(default="console", pattern="^(console|json)$", description="Of logs.")

    @field_validator("origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return [part for part in value.split(",") if part] if isinstance(value, str) else value

    @property
    def archives(self) -> Path:
        """The folder that holds one tile archive per release."""
        return self.data / "tiles"

    @property
    def surveys(self) -> Path:
        """The folder that keeps the files of surveys, by their SHA-256."""
        return self.data / "surveys"

    @property
    def reports(self) -> Path:
        """The folder of what readings of surveys delivered: reports, proposed repairs."""
        return self.data / "reports"

    @property
    def workbooks(self) -> Path:
        """The folder of workbooks on their way; each goes when it is loaded or withdrawn."""
        return self.data / "workbooks"

    @property
    def exports(self) -> Path:
        """The folder of releases as files that somebody asked the server for."""
        return self.data / "exports"


def read_settings() -> Settings:
    """Returns the settings of this process, from its environment.

    Raises:
        SetupError: a setting has an impossible value; says which.
    """
    try:
        return Settings()
    except ValidationError as error:
        # What was given is not repeated: it may hold a password.
        names = [f"ONEMAP_{str(fault['loc'][0]).upper()}" for fault in error.errors()]
        reasons = "; ".join(
            f"{name}: {fault['msg']}" for name, fault in zip(names, error.errors(), strict=True)
        )
        raise SetupError(
            "settings_invalid",
            Text(f"设置有误：{'、'.join(names)}", f"Settings are not valid: {reasons}"),
            Text("各项设置见 docs/settings.md。", "All settings are in docs/settings.md."),
        ) from None


def export_settings(settings: Settings) -> dict[str, str]:
    """Returns an environment in which another process reads the same settings."""
    environment = dict(os.environ)
    for name, value in settings.model_dump(mode="json", exclude_none=True).items():
        text = ",".join(value) if isinstance(value, list) else str(value)
        environment[f"ONEMAP_{name.upper()}"] = text
    return environment
