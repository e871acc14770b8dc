"""Every setting once: name, type, default and help. The environment wins over the file, the file over the default.

Environment variables are ``ZHIXUN_<NAME>``; the file is ``zhixun.yml`` in the working directory, or what
``ZHIXUN_SETTINGS_FILE`` names. ``docs/settings.md`` lists them all; a test holds that page against this module.
"""

from __future__ import annotations

import os
from enum import Enum
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseSettings, Field, PositiveFloat, PositiveInt, ValidationError, root_validator, validator
from pydantic.env_settings import SettingsSourceCallable

from bot.data_files import read_yaml

SETTINGS_FILE = "zhixun.yml"
WECOM_CREDENTIALS = {
    "wecom_corp_id": "企业 ID（管理后台“我的企业”最下方）",
    "wecom_agent_id": "AgentId（应用详情页）",
    "wecom_secret": "Secret（应用详情页）",
    "wecom_token": "Token（应用详情页“接收消息”）",
    "wecom_aes_key": "EncodingAESKey（应用详情页“接收消息”）",
}
"""What an app of work WeChat needs, and where an administrator finds it."""
WECHAT_CREDENTIALS = {
    "wechat_app_id": "AppID（公众平台“设置与开发—基本配置”）",
    "wechat_secret": "AppSecret（同一页，重置后只显示一次）",
    "wechat_token": "令牌 Token（同一页“服务器配置”，自己定）",
    "wechat_aes_key": "消息加解密密钥 EncodingAESKey（同一页“服务器配置”，点随机生成）",
}
"""What an official account needs, and where an administrator finds it."""


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


class TeamDriver(str, Enum):
    """Where the team hears of tickets and answers: the console page only, an app of their work WeChat as well, or that
    app with the platform's own chat for the parties of a kf account."""

    EMBEDDED = "embedded"
    WECOM_APP = "wecom_app"
    KF = "kf"


WECOM_DRIVERS = frozenset({TeamDriver.WECOM_APP, TeamDriver.KF})
"""Those that need an app of work WeChat."""


class WhenBusy(str, Enum):
    """What a kf account does while a party waits for a person: the assistant goes on, or the party queues."""

    WAIT = "wait"
    POOL = "pool"


