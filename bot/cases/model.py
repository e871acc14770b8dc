"""What the case store knows about a case, as frozen values. Money is in yuan, dates are calendar days in China."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum


class Stage(str, Enum):
    """Where a case stands in its life."""

    URGING = "urging"  # 执前督促
    FILED = "filed"  # 已立案
    NOTIFIED = "notified"  # 已发执行通知
    INVESTIGATING = "investigating"  # 财产查控中
    CONTROLLED = "controlled"  # 已查封、扣押、冻结
    LEVYING = "levying"  # 划拨中
    AUCTION = "auction"  # 评估、拍卖、变卖
    PAYOUT = "payout"  # 案款发放
    SETTLED = "settled"  # 执行和解履行中
    SUSPENDED = "suspended"  # 中止、暂缓
    TERMINATED = "terminated"  # 终结本次执行程序
    CONCLUDED = "concluded"  # 结案


class Conclusion(str, Enum):
    """How a case ended (执行工作规定第64条)."""

    PAID = "paid"  # 执行完毕
    TERMINATED = "terminated"  # 终结本次执行程序
    ENDED = "ended"  # 终结执行
    WITHDRAWN = "withdrawn"  # 销案
    REFUSED = "refused"  # 不予执行
    DISMISSED = "dismissed"  # 驳回申请


class Role(str, Enum):
    """What a person is in one case."""

    APPLICANT = "applicant"  # 申请执行人
    DEBTOR = "debtor"  # 被执行人
    AGENT = "agent"  # 委托代理人
    THIRD_PARTY = "third_party"  # 案外人、协助执行人


class Audience(str, Enum):
    """Who may hear of an event or a measure before it is served on everybody.

    A measure that is only planned, or a search that still runs, is not told to the debtor: it would warn them
    (先控制、后告知)."""

    PARTIES = "parties"
    APPLICANT = "applicant"
    COURT = "court"


class EventKind(str, Enum):
    """Codes of ``v_event.kind``."""

    URGED = "urged"  # 发出执前督促
    FILED = "filed"  # 立案
    ASSIGNED = "assigned"  # 确定承办人
    NOTICE_SENT = "notice_sent"  # 发出执行通知书、报告财产令
    PENALTY_WARNED = "penalty_warned"  # 发出预处罚告知书
    SEARCHED = "searched"  # 网络查控、线下调查
    PROPERTY_REPORTED = "property_reported"  # 被执行人报告财产
    MEASURE_TAKEN = "measure_taken"  # 查封、扣押、冻结
    MEASURE_LIFTED = "measure_lifted"  # 解除措施
    LEVIED = "levied"  # 划拨、提取
    VALUED = "valued"  # 评估、询价
    AUCTION_ANNOUNCED = "auction_announced"  # 拍卖公告
    AUCTION_FAILED = "auction_failed"  # 流拍
    AUCTION_SOLD = "auction_sold"  # 成交
    MONEY_RECEIVED = "money_received"  # 案款到账
    MONEY_PAID = "money_paid"  # 案款发放
    SETTLED = "settled"  # 达成和解
    SUSPENDED = "suspended"  # 中止
    RESUMED = "resumed"  # 恢复执行
    TERMINATED = "terminated"  # 终本
    RECHECKED = "rechecked"  # 终本后定期查询
    CONCLUDED = "concluded"  # 结案
    CONSUMPTION_LIMITED = "consumption_limited"  # 限制消费令
    LISTED_DISHONEST = "listed_dishonest"  # 纳入失信名单
    DELISTED = "delisted"  # 移出失信名单


class MeasureKind(str, Enum):
    """Codes of ``v_measure.kind``."""

    FREEZE_DEPOSIT = "freeze_deposit"  # 冻结存款
    FREEZE_WALLET = "freeze_wallet"  # 冻结网络账户（微信、支付宝）
    FREEZE_EQUITY = "freeze_equity"  # 冻结股权、证券
    SEIZE_REALTY = "seize_realty"  # 查封不动产
    SEIZE_VEHICLE = "seize_vehicle"  # 查封、扣押车辆
    SEIZE_MOVABLE = "seize_movable"  # 查封、扣押其他动产
    WITHHOLD_INCOME = "withhold_income"  # 扣留、提取收入
    LEVY = "levy"  # 划拨
    AUCTION = "auction"  # 拍卖、变卖
    CONSUMPTION_LIMIT = "consumption_limit"  # 限制消费
    DISHONEST_LIST = "dishonest_list"  # 失信名单
    EXIT_BAN = "exit_ban"  # 限制出境
    FINE = "fine"  # 罚款
    DETENTION = "detention"  # 拘留


class MeasureStatus(str, Enum):
    """Codes of ``v_measure.status``."""

    PLANNED = "planned"  # 拟采取
    ACTIVE = "active"  # 生效中
    DONE = "done"  # 已完成（如划拨完毕、拍卖成交）
    LIFTED = "lifted"  # 已解除
    EXPIRED = "expired"  # 期满失效


class PaymentKind(str, Enum):
    """Codes of ``v_payment.kind``."""

    RECEIVED = "received"  # 案款到账（法院收到）
    PAID_OUT = "paid_out"  # 发放给申请执行人
    FEE = "fee"  # 执行费
    REFUND = "refund"  # 退还被执行人


class NextStep(str, Enum):
    """Codes of ``v_case.next_step``: what the court itself entered as its next step."""

    SEND_NOTICE = "send_notice"
    SEARCH = "search"
    LEVY = "levy"
    VALUE = "value"
    AUCTION = "auction"
    SECOND_AUCTION = "second_auction"
    PAY_OUT = "pay_out"
    CHECK_SETTLEMENT = "check_settlement"
    PERIODIC_CHECK = "periodic_check"
    CONCLUDE = "conclude"


class TeamKind(str, Enum):
    """Kinds of enforcement team."""

    FAST = "fast"  # 快执组
    ORDINARY = "ordinary"  # 普通组
    COMPLEX = "complex"  # 疑难组


@dataclass(frozen=True)
class Case:
    """One row of ``v_case``. ``claim`` is the sum enforced (申请执行标的); ``next_due`` is the day that the court
    itself entered, ``None`` if it entered none."""

    case_number: str
    court_code: str
    court_name: str
    cause: str
    basis: str
    claim: Decimal | None
    filed_on: date | None
    stage: Stage
    stage_since: date
    team_id: str | None
    handler: str | None
    next_step: NextStep | None
    next_due: date | None
    concluded_on: date | None
    conclusion: Conclusion | None


@dataclass(frozen=True)
class Party:
    """One row of ``v_party``. ``person_key`` is the same for one person in all cases (a keyed hash, never the ID
    number itself); ``represents`` is the ``party_id`` of the principal of an agent."""

    case_number: str
    party_id: str
    person_key: str
    name: str
    role: Role
    is_organisation: bool
    phone: str | None
    id_tail: str | None
    represents: str | None


@dataclass(frozen=True)
class Event:
    """One row of ``v_event``; ``note`` is one plain sentence that the court wrote or approved, without names."""

    event_id: str
    case_number: str
    happened_on: date
    kind: EventKind
    note: str
    audience: Audience


@dataclass(frozen=True)
class Measure:
    """One row of ``v_measure``. ``target`` is already masked by the court (尾号1234的账户); ``rank`` is 1 for a first
    seizure, 2 and more for a waiting one (轮候)."""

    measure_id: str
    case_number: str
    party_id: str | None
    kind: MeasureKind
    target: str
    amount: Decimal | None
    began_on: date | None
    ends_on: date | None
    status: MeasureStatus
    rank: int | None
    audience: Audience


@dataclass(frozen=True)
class Payment:
    """One row of ``v_payment``."""

    payment_id: str
    case_number: str
    party_id: str | None
    kind: PaymentKind
    amount: Decimal
    paid_on: date
    note: str


@dataclass(frozen=True)
class Team:
    """One row of ``v_team``; ``phone``: the office line, ``place``: window or room, ``hours``: when it is staffed."""

    team_id: str
    court_code: str
    name: str
    kind: TeamKind
    head: str
    phone: str
    place: str
    hours: str


@dataclass(frozen=True)
class CaseFile:
    """Everything the store holds about one case, lists in order of date (oldest first)."""

    case: Case
    parties: tuple[Party, ...]
    events: tuple[Event, ...]
    measures: tuple[Measure, ...]
    payments: tuple[Payment, ...]
    team: Team | None
