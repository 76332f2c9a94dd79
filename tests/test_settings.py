"""Settings: one environment variable each, read once, refused with a sentence when unusable."""

from dataclasses import FrozenInstanceError, fields, replace
from pathlib import Path

import pytest

from hdh_faq.errors import FaqError, SettingError
from hdh_faq.settings import PACKAGED_MODEL, PREFIX, Settings

NUMBERS = [setting.name for setting in fields(Settings) if setting.type is int]
COUNTS = ["max_concurrent", "max_waiting", "per_minute", "reload_seconds"]
LIMITS = [name for name in NUMBERS if name not in ("port", "mcp", *COUNTS)]
VALUES = [
    ("model", "/models/other", "/models/other"),
    ("query_prompt", "query: ", "query: "),
    ("document_prompt", "passage: ", "passage: "),
    ("index_dir", "/var/index", Path("/var/index")),
    ("site_dir", "public", Path("public")),
    ("store", "http://engine:6333", "http://engine:6333"),
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
    ("per_minute", "30", 30),
    ("off", "mise à jour", "mise à jour"),
    ("mcp", "1", 1),
    ("metrics_token", "a-word-of-24-characters-", "a-word-of-24-characters-"),
    ("gaps_file", "/tmp/gaps.json", "/tmp/gaps.json"),  # noqa: S108 - only read
    ("reload_seconds", "60", 60),
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


@pytest.mark.parametrize("value", ["2", "-1"])
def test_a_door_is_open_or_shut(value: str) -> None:
    with pytest.raises(SettingError, match="HDH_FAQ_MCP"):
        Settings.from_env({"HDH_FAQ_MCP": value})


@pytest.mark.parametrize("value", ["short", "0123456789 abcdef", "é" * 20, "x" * 257])
def test_a_token_that_can_be_guessed_or_not_be_sent_is_refused_and_not_repeated(value: str) -> None:
    with pytest.raises(SettingError, match="HDH_FAQ_METRICS_TOKEN") as caught:
        Settings.from_env({"HDH_FAQ_METRICS_TOKEN": value})
    assert value not in caught.value.message


@pytest.mark.parametrize("value", ["*", "proxy.example", "10.0.0.1, *"])
def test_only_addresses_can_be_trusted_proxies(value: str) -> None:
    with pytest.raises(SettingError, match="TRUSTED_PROXIES"):
        Settings.from_env({"HDH_FAQ_TRUSTED_PROXIES": value})


NO_ADDRESSES = [
    "site.example", "//site.example", "ftp://site.example", "https://", "https:///x", "https://site.example?x=1",
    "https://site.example/#x", "https://site.example/?", "https://me:secret@site.example", "https://a b.example",
    "https://site.example:99999", "https://site.example:0", "https://site.example:x", "https://[::1", "https://[:::]",
    "https://site.example/a b", "https://site.example; script-src *", "https://site.example/\r\nX: y", "javascript:1",
    " https://site.example", "https://site.example\n", "https://-", "https://é.example", "HTTPS://site.example",
]  # fmt: skip
ADDRESSES = ["https://site.example", "http://127.0.0.1:8000/", "https://[::1]:8443", "https://a-b.example/faq/v1"]
ORIGINS = ["https://site.example", "http://localhost:8000", "https://[::1]:8443"]


def assert_refused_by_name(name: str, value: str, wrong: str) -> None:
    with pytest.raises(SettingError) as caught:
        Settings.from_env({PREFIX + name.upper(): value})
    assert PREFIX + name.upper() in caught.value.message
    assert repr(wrong) in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("name", ["public_url", "api_url"])
@pytest.mark.parametrize("value", NO_ADDRESSES)
def test_what_is_no_web_address_is_refused(name: str, value: str) -> None:
    assert_refused_by_name(name, value, value)


@pytest.mark.parametrize(
    "value",
    [*NO_ADDRESSES, "postgres", "postgresql://me:secret@host/faq", "postgresql:///faq?password=secret",
     "postgresql://host/faq?PassWord=secret", "postgresql://host/f q", "postgresql://host/faq\n"],
)  # fmt: skip
def test_what_is_no_engine_is_refused_and_not_repeated_since_it_may_hold_a_password(value: str) -> None:
    with pytest.raises(SettingError, match=r"HDH_FAQ_STORE must be .* PGPASSWORD") as refused:
        Settings.from_env({"HDH_FAQ_STORE": value})
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "value",
    ["postgresql://host/faq", "postgresql://me@host:5433/faq", "postgresql:///faq?host=/run/postgresql&user=me"],
)
def test_a_database_may_hold_the_passages(value: str) -> None:
    assert Settings.from_env({"HDH_FAQ_STORE": value}).store == value


@pytest.mark.parametrize("name", ["public_url", "api_url", "store"])
@pytest.mark.parametrize("value", [*ADDRESSES, ""])
def test_a_web_address_is_taken(name: str, value: str) -> None:
    assert getattr(Settings.from_env({PREFIX + name.upper(): value}), name) == value


def test_only_the_api_may_be_a_path() -> None:
    assert Settings.from_env({"HDH_FAQ_API_URL": "/faq/api/ask"}).api_url == "/faq/api/ask"
    assert_refused_by_name("public_url", "/faq", "/faq")
    for wrong in ("api/ask", "/api/ask?x=1", "/api/ask#x", "/api;x", "//evil.example/api", "/\\evil.example"):
        assert_refused_by_name("api_url", wrong, wrong)


@pytest.mark.parametrize("value", [
    "*", "null", "https://site.example/", "https://site.example/x", *(no for no in NO_ADDRESSES if no == no.strip())
])  # fmt: skip
def test_what_is_no_origin_is_refused(value: str) -> None:
    assert_refused_by_name("allowed_origins", f"{ORIGINS[0]}, {value}", value)


def test_origins_are_taken_one_by_one() -> None:
    assert Settings.from_env({"HDH_FAQ_ALLOWED_ORIGINS": " , ".join(ORIGINS) + ","}).origins == tuple(ORIGINS)