class WechatMode(str, Enum):
    """How the official account sends messages, as chosen on its platform's page: 明文, 兼容, 安全."""

    PLAIN = "plain"
    COMPATIBLE = "compatible"
    SAFE = "safe"


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
    public_url: str = Field("", description="当事人在自己手机上接着办的网址（短信、二维码里用）；空 = 不给")

    ivr_secret: str = Field(
        "", description="电话通道的签名密钥；embedded 可空（只收本机来的），production 没有就不开放"
    )
    ivr_token: str = Field("", description="电话平台适配器的令牌，写在回调地址里；空 = 适配器不开放")
    ivr_allow: str = Field("127.0.0.1,::1", description="电话平台适配器只收这些来源：IP 或网段，逗号分开")
    ivr_targets: str = Field(
        "",
        regex=r"^((^|,)[\w*-]+=[0-9A-Za-z+*#@.:-]+)*$",
        description="转接到哪个分机：队列=分机，逗号分开，*=其余队列；空 = 不转接，只登记",
    )
    ivr_confidence: float = Field(0.6, ge=0, le=1, description="语音识别的把握低于多少时，案号要复述确认")
    ivr_silence: PositiveInt = Field(6, description="说完后等来电人开口多少秒")
    ivr_recording: bool = Field(False, description="接通时是否告知通话录音")

    code_sender: CodeSenderKind = Field(CodeSenderKind.EMBEDDED, description="验证码的发送方式：embedded 或 http")
    sms_url: str = Field("", description="短信网关地址（code_sender=http 时必填），POST JSON {phone, text}")
    sms_token: str = Field("", description="短信网关令牌，放在 Authorization: Bearer 里")
    sms_time_limit: PositiveFloat = Field(3.0, description="短信网关单次调用的时限，秒")

    code_lifetime: int = Field(300, ge=60, le=900, description="验证码的有效期，秒")
    code_tries: int = Field(5, ge=1, le=10, description="一个验证码最多输几次")
    codes_per_sender: PositiveInt = Field(5, description="同一发送人一小时内最多要几次验证码")
    wrong_codes_per_sender: PositiveInt = Field(10, description="同一发送人一天内最多输错几次")
    codes_per_case: PositiveInt = Field(30, description="同一案件一天内最多发几次验证码，不论谁要")
    identity_idle: int = Field(1800, ge=60, description="身份核对后多久没有动静就失效，秒")
    identity_lifetime: PositiveInt = Field(12 * 3600, description="身份核对后最长的有效期，秒")

    desk_url: str = Field("", description="工单库地址（SQLAlchemy URL，可读写）；空 = data_dir 下的 desk.db")
    desk_file: str = Field("", description="团队文件（成员、队列、请假、办公时间）；空 = 样例团队")
    desk_remind_minutes: PositiveInt = Field(10, description="答应的时间之前多少分钟提醒同事")
    desk_silence_minutes: PositiveInt = Field(10, description="过了答应的时间多少工作分钟还没有回复，就如实告诉当事人")
    desk_rating_minutes: PositiveInt = Field(60, description="办结后等当事人评价多少分钟")
    desk_keep_days: PositiveInt = Field(180, description="工单结束后，双方说过的话保留多少天")
    team_driver: TeamDriver = Field(
        TeamDriver.EMBEDDED,
        description="团队用什么接待：embedded（后台页面）、wecom_app（企业微信应用）或 kf（微信客服原生转接）",
    )
    wecom_corp_id: str = Field("", description="企业微信的企业 ID（team_driver=wecom_app 时必填，下同）")
    wecom_agent_id: int = Field(0, ge=0, description="企业微信应用的 AgentId")
    wecom_secret: str = Field("", description="企业微信应用的 Secret")
    wecom_token: str = Field("", description="企业微信应用“接收消息”的 Token")
    wecom_aes_key: str = Field(
        "", regex="^([A-Za-z0-9]{43})?$", description="企业微信应用“接收消息”的 EncodingAESKey，43 个字符"
    )
    wecom_previous_aes_key: str = Field(
        "", regex="^([A-Za-z0-9]{43})?$", description="换 EncodingAESKey 期间填换下来的那个，换完清空"
    )
    wecom_base_url: str = Field(
        "https://qyapi.weixin.qq.com", description="企业微信接口地址；经代理转发时改成代理的地址"
    )
    wecom_time_limit: float = Field(5.0, gt=0, le=8, description="企业微信接口单次调用的时限，秒")
    wecom_member_per_minute: PositiveInt = Field(30, description="每名成员每分钟最多收多少条应用消息（平台上限 30）")
    wecom_member_per_hour: PositiveInt = Field(1000, description="每名成员每小时最多收多少条应用消息（平台上限 1000）")

    kf_open_kfid: str = Field("", description="微信客服账号的 open_kfid，几个用逗号隔开；空 = 不接微信客服")
    kf_token: str = Field("", description="微信客服回调的 Token；空 = 与应用“接收消息”的相同")
    kf_aes_key: str = Field(
        "", regex="^([A-Za-z0-9]{43})?$", description="微信客服回调的 EncodingAESKey；空 = 与应用“接收消息”的相同"
    )
    kf_when_busy: WhenBusy = Field(
        WhenBusy.WAIT, description="要找人而没人在线时：wait（机器人接着答，等人受理）或 pool（进微信的排队）"
    )
    kf_history_hours: PositiveFloat = Field(2.0, description="第一次启用微信客服时，只回答最近多少小时内的消息")
    wechat_app_id: str = Field("", description="公众号（服务号）的 AppID；空 = 不接公众号")
    wechat_secret: str = Field("", description="公众号的 AppSecret（接公众号时必填，Token 和密钥也是）")
    wechat_token: str = Field("", description="公众号“服务器配置”的令牌 Token")
    wechat_aes_key: str = Field(
        "", regex="^([A-Za-z0-9]{43})?$", description="公众号“服务器配置”的 EncodingAESKey，43 个字符"
    )
    wechat_previous_aes_key: str = Field(
        "", regex="^([A-Za-z0-9]{43})?$", description="换公众号 EncodingAESKey 期间填换下来的那个，换完清空"
    )
    wechat_mode: WechatMode = Field(
        WechatMode.SAFE, description="公众号消息加解密方式：safe、compatible 或 plain；production 不接受 plain"
    )
    wechat_base_url: str = Field("https://api.weixin.qq.com", description="公众号接口地址；经代理转发时改成代理的地址")
    wechat_time_limit: float = Field(5.0, gt=0, le=8, description="公众号接口单次调用的时限，秒")
    wechat_answer_within: float = Field(
        4.0, gt=0, le=4.5, description="公众号来消息后多少秒内答得上就当场答（平台只等 5 秒），答不上就随后另发"
    )
    wechat_template_id: str = Field("", description="公众号“有新回复”通知的模板 ID；空 = 不发这种通知")
    wechat_msgmenu: bool = Field(False, description="公众号能不能发可点的选项（要已认证的账号）；不能就用数字选")
    wechat_menu_file: str = Field("", description="公众号底部菜单的文件；空 = 自带的菜单")
    gather_seconds: float = Field(1.0, gt=0, le=3, description="微信里连着发来的几句，隔多少秒以内合在一起读")
    venue_file: str = Field("", description="场所文件（窗口、自助终端、开放时间、平面图）；空 = 不说窗口，演示用样例")
    robot_keys: str = Field(
        "",
        regex=r"^((^|,)[a-z0-9-]{1,32}:[0-9A-Za-z+/=_-]{32,})*$",
        description="大厅机器人的密钥：编号:密钥，逗号分开，密钥至少 32 个字符；production 没有就不开放这个通道",
    )
    queue_url: str = Field("", description="叫号系统的地址，GET 返回 JSON {地点 id: 等候人数}；空 = 不说排队")

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

    @validator("ivr_allow")
    def _addresses(cls, value: str) -> str:
        for one in filter(None, value.split(",")):
            ip_network(one.strip(), strict=False)
        return value

    @root_validator
    def _production_has_no_demo_parts(cls, values: dict[str, Any]) -> dict[str, Any]:
        if values.get("mode") is Mode.PRODUCTION:
            _require(len(values.get("secret", "")) >= 32, "secret", "至少 32 个随机字符")
            _require(values.get("store_url"), "store_url", "法院案件库的只读地址")
            _require(values.get("redis_url"), "redis_url", "Redis 地址")
            _require(values.get("code_sender") is CodeSenderKind.HTTP, "code_sender", "http")
            guarded = not values.get("action_url") or values.get("action_token")
            _require(guarded, "action_token", "与动作服务器相同的令牌")
            _require(not _plain(values), "wechat_mode", "safe 或 compatible；明文模式谁都能冒充平台")
        if values.get("code_sender") is CodeSenderKind.HTTP:
            _require(values.get("sms_url"), "sms_url", "短信网关地址")
        for name, wanted in _credentials(values).items():
            _require(values.get(name), name, wanted)
        return values

    @property
    def kf_accounts(self) -> tuple[str, ...]:
        """The kf accounts that are answered; empty if there is none."""
        return tuple(filter(None, map(str.strip, self.kf_open_kfid.split(","))))

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


