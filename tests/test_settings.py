"""Settings: one environment variable each, read once, refused with a sentence when unusable."""

from dataclasses import FrozenInstanceError, fields, replace
from pathlib import Path

import pytest

from hdh_faq.errors import FaqError, SettingError
from hdh_faq.settings import PACKAGED_MODEL, PREFIX, Settings

NUMBERS = [setting.name for setting in fields(Settings) if setting.type is int]
COUNTS = ["max_concurrent", "max_waiting"]
LIMITS = [name for name in NUMBERS if name not in ("port", *COUNTS)]
VALUES = [
    ("model", "/models/other", "/models/other"),
    ("query_prompt", "query: ", "query: "),
    ("document_prompt", "passage: ", "passage: "),
    ("index_dir", "/var/index", Path("/var/index")),
    ("site_dir", "public", Path("public")),
    ("asked_file", "/tmp/asked.jsonl", Path("/tmp/asked.jsonl")),  # noqa: S108 - only read
    ("host", "0.0.0.0", "0.0.0.0"),  # noqa: S104 - only read, never bound
    ("port", "8123", 8123),
    ("public_url", "https://example.org", "https://example.org"),
    ("api_url", "https://api.example.org/api/ask", "https://api.example.org/api/ask"),
    ("allowed_origins", "https://a.example,https://b.example", "https://a.example,https://b.example"),
    ("max_question_chars", "300", 300),
    ("max_body_bytes", "4096", 4096),
    ("allowed_hosts", "a.example,b.example", "a.example,b.example"),
    ("trusted_proxies", "10.0.0.1", "10.0.0.1"),
    ("max_concurrent", "2", 2),
    ("max_waiting", "4", 4),
    ("max_age_days", "90", 90),
]


def test_empty_environment_gives_the_defaults() -> None:
    assert Settings.from_env({}) == Settings()


def test_default_model_is_the_packaged_one_and_is_there() -> None:
    assert Settings().model == str(PACKAGED_MODEL)
    assert (PACKAGED_MODEL / "model.safetensors").is_file()


def test_every_setting_is_tried() -> None:
    assert [name for name, *_ in VALUES] == [setting.name for setting in fields(Settings)]


@pytest.mark.parametrize(("name", "value", "expected"), VALUES)
def test_each_variable_sets_its_field_and_no_other(name: str, value: str, expected: object) -> None:
    settings = Settings.from_env({PREFIX + name.upper(): value})
    assert getattr(settings, name) == expected
    assert type(getattr(settings, name)) is type(expected) or isinstance(expected, Path)
    assert replace(settings, **{name: getattr(Settings(), name)}) == Settings()


def test_process_environment_is_read_when_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HDH_FAQ_PORT", "8124")
    assert Settings.from_env().port == 8124


def test_foreign_variables_are_ignored() -> None:
    assert Settings.from_env({"PORT": "1", "HDH_FAQ_COLOUR": "blue", "hdh_faq_port": "1"}) == Settings()


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", ["", "abc", "1.5", "8000 8001", "0x10", "1e3", "½", "--", "None"])
def test_a_number_that_is_none_names_the_variable_and_the_value(name: str, value: str) -> None:
    with pytest.raises(SettingError) as caught:
        Settings.from_env({PREFIX + name.upper(): value})
    assert PREFIX + name.upper() in caught.value.message
    assert repr(value) in caught.value.message


@pytest.mark.parametrize("port", ["-1", "65536", "99999999999999999999"])
def test_port_out_of_range_is_refused(port: str) -> None:
    with pytest.raises(SettingError, match="HDH_FAQ_PORT"):
        Settings.from_env({"HDH_FAQ_PORT": port})


@pytest.mark.parametrize("port", [0, 1, 65_535])
def test_ports_at_the_edges_are_allowed(port: int) -> None:
    assert Settings.from_env({"HDH_FAQ_PORT": str(port)}).port == port


@pytest.mark.parametrize("name", LIMITS)
@pytest.mark.parametrize("value", ["0", "-1", "-1000"])
def test_a_limit_below_one_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=PREFIX + name.upper()):
        Settings.from_env({PREFIX + name.upper(): value})


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_of_one_is_allowed(name: str) -> None:
    assert getattr(Settings.from_env({PREFIX + name.upper(): "1"}), name) == 1


def test_checked_also_refuses_values_that_came_from_code() -> None:
    with pytest.raises(SettingError, match="HDH_FAQ_PORT"):
        replace(Settings(), port=65_536).checked()


def test_checked_returns_good_settings_unchanged() -> None:
    settings = Settings(port=0)
    assert settings.checked() is settings


def test_a_setting_error_is_one_sentence_with_exit_code_two() -> None:
    with pytest.raises(FaqError) as caught:
        Settings.from_env({"HDH_FAQ_PORT": "abc"})
    assert caught.value.exit_code == 2
    assert "\n" not in caught.value.message
    assert caught.value.message.endswith(".")


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]


@pytest.mark.parametrize("name", [setting.name for setting in fields(Settings)])
def test_every_setting_is_described_in_the_class(name: str) -> None:
    assert f"        {name}: " in (Settings.__doc__ or "")


@pytest.mark.parametrize("name", COUNTS)
def test_a_count_below_zero_is_refused_by_name(name: str) -> None:
    with pytest.raises(SettingError, match=PREFIX + name.upper()):
        Settings.from_env({PREFIX + name.upper(): "-1"})
    assert getattr(Settings.from_env({PREFIX + name.upper(): "0"}), name) == 0


@pytest.mark.parametrize("value", ["*", "proxy.example", "10.0.0.1, *"])
def test_only_addresses_can_be_trusted_proxies(value: str) -> None:
    with pytest.raises(SettingError, match="TRUSTED_PROXIES"):
        Settings.from_env({"HDH_FAQ_TRUSTED_PROXIES": value})
