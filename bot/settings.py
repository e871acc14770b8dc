"""Every setting once: name, type, default and help. The environment wins over the file, the file over the default.

Environment variables are ``ZHIXUN_<NAME>``; the file is ``zhixun.yml`` in the working directory, or what
``ZHIXUN_SETTINGS_FILE`` names. ``docs/settings.md`` lists them all; a test holds that page against this module.
"""

from __future__ import annotations

import os
from enum import Enum
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseSettings, Field, PositiveFloat, PositiveInt, ValidationError, root_validator
from pydantic.env_settings import SettingsSourceCallable

SETTINGS_FILE = "zhixun.yml"


class SettingsError(Exception):
    """A setting is missing or wrong; the message names it and says what to write instead."""


class Mode(str, Enum):
    """``embedded``: one machine, sample data, drivers without a network. ``production``: a court's own systems."""

    EMBEDDED = "embedded"
    PRODUCTION = "production"


class CodeSenderKind(str, Enum):
    """Who carries one-time codes: the team console's log, or the court's SMS gateway."""

    EMBEDDED = "embedded"
    HTTP = "http"


class Settings(BaseSettings):
    """All settings; frozen once loaded."""

    mode: Mode = Field(Mode.EMBEDDED, description="embedded 或 production；production 拒绝一切演示用的部件")
    host: str = Field("127.0.0.1", description="监听地址；对外服务放在 nginx 后面，不要直接写 0.0.0.0")
    port: int = Field(5005, ge=1, le=65535, description="监听端口")
    data_dir: Path = Field(Path("var"), description="运行时文件的目录：样例案件库、工单库、内置 Redis、密钥")
    model_dir: Path = Field(Path("models"), description="训练好的模型所在目录")
    log_level: str = Field("warning", regex="^(debug|info|warning|error)$", description="日志级别")
    secret: str = Field("", description="计算验证码和去标识化哈希的密钥，至少 32 个字符；production 必填")

    store_url: str = Field("", description="案件库地址（SQLAlchemy URL，只读）；空 = data_dir 下的样例库")
    store_time_limit: PositiveFloat = Field(1.0, description="案件库单次查询的时限，秒")
    store_row_limit: PositiveInt = Field(200, description="案件库单次查询最多返回的行数")
    sample_cases: PositiveInt = Field(2000, description="样例库的案件数，没有样例库时自动生成")

    redis_url: str = Field("", description="Redis 地址，如 redis://host:6379/0；空 = 内置 Redis")
    conversation_ttl: PositiveInt = Field(7 * 86400, description="会话记录保留的时间，秒")
    conversation_window: PositiveInt = Field(4, description="每轮带入模型的最近轮数；更早的仍保留，不再逐轮重放")

    action_url: str = Field("", description="独立动作服务器地址，如 http://actions:5055/webhook；空 = 同进程执行")
    action_host: str = Field("127.0.0.1", description="独立动作服务器的监听地址")
    action_port: int = Field(5055, ge=1, le=65535, description="独立动作服务器的监听端口")
    action_token: str = Field("", description="独立动作服务器的令牌，两边写同一个；production 用独立服务器时必填")
    turn_time_limit: PositiveFloat = Field(8.0, description="一轮对话的时限，秒；超过就先致歉，不让人干等")

    rest_token: str = Field("", description="REST 通道的令牌；production 没有令牌就不开放这个通道")
    console_token: str = Field("", description="团队后台页面的令牌；embedded 可空，production 没有令牌就不开放")

    code_sender: CodeSenderKind = Field(CodeSenderKind.EMBEDDED, description="验证码的发送方式：embedded 或 http")
    sms_url: str = Field("", description="短信网关地址（code_sender=http 时必填），POST JSON {phone, text}")
    sms_token: str = Field("", description="短信网关令牌，放在 Authorization: Bearer 里")
    sms_time_limit: PositiveFloat = Field(3.0, description="短信网关单次调用的时限，秒")

    desk_url: str = Field("", description="工单库地址（SQLAlchemy URL，可读写）；空 = data_dir 下的 desk.db")
    desk_file: str = Field("", description="团队文件（成员、队列、请假、办公时间）；空 = 样例团队")
    desk_remind_minutes: PositiveInt = Field(10, description="答应的时间之前多少分钟提醒同事")
    desk_silence_minutes: PositiveInt = Field(10, description="过了答应的时间多少工作分钟还没有回复，就如实告诉当事人")
    desk_rating_minutes: PositiveInt = Field(60, description="办结后等当事人评价多少分钟")
    desk_keep_days: PositiveInt = Field(180, description="工单结束后，双方说过的话保留多少天")

    disclose_stage_publicly: bool = Field(False, description="是否对未验证身份的人公开案件阶段和最近一次进展的日期")

    class Config:
        env_prefix = "zhixun_"
        frozen = True
        extra = "forbid"

        @classmethod
        def customise_sources(
            cls,
            init_settings: SettingsSourceCallable,
            env_settings: SettingsSourceCallable,
            file_secret_settings: SettingsSourceCallable,
        ) -> tuple[SettingsSourceCallable, ...]:
            return init_settings, env_settings, _from_file

    @root_validator
    def _production_has_no_demo_parts(cls, values: dict[str, Any]) -> dict[str, Any]:
        if values.get("mode") is Mode.PRODUCTION:
            _require(len(values.get("secret", "")) >= 32, "secret", "至少 32 个随机字符")
            _require(values.get("store_url"), "store_url", "法院案件库的只读地址")
            _require(values.get("redis_url"), "redis_url", "Redis 地址")
            _require(values.get("code_sender") is CodeSenderKind.HTTP, "code_sender", "http")
            guarded = not values.get("action_url") or values.get("action_token")
            _require(guarded, "action_token", "与动作服务器相同的令牌")
        if values.get("code_sender") is CodeSenderKind.HTTP:
            _require(values.get("sms_url"), "sms_url", "短信网关地址")
        return values

    @property
    def sample_store(self) -> Path:
        """Where the sample case store lies."""
        return self.data_dir / "cases.db"

    @property
    def case_store_url(self) -> str:
        """The case store to open: the court's own, else the sample store."""
        return self.store_url or f"sqlite:///{self.sample_store}"

    @property
    def desk_store_url(self) -> str:
        """The desk's database to open."""
        return self.desk_url or f"sqlite:///{self.data_dir / 'desk.db'}"


def _require(value: Any, name: str, wanted: str) -> None:
    if not value:
        raise ValueError(f"设置 {name} 没有写对：这里需要 {wanted}（环境变量 ZHIXUN_{name.upper()}）")


def _from_file(_: BaseSettings) -> dict[str, Any]:
    path = Path(os.environ.get("ZHIXUN_SETTINGS_FILE", SETTINGS_FILE))
    if not path.exists():
        return {}
    content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    if not isinstance(content, dict):
        raise SettingsError(f"设置文件 {path} 应当是“名称: 值”的列表")
    return content


def load(**overrides: Any) -> Settings:
    """Read all settings. ``overrides`` win over everything (used by command-line options and tests).

    Raises :class:`SettingsError` with one line for each wrong setting.
    """
    try:
        return Settings(**overrides)
    except ValidationError as error:
        lines = (f"{'.'.join(map(str, part['loc']))}: {part['msg']}" for part in error.errors())
        raise SettingsError("设置有误：\n" + "\n".join(lines)) from error
    except yaml.YAMLError as error:
        raise SettingsError(f"设置文件不是有效的 YAML：{error}") from error
