"""The robot's contract over real HTTP: visits, leading, keys, bad input, and nothing left of a visitor."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
import redis

from bot.answers.reply import Disclosure, Handover, Reply, Urgency
from bot.answers.venue_file import load
from bot.engine.lobby import forget, hear
from bot.settings import Settings
from connectors.robot import RobotChannel
from connectors.robot_ports import House
from connectors.signed import signature
from tests.connectors.server import Bot, BrokenBot, SlowBot, serving
from tests.connectors.test_queue_board import Queues

KEY, OTHER = "k" * 32, "o" * 32
FINANCE = Reply(lines=("财务专窗在一楼大厅北侧，3号窗口。",), choices=("转人工",), place="finance")
UPSTAIRS = Reply(lines=("调解室在二楼。",), place="mediation-room")
VENUE = load()


@contextmanager
def robot(bot: Bot, settings: Settings, client: redis.Redis[str], silence: float = 60) -> Iterator[httpx.Client]:
    async def forgetting(conversation: str) -> None:
        await forget(client, conversation)

    channel = RobotChannel(settings, House(lambda: VENUE, hear, forgetting), lambda: client, silence)
    with serving(bot, channel) as url, httpx.Client(base_url=f"{url}/webhooks/robot") as http:
        yield http


@pytest.fixture
def lobby(bot: Bot, embedded: Settings, redis_client: redis.Redis[str]) -> Iterator[httpx.Client]:
    bot.replies = (FINANCE,)
    with robot(bot, embedded, redis_client) as http:
        yield http


def turn(http: httpx.Client, event: str, text: str | None = None, **more: Any) -> httpx.Response:
    body = {"robot": "hall-1", "place": "hall", "session": "a", "event": event, **more}
    return http.post("/turn", json=body if text is None else {**body, "text": text})


def told(http: httpx.Client, event: str, text: str | None = None, **more: Any) -> dict[str, Any]:
    response = turn(http, event, text, **more)
    assert response.status_code == 200, response.text
    content: dict[str, Any] = response.json()
    return content


def test_a_visitor_is_greeted_told_shown_and_led(lobby: httpx.Client, bot: Bot) -> None:
    hello = told(lobby, "wake")
    assert hello["fresh"] and hello["gesture"] == "wave" and "身份证号" in hello["speech"]
    shown = told(lobby, "utterance", "财务专窗在哪里")
    assert not shown["fresh"] and shown["walk"] is None and shown["gesture"] == "point"
    assert shown["speech"].endswith("要我带您去财务专窗吗？")
    assert shown["card"]["choices"] == ["转人工", "带我去", "不用了"]
    assert shown["card"]["place"] == "finance" and shown["card"]["way"][-1] == [29, 6]
    led = told(lobby, "button", "带我去")
    assert led["walk"] == {"id": "finance", "name": "财务专窗", "x": 29.0, "y": 6.0} and not led["listen"]
    assert "请跟我来" in led["speech"] and led["gesture"] == "lead"
    assert "财务专窗" in told(lobby, "nav_done")["speech"]
    assert [message.text for message in bot.heard] == ["财务专窗在哪里"]  # consent is the robot's own business


@pytest.mark.parametrize("yes", ["好", "好的", "好的，谢谢", "可以", "嗯嗯", "带我去", "走吧", "麻烦您了", "带路吧"])
def test_consent(lobby: httpx.Client, yes: str) -> None:
    told(lobby, "utterance", "财务专窗在哪里")
    assert told(lobby, "utterance", yes)["walk"]["id"] == "finance"


@pytest.mark.parametrize("no", ["不用", "不用了", "算了", "我自己去", "不要"])
def test_no_consent_no_walk(lobby: httpx.Client, no: str) -> None:
    told(lobby, "utterance", "财务专窗在哪里")
    stays = told(lobby, "utterance", no)
    assert stays["walk"] is None and "三号窗口" in stays["speech"]
    assert told(lobby, "utterance", "好")["walk"] is None  # the offer is over


def test_a_yes_to_nothing_is_a_word_for_the_assistant(lobby: httpx.Client, bot: Bot) -> None:
    assert told(lobby, "utterance", "好的")["walk"] is None
    assert [message.text for message in bot.heard] == ["好的"]


def test_who_asks_to_be_led_is_led_at_once(lobby: httpx.Client) -> None:
    assert told(lobby, "utterance", "带我去财务专窗")["walk"]["id"] == "finance"


def test_no_walk_to_where_no_robot_can_go(bot: Bot, lobby: httpx.Client) -> None:
    bot.replies = (UPSTAIRS,)
    shown = told(lobby, "utterance", "带我去调解室")
    assert shown["walk"] is None and shown["card"]["way"] == [] and "带我去" not in shown["card"]["choices"]


def test_a_blocked_way_is_shown_on_the_plan(lobby: httpx.Client) -> None:
    told(lobby, "utterance", "带我去财务专窗")
    stuck = told(lobby, "nav_failed")
    assert "对不起" in stuck["speech"] and stuck["card"]["way"] and stuck["walk"] is None


def test_every_wake_every_session_and_every_silence_is_another_conversation(
    bot: Bot, embedded: Settings, redis_client: redis.Redis[str]
) -> None:
    with robot(bot, embedded, redis_client, silence=0.2) as http:
        for more in ({}, {}, {"session": "b"}):
            told(http, "utterance", "你好", **more)
        told(http, "wake", session="b")
        told(http, "utterance", "你好", session="b")
        time.sleep(0.3)
        assert told(http, "utterance", "你好", session="b")["fresh"]
        told(http, "utterance", "你好", session="b", robot="hall-2", place="east")
    ids = [message.sender_id for message in bot.heard]
    assert ids[0] == ids[1] and len(set(ids)) == 5
    assert all(one.startswith("robot:hall-1.") for one in ids[:5]) and ids[5].startswith("robot:hall-2.")


def test_an_offer_is_not_the_next_visitors(lobby: httpx.Client, bot: Bot) -> None:
    told(lobby, "utterance", "财务专窗在哪里")
    told(lobby, "wake")
    assert told(lobby, "utterance", "好的")["walk"] is None
    told(lobby, "leave")
    assert "财务专窗" not in told(lobby, "nav_done")["speech"]


def test_the_end_of_a_visit_leaves_nothing(lobby: httpx.Client, redis_client: redis.Redis[str]) -> None:
    told(lobby, "utterance", "财务专窗在哪里")
    ended = told(lobby, "idle")
    assert ended["end"] and ended["card"] is None and ended["speech"] == ""
    assert redis_client.keys("zhixun:*") == []
    assert told(lobby, "leave")["end"]  # twice is no harm


@pytest.mark.parametrize("text", ["我的身份证号是440103199001011234", "123456", "验证码是654321", "13800138000"])
def test_numbers_that_must_not_be_said_are_not_heard(lobby: httpx.Client, bot: Bot, text: str) -> None:
    plea = told(lobby, "utterance", text)
    assert "没有记下" in plea["speech"] and bot.heard == []
    assert not any(run in json.dumps(plea) for run in ("4401", "123456", "654321", "1380013"))


def test_the_question_beside_such_a_number_is_answered(lobby: httpx.Client, bot: Bot) -> None:
    told_ = told(lobby, "utterance", "我电话13800138000，财务专窗在哪")
    assert told_["speech"].startswith("请不要") and told_["card"]["place"] == "finance"
    assert "138" not in bot.heard[0].text and "财务专窗在哪" in bot.heard[0].text


def test_a_case_number_is_not_heard(lobby: httpx.Client, bot: Bot) -> None:
    told(lobby, "utterance", "（2026）粤0111执1001号到哪一步了")
    assert bot.heard[0].text == "我的案子到哪一步了"


def test_what_is_for_a_party_is_neither_said_nor_shown_nor_offered(bot: Bot, lobby: httpx.Client) -> None:
    bot.replies = (
        Reply(
            lines=("已冻结60万元",), title="进展", choices=("60万怎么领",), disclosure=Disclosure.PARTY, speech="60万"
        ),
    )
    private = told(lobby, "utterance", "我的案子")
    assert "60" not in json.dumps(private, ensure_ascii=False) and "大厅里人多" in private["speech"]


def test_where_help_is_is_said_and_not_left_to_the_screen(bot: Bot, lobby: httpx.Client) -> None:
    lines = ("您现在的安全最要紧，有危险请马上打110。" + "心里难受可以说出来。" * 8, "请马上找身边的法警。")
    bot.replies = (Reply(lines=lines, handover=Handover("crisis", "救命", Urgency.URGENT)),)
    assert told(lobby, "utterance", "我不想活了")["speech"].endswith("请马上找身边的法警。")
    bot.replies = (Reply(lines=lines),)
    assert told(lobby, "utterance", "规定是什么")["speech"].endswith("其余的请看屏幕。")


def test_a_person_owns_the_conversation(bot: Bot, lobby: httpx.Client) -> None:
    bot.replies = ()
    silent = told(lobby, "utterance", "有人吗")
    assert "工作人员" in silent["speech"] and "稍等" in silent["speech"]


def test_the_code_leads_to_the_public_address_and_nowhere_else(
    bot: Bot, embedded: Settings, redis_client: redis.Redis[str]
) -> None:
    assert embedded.public_url == ""
    with robot(bot, embedded.copy(update={"public_url": "https://court.example/zhixun"}), redis_client) as http:
        first = told(http, "wake")["card"]["qr"]
        asked = told(http, "utterance", "（2026）粤0111执1001号到哪一步了")["card"]["qr"]
    assert first.startswith("<svg") and "style" not in first and first == asked  # the same for everybody
    with robot(bot, embedded, redis_client) as http:
        assert told(http, "wake")["card"]["qr"] == ""


def test_a_repeated_turn_gets_the_same_answer_and_an_older_one_none(lobby: httpx.Client, bot: Bot) -> None:
    first = told(lobby, "utterance", "财务专窗在哪里", turn=5)
    assert told(lobby, "utterance", "财务专窗在哪里", turn=5) == first and len(bot.heard) == 1
    assert turn(lobby, "utterance", "好", turn=4).status_code == 409
    assert turn(lobby, "utterance", "好", turn=5).status_code == 409
    assert told(lobby, "utterance", "好", turn=6)["walk"]["id"] == "finance"


def test_an_answer_that_comes_too_late_is_for_nobody(embedded: Settings, redis_client: redis.Redis[str]) -> None:
    slow = SlowBot()
    slow.replies = (FINANCE,)
    with robot(slow, embedded, redis_client) as http:
        late: list[httpx.Response] = []
        asking = threading.Thread(target=lambda: late.append(turn(http, "utterance", "财务专窗在哪里")))
        asking.start()
        assert slow.began.wait(10)
        told(http, "wake")
        slow.allowed.set()
        asking.join(10)
        assert late[0].status_code == 409 and "财务专窗" not in late[0].text
        assert told(http, "nav_done")["fresh"] is False


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"place": "moon"}, 404),
        ({"place": None}, 404),
        ({"robot": "大厅"}, 400),
        ({"robot": None}, 400),
        ({"session": ""}, 400),
        ({"session": "s" * 65}, 400),
        ({"event": "dance"}, 400),
        ({"event": []}, 400),
        ({"text": None}, 400),
        ({"turn": -1}, 400),
        ({"turn": True}, 400),
        ({"turn": 1.5}, 400),
    ],
)
def test_bad_input_is_refused_and_the_visit_lives_on(lobby: httpx.Client, body: dict[str, Any], status: int) -> None:
    told(lobby, "utterance", "财务专窗在哪里")
    wrong = lobby.post(
        "/turn", json={"robot": "hall-1", "place": "hall", "session": "a", "event": "utterance", "text": "好", **body}
    )
    assert wrong.status_code == status and wrong.json()["error"]
    assert told(lobby, "utterance", "好")["walk"]["id"] == "finance"


@pytest.mark.parametrize(("content", "status"), [(b"{", 400), (b"[]", 400), (b"\xff", 400), (b"x" * 70_000, 413)])
def test_no_json_and_too_much(lobby: httpx.Client, content: bytes, status: int) -> None:
    assert lobby.post("/turn", content=content).status_code == status


def test_a_broken_turn_is_said_and_the_visit_lives_on(embedded: Settings, redis_client: redis.Redis[str]) -> None:
    with robot(BrokenBot(), embedded, redis_client) as http:
        broken = turn(http, "utterance", "你好")
        assert broken.status_code == 500 and "你好" not in broken.text
        assert told(http, "touch")["fresh"] is False


def test_another_site_and_another_machine_are_refused(lobby: httpx.Client) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"X-Forwarded-For": "10.0.0.9"}):
        refused = lobby.post("/turn", json={"robot": "r", "session": "a", "event": "wake"}, headers=headers)
        assert refused.status_code == 403


def _signed(http: httpx.Client, key: str, *, robot: str = "hall-1", age: int = 0, extra: bytes = b"") -> httpx.Response:
    body = json.dumps({"robot": robot, "place": "hall", "session": "a", "event": "wake"}).encode()
    at = str(int(time.time()) - age)
    headers = {"X-Robot-Timestamp": at, "X-Robot-Signature": signature(key, at, body)}
    return http.post("/turn", content=body + extra, headers=headers)


def test_with_keys_every_robot_must_sign(bot: Bot, embedded: Settings, redis_client: redis.Redis[str]) -> None:
    keyed = embedded.copy(update={"robot_keys": f"hall-1:{KEY},hall-2:{OTHER}"})
    with robot(bot, keyed, redis_client) as http:
        assert _signed(http, KEY).status_code == 200
        assert _signed(http, KEY).status_code == 409  # the same second, the same words: a replay
        assert _signed(http, OTHER, robot="hall-2").status_code == 200
        for refused in (
            _signed(http, OTHER),
            _signed(http, KEY, robot="hall-9"),
            _signed(http, KEY, age=300),
            _signed(http, KEY, age=-300),
            _signed(http, KEY, extra=b" "),
            turn(http, "wake"),
            http.post("/turn", json={"robot": "hall-1"}, headers={"X-Robot-Timestamp": "x", "X-Robot-Signature": "y"}),
        ):
            assert refused.status_code == 401
        assert http.get("/").status_code == 404  # the page cannot sign


def test_production_without_keys_has_no_robot(bot: Bot, production: Settings, redis_client: redis.Redis[str]) -> None:
    with robot(bot, production, redis_client) as http:
        assert turn(http, "wake").status_code == 404 and http.get("/").status_code == 404


def test_without_redis_a_robot_is_told_so(bot: Bot, embedded: Settings) -> None:
    gone: redis.Redis[str] = redis.Redis(port=1, decode_responses=True)
    with robot(bot, embedded, gone) as http:
        assert turn(http, "wake").status_code == 503


def test_queues_are_told_where_the_court_knows_them(
    bot: Bot, embedded: Settings, redis_client: redis.Redis[str]
) -> None:
    bot.replies = (FINANCE,)
    queues = Queues()
    with serving(Bot(), queues.blueprint()) as url:
        queued = embedded.copy(update={"queue_url": f"{url}/queues"})
        with robot(bot, queued, redis_client) as http:
            shown = told(http, "utterance", "财务专窗在哪里")
    assert "财务专窗现在有三人在等。要我带您去" in shown["speech"] and "3人" in shown["card"]["lines"][-1]
