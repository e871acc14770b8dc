"""Promises of the office: what is one, and what only sounds like one."""

from __future__ import annotations

import pytest

from bot.hours import Hours
from bot.transcripts.promises import is_promise, promises_of
from tests.transcripts.talks import call


@pytest.mark.parametrize(
    "said",
    [
        "明天给您回电", "下午三点前答复您", "我们会尽快联系你", "查到了我给您打电话", "周五之前给您一个答复",
        "三个工作日内给您回复", "让法官给您打过去", "有结果我们电话通知您", "回头给您回个电话", "稍后回电",
    ],
)  # fmt: skip
def test_a_promise(said: str) -> None:
    assert is_promise(said)


@pytest.mark.parametrize(
    "said",
    [
        "没办法给您回电", "我们不会再联系您", "昨天给您打过电话了", "法官有没有联系您", "您自己打12368联系",
        "请您联系立案庭", "上周已经通知您了", "您可以打电话问书记员", "领款会有短信通知您", "案子已经到账了",
    ],
)  # fmt: skip
def test_no_promise(said: str) -> None:
    assert not is_promise(said)


def test_the_caller_promises_nothing_and_the_same_promise_counts_once(hours: Hours) -> None:
    heard = call("来：我明天给您回电话", "人：好的，我们尽快联系您。明天上午给您回电话", "人：嗯，明天上午给您回电")
    (promise,) = promises_of(heard, hours)
    assert (promise.place, promise.due and promise.due.shown) == (1, "11月26日12:00前")


def test_what_the_desk_has_already_is_marked(hours: Hours) -> None:
    (promise,) = promises_of(call("机：已经转给值班团队（ZX1125-003），今天15:30前有人给您回复"), hours)
    assert promise.ticketed


def test_names_and_numbers_are_hidden_in_it(hours: Hours) -> None:
    (promise,) = promises_of(call("人：我让陈大文法官明天打您15400001234给您回电"), hours)
    assert "陈大文" not in promise.said and "15400001234" not in promise.said
