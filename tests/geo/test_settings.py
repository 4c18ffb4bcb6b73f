"""Settings come from the environment alone; a wrong one is named, never repeated."""

import pytest

from geo.errors import SetupError
from geo.settings import ROOT, Settings, export_settings, read_settings


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ONEMAP_{name.upper()}", raising=False)


def test_without_any_everything_has_a_default():
    settings = read_settings()
    assert settings.database_url is None
    assert settings.data == ROOT / ".onemap"
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.archives == ROOT / ".onemap" / "tiles"


def test_from_the_environment(monkeypatch):
    monkeypatch.setenv("ONEMAP_PORT", "8123")
    monkeypatch.setenv("ONEMAP_ORIGINS", "https://a.example,https://b.example,")
    settings = read_settings()
    assert settings.port == 8123
    assert settings.origins == ["https://a.example", "https://b.example"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "many"), ("PORT", "70000"), ("POOL_SIZE", "0"), ("LOG_FORMAT", "xml"),
     ("SECURE_COOKIES", "perhaps")],
)  # fmt: skip
def test_a_wrong_one_is_named_in_both_languages(monkeypatch, name, value):
    monkeypatch.setenv(f"ONEMAP_{name}", value)
    with pytest.raises(SetupError) as error:
        read_settings()
    assert error.value.code == "settings_invalid"
    for text in (error.value.message.zh, error.value.message.en):
        assert f"ONEMAP_{name}" in text
        assert value not in text


def test_another_process_reads_the_same(monkeypatch, tmp_path):
    given = Settings(
        data=tmp_path, port=8123, origins=["https://a.example", "https://b.example"],
        database_url="postgresql://u:p@h/d", secure_cookies=True,
    )  # fmt: skip
    for name, value in export_settings(given).items():
        monkeypatch.setenv(name, value)
    assert read_settings() == given
