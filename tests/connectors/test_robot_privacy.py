"""The robot tells no case, whoever tries, also after the parties were told theirs elsewhere (``python -m bench robot``
tries five thousand times)."""

from __future__ import annotations

import pytest

from bench import robot
from bot.cases.sample import demo_cases
from bot.engine.assistant import Assistant
from bot.engine.lobby import forget, hear
from bot.engine.transcript import events_key, kept_for
from bot.engine.wiring import Parts

TURNS, SEED = 60, 11
CASES = demo_cases()[:3]


async def test_nobody_hears_of_a_case(assistant: Assistant, parts: Parts) -> None:
    tried = await robot.measure(assistant, parts, TURNS, SEED, cases=CASES)
    assert tried.told == []
    assert tried.verified == 6 and tried.secrets > 50  # there was something to tell


async def test_the_ears_of_the_proof_are_open(assistant: Assistant, parts: Parts) -> None:
    """Without the lobby's rules the same ears hear secrets: the proof can fail."""
    secrets = await robot.verified_secrets(assistant, parts, robot.Tried(), CASES[:1])
    replies = await assistant.ask("robot-bench-（2026）粤0111执1001号-何桂芳", "web", "查封冻结了什么")
    answer = {"speech": "".join(line for reply in replies for line in reply.lines), "card": None}
    assert robot.heard(secrets, answer)


@pytest.mark.parametrize(
    ("said", "kept", "personal"),
    [
        ("财务专窗在哪里", "财务专窗在哪里", False),
        ("（2026）粤0111执1001号到哪一步了", "我的案子到哪一步了", False),
        ("二零二六粤零幺幺幺执幺零零幺号到哪了", "我的案子到哪了", False),
        ("2026年执1001号查封了吗", "我的案子查封了吗", False),
        ("我的身份证号是440103199001011234", "", True),
        ("身份证四四零幺零三幺九九零零幺零幺幺二三四", "", True),
        ("123456", "", True),
        ("一二三四五六", "", True),
        ("验证码是 123456", "", True),
        ("后四位是1234", "", True),
        ("13800138000", "", True),
        ("我电话13800138000，厕所在哪", "我电话，厕所在哪", True),
        ("申请执行123456元要交多少钱", "申请执行123456元要交多少钱", False),
        ("2026年11月26日上班吗", "2026年11月26日上班吗", False),
        ("3号窗口在哪", "3号窗口在哪", False),
    ],
)
def test_what_the_ears_keep(said: str, kept: str, personal: bool) -> None:
    heard = hear(said)
    assert (heard.text, heard.personal) == (kept, personal)


async def test_a_visit_is_kept_hardly_longer_than_it_lasts_and_forgotten_at_once(
    assistant: Assistant, parts: Parts
) -> None:
    await assistant.ask("hall-1.visit", "robot", "讲个笑话")
    await assistant.ask("hall-1.visit", "robot", "自助机怎么用")
    kept = [key for key in parts.redis.keys("zhixun:*") if "hall-1.visit" in key]
    assert kept and events_key("robot:hall-1.visit") in kept
    assert all(0 < parts.redis.ttl(key) <= 120 for key in kept if "lock" not in key)
    await forget(parts.redis, "robot:hall-1.visit")
    assert [key for key in parts.redis.keys("zhixun:*") if "hall-1.visit" in key and "lock" not in key] == []
    assert kept_for("web:a", 900) == 900
