"""Settings: environment over file over default, and production without demo parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import settings
from bot.settings import CodeSenderKind, Mode, Settings, SettingsError

PRODUCTION = {
    "mode": "production",
    "secret": "0123456789abcdef0123456789abcdef",
    "store_url": "postgresql+psycopg2://reader@db/cases",
    "redis_url": "redis://redis:6379/0",
    "code_sender": "http",
    "sms_url": "https://sms.example/send",
}


@pytest.fixture(autouse=True)
def no_outside_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.__fields__:
        monkeypatch.delenv(f"ZHIXUN_{name.upper()}", raising=False)
    monkeypatch.delenv("ZHIXUN_SETTINGS_FILE", raising=False)


def test_defaults_need_nothing() -> None:
    loaded = settings.load()
    assert loaded.mode is Mode.EMBEDDED
    assert loaded.case_store_url == "sqlite:///var/cases.db"


def test_environment_wins_over_file_and_file_over_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "zhixun.yml").write_text("port: 6000\nlog_level: info\n", encoding="utf-8")
    monkeypatch.setenv("ZHIXUN_PORT", "7000")
    loaded = settings.load()
    assert (loaded.port, loaded.log_level, loaded.host) == (7000, "info", "127.0.0.1")


def test_file_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "court.yml").write_text("port: 6001\n", encoding="utf-8")
    monkeypatch.setenv("ZHIXUN_SETTINGS_FILE", str(tmp_path / "court.yml"))
    assert settings.load().port == 6001


def test_override_wins_over_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIXUN_PORT", "7000")
    assert settings.load(port=8000).port == 8000


def test_complete_production_settings_load() -> None:
    loaded = settings.load(**PRODUCTION)
    assert loaded.code_sender is CodeSenderKind.HTTP


@pytest.mark.parametrize("missing", ["secret", "store_url", "redis_url", "code_sender", "sms_url"])
def test_production_refuses_demo_parts(missing: str) -> None:
    incomplete = {name: value for name, value in PRODUCTION.items() if name != missing}
    with pytest.raises(SettingsError, match=missing):
        settings.load(**incomplete)


def test_production_action_server_needs_a_token() -> None:
    with pytest.raises(SettingsError, match="action_token"):
        settings.load(**PRODUCTION, action_url="http://actions:5055/webhook")


@pytest.mark.parametrize(
    ("content", "said"), [("prot: 1", "prot"), ("- a\n- b", "名称: 值"), ("a: [", "YAML"), ("port: 99999", "port")]
)
def test_bad_file_says_what_is_wrong(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "zhixun.yml").write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=said):
        settings.load()


def test_settings_do_not_change() -> None:
    with pytest.raises(TypeError):
        settings.load().port = 1


def test_page_lists_every_setting_with_default_and_help() -> None:
    page = (Path(__file__).parents[1] / "docs" / "settings.md").read_text(encoding="utf-8")
    for name, field in Settings.__fields__.items():
        default = str(getattr(field.default, "value", field.default))
        shown = f"`{default}`" if default else "（空）"
        assert f"| `{name}` | {shown} | {field.field_info.description} |" in page


WECHAT = {"wechat_app_id": "wx1", "wechat_secret": "s", "wechat_token": "t", "wechat_aes_key": "k" * 43}


@pytest.mark.parametrize("missing", ["wechat_secret", "wechat_token", "wechat_aes_key"])
def test_an_official_account_needs_all_its_credentials(missing: str) -> None:
    with pytest.raises(SettingsError, match=f"ZHIXUN_{missing.upper()}"):
        settings.load(**{**WECHAT, missing: ""})


def test_production_refuses_what_anybody_could_forge() -> None:
    assert settings.load(**WECHAT, wechat_mode="plain").wechat_mode is settings.WechatMode.PLAIN
    with pytest.raises(SettingsError, match="wechat_mode"):
        settings.load(**PRODUCTION, **WECHAT, wechat_mode="plain")