def _plain(values: dict[str, Any]) -> bool:
    return values.get("wechat_mode") is WechatMode.PLAIN


def _credentials(values: dict[str, Any]) -> dict[str, str]:
    """What the platforms that are switched on need."""
    kf = {"kf_open_kfid": "微信客服账号的 open_kfid"} if values.get("team_driver") is TeamDriver.KF else {}
    wecom = WECOM_CREDENTIALS if values.get("kf_open_kfid") or values.get("team_driver") in WECOM_DRIVERS else {}
    if values.get("team_driver") not in WECOM_DRIVERS:  # then the app itself needs no address that is called
        own = {"wecom_token": "kf_token", "wecom_aes_key": "kf_aes_key"}
        wecom = {name: wanted for name, wanted in wecom.items() if not values.get(own.get(name, ""))}
    wechat = WECHAT_CREDENTIALS if values.get("wechat_app_id") else {}
    return {
        name: wanted
        for name, wanted in {**kf, **wecom, **wechat}.items()
        if name != "wechat_aes_key" or not _plain(values)
    }


def _from_file(_: BaseSettings) -> dict[str, Any]:
    path = Path(os.environ.get("ZHIXUN_SETTINGS_FILE", SETTINGS_FILE))
    if not path.exists():
        return {}
    content = read_yaml(path) or {}
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
