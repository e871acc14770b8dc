"""Talking on the phone: hearing, speaking in portions, silence, noise, interruption, keys, hand-over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import redis

from bot.answers.reply import Handover, Reply, Urgency
from bot.desk import staff
from bot.desk.desk import Desk
from bot.desk.ports import Request
from bot.settings import Settings
from connectors.ivr_contract import Guess
from connectors.ivr_hearing import Meaning, best, keyed
from connectors.ivr_words import means
from tests.connectors.ivr_line import MOBILE, Caller, line_to
from tests.connectors.server import Bot

CHINA = timezone(timedelta(hours=8))
OPEN = datetime(2026, 11, 25, 10, 0, tzinfo=CHINA)  # a Wednesday
LONG = Reply(lines=tuple(f"这是第{at}句。" for at in "一二三四五六七"))
PERSON = Reply(lines=("已经转给值班团队。",), handover=Handover("request_human", "转人工"))


@contextmanager
def calling(
    settings: Settings, client: redis.Redis[str], *replies: Reply, desk: Desk | None = None
) -> Iterator[Caller]:
    with line_to(Bot(*replies), settings, client, desk) as http:
        caller = Caller(http)
        caller.does("start")
        yield caller


@pytest.fixture
def staffed(embedded: Settings) -> Settings:
    return embedded.copy(update={"ivr_targets": "duty=8001,*=8000"})


@contextmanager
def desk_at(folder: Path, now: datetime) -> Iterator[Desk]:
    team = staff.load()
    desk = Desk.open(f"sqlite:///{folder / 'desk.db'}", lambda: team, "s" * 32, clock=lambda: now)
    yield desk
    desk.shut()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path, OPEN) as desk:
        yield desk


def ask_for_person(desk: Desk, caller: Caller, reason: str = "request_human") -> None:
    """What the assistant does when somebody asks for a person."""
    words = {"reason": reason, "urgency": Urgency.NORMAL, "asked": "我要找人"}
    desk.request(Request(key="k", conversation=f"ivr:{caller.id}", channel="ivr", **words))  # type: ignore[arg-type]


def test_three_sentences_then_the_question_and_on_from_there(
    embedded: Settings, redis_client: redis.Redis[str]
) -> None:
    with calling(embedded, redis_client, LONG) as caller:
        assert caller.says("说说") == "这是第一句。这是第二句。这是第三句。要继续听吗？"
        assert caller.says("好的") == "这是第四句。这是第五句。这是第六句。要继续听吗？"
        assert caller.says("继续") == "这是第七句。"


def test_no_more_is_enough(embedded: Settings, redis_client: redis.Redis[str]) -> None:
    with calling(embedded, redis_client, LONG) as caller:
        caller.says("说说")
        assert "还想问" in caller.says("不用了")
        assert caller.says("继续").startswith("这是第一句。")  # nothing is left: it goes to the assistant


def test_a_key_goes_on_and_another_stops(embedded: Settings, redis_client: redis.Redis[str]) -> None:
    with calling(embedded, redis_client, LONG) as caller:
        caller.says("说说")
        assert caller.presses("1").startswith("这是第四句。")
        assert "还想问" in caller.presses("2")


@pytest.mark.parametrize("words", ["再说一遍", "没听清楚。", "你刚才说什么？", "重复一遍吧"])
def test_again(embedded: Settings, redis_client: redis.Redis[str], words: str) -> None:
    with calling(embedded, redis_client, LONG) as caller:
        first = caller.says("说说")
        assert caller.says(words) == first
        assert caller.presses("*") == first


def test_the_pace_is_kept_for_the_call(embedded: Settings, redis_client: redis.Redis[str]) -> None:
    with calling(embedded, redis_client, LONG) as caller:
        caller.says("说说")
        slower = caller.does("speech", speech={"text": "说慢一点"})["speech"]
        assert slower["text"].startswith("好的，我说慢一点。这是第一句。")
        assert '<prosody rate="80%">' in slower["ssml"]
        assert '<prosody rate="65%">' in caller.does("keys", keys="9")["speech"]["ssml"]
        assert '<prosody rate="65%">' in caller.does("speech", speech={"text": "继续"})["speech"]["ssml"]
        assert "最慢" in caller.presses("9")
        assert "prosody" not in caller.does("speech", speech={"text": "恢复正常"})["speech"]["ssml"]


def test_speech_is_escaped_in_ssml(embedded: Settings, redis_client: redis.Redis[str]) -> None:
    with calling(embedded, redis_client, Reply(lines=("甲<乙>&丙。",))) as caller:
        ssml = caller.does("speech", speech={"text": "说说"})["speech"]["ssml"]
        assert ssml.count("<") == 2  # the document's own two tags


@pytest.mark.parametrize("words", ["等一下", "你等等啊", "我找一下案号", "稍等，"])
def test_whoever_looks_something_up_is_waited_for(
    embedded: Settings, redis_client: redis.Redis[str], words: str
) -> None:
    with calling(embedded, redis_client, LONG) as caller:
        first = caller.says("说说")
        waiting = caller.does("speech", speech={"text": words})
        assert waiting["expect"]["silence"] == 60
        assert caller.does("no-input")["speech"]["text"] == first  # no reproach: this silence was asked for
        assert "没有听到" in caller.does("no-input")["speech"]["text"]


def test_three_steps_of_silence_then_good_bye(embedded: Settings, redis_client: redis.Redis[str]) -> None:
    with calling(embedded, redis_client, LONG) as caller:
        steps = [caller.does("no-input") for _ in range(4)]
        assert [step["action"]["type"] for step in steps] == ["continue"] * 3 + ["hang-up"]
        assert len({step["speech"]["text"] for step in steps}) == 4


def test_a_word_ends_the_silence(embedded: Settings, redis_client: redis.Redis[str]) -> None:
    with calling(embedded, redis_client, LONG) as caller:
        for _ in range(3):
            assert [caller.does("no-input")["action"]["type"] for _ in range(3)] == ["continue"] * 3
            caller.says("说说")


def test_noise_leads_to_a_person_in_office_hours(
    staffed: Settings, redis_client: redis.Redis[str], office: Desk
) -> None:
    with calling(staffed, redis_client, PERSON, desk=office) as caller:
        assert all("听" in caller.does("no-match")["speech"]["text"] for _ in range(3))
        ask_for_person(office, caller)
        assert caller.does("no-match")["action"]["type"] == "transfer"


def test_an_interruption_loses_nothing(embedded: Settings, redis_client: redis.Redis[str]) -> None:
    with line_to(Bot(LONG), embedded, redis_client) as http:
        caller = Caller(http)
        assert caller.says("说说").startswith("这是第一句。")
        caller.does("interrupted", heard_ms=2000)  # eight characters: in the middle of the second sentence
        assert caller.says("继续") == "这是第二句。这是第三句。要继续听吗？"
        assert caller.says("继续") == "这是第四句。这是第五句。这是第六句。要继续听吗？"


def test_an_interrupting_question_is_answered_first(embedded: Settings, redis_client: redis.Redis[str]) -> None:
    bot = Bot(LONG)
    with line_to(bot, embedded, redis_client) as http:
        caller = Caller(http)
        caller.says("说说")
        bot.replies = (Reply(lines=("短的回答。",)),)
        assert caller.says("等等，我问一下", event="interrupted", heard_ms=0) == "短的回答。刚才没说完的，要继续听吗？"
        assert caller.says("要") == "这是第一句。这是第二句。这是第三句。要继续听吗？"


@pytest.mark.parametrize("sound", ["嗯", "喂", "嗯嗯。", "哦"])
def test_a_mere_sound_interrupts_nothing(embedded: Settings, redis_client: redis.Redis[str], sound: str) -> None:
    with calling(embedded, redis_client, LONG) as caller:
        first = caller.says("说说")
        assert caller.says(sound, event="interrupted", heard_ms=0) == first


def test_good_bye_ends_the_call(embedded: Settings, redis_client: redis.Redis[str]) -> None:
    with calling(embedded, redis_client, Reply(lines=("再见，祝您顺利。",))) as caller:
        answer = caller.does("speech", speech={"text": "没有了，再见"})
        assert (answer["action"], answer["speech"]["text"]) == ({"type": "hang-up"}, "再见，祝您顺利。")
    with calling(embedded, redis_client, Reply(lines=("不客气。还有要问的随时说。",))) as caller:
        assert caller.says("没有了，谢谢").endswith("再见，祝您顺利。")  # nobody is invited to speak to a dead line


def test_a_yes_or_thanks_does_not_end_the_call(embedded: Settings, redis_client: redis.Redis[str]) -> None:
    with calling(embedded, redis_client, Reply(lines=("好的。请接着说。",))) as caller:
        for words in ("好的", "好的，谢谢您", "谢谢"):
            assert caller.does("speech", speech={"text": words})["action"] == {"type": "continue"}


def test_recording_is_announced_only_if_it_is_set(embedded: Settings, redis_client: redis.Redis[str]) -> None:
    for recording in (True, False):
        with line_to(Bot(), embedded.copy(update={"ivr_recording": recording}), redis_client) as http:
            assert ("录音" in Caller(http).does("start")["speech"]["text"]) is recording


def test_a_link_goes_to_the_calling_mobile_and_nothing_else(embedded: Settings, redis_client: redis.Redis[str]) -> None:
    with line_to(Bot(LONG), embedded.copy(update={"public_url": "https://go.example/"}), redis_client) as http:
        caller = Caller(http)
        (sms,) = caller.does("speech", speech={"text": "发短信给我"})["sms"]
        assert sms["to"] == MOBILE
        assert sms["text"].endswith("https://go.example/")
        landline = Caller(http, "02012345678").does("speech", speech={"text": "把链接发到我手机"})
        assert (landline["sms"], "发不了" in landline["speech"]["text"]) == ([], True)


def test_a_request_for_a_person_is_put_through_with_ticket_and_summary(
    staffed: Settings, redis_client: redis.Redis[str], office: Desk
) -> None:
    with calling(staffed, redis_client, PERSON, desk=office) as caller:
        ask_for_person(office, caller)
        answer = caller.does("keys", keys="0")
        action = answer["action"]
        assert (action["type"], action["target"], action["ticket"]) == ("transfer", "8001", "ZX1125-001")
        assert "我要找人" in action["summary"]
        assert "请不要挂机" in answer["speech"]["text"]
        assert answer["expect"] is None


def test_who_was_not_put_through_hears_the_promise(
    staffed: Settings, redis_client: redis.Redis[str], office: Desk
) -> None:
    with calling(staffed, redis_client, PERSON, desk=office) as caller:
        ask_for_person(office, caller)
        caller.presses("0")
        told = caller.does("no-input")["speech"]["text"]
        assert "没有接通" in told
        assert "前有人答复您" in told


def test_outside_office_hours_the_desks_promise_is_said(
    staffed: Settings, redis_client: redis.Redis[str], tmp_path: Path
) -> None:
    with (
        desk_at(tmp_path, OPEN.replace(hour=20)) as closed,
        calling(staffed, redis_client, PERSON, desk=closed) as caller,
    ):
        ask_for_person(closed, caller)
        answer = caller.does("keys", keys="0")
        assert answer["action"]["type"] == "continue"
        assert "已经转给值班团队" in answer["speech"]["text"]


def test_danger_is_told_whole_and_put_through(staffed: Settings, redis_client: redis.Redis[str], office: Desk) -> None:
    lines = ("您的安全最要紧。", "有危险打110。", "我一直在。", "已作为紧急事项转交。")
    crisis = Reply(lines=lines, handover=Handover("crisis", "救命", Urgency.URGENT))
    with calling(staffed, redis_client, crisis, desk=office) as caller:
        ask_for_person(office, caller, "crisis")
        answer = caller.does("speech", speech={"text": "我不想活了"})
        assert answer["action"]["type"] == "transfer"
        assert "我一直在" in answer["speech"]["text"]
        assert "要继续听吗" not in answer["speech"]["text"]


def test_a_clue_for_the_team_transfers_nobody(staffed: Settings, redis_client: redis.Redis[str], office: Desk) -> None:
    with calling(
        staffed, redis_client, Reply(lines=("已登记。",), handover=Handover("clue", "车")), desk=office
    ) as caller:
        ask_for_person(office, caller, "clue")
        assert caller.does("speech", speech={"text": "我有线索"})["action"]["type"] == "continue"


def test_while_a_person_owns_the_conversation_the_caller_hears_who(
    staffed: Settings, redis_client: redis.Redis[str], office: Desk
) -> None:
    bot = Bot(PERSON)
    with line_to(bot, staffed, redis_client, office) as http:
        caller = Caller(http)
        ask_for_person(office, caller)
        bot.replies = ()
        office.claim("ZX1125-001", office.members()[0].id, "k1")
        told = caller.says("怎么样了")
        assert office.members()[0].name in told
        assert "转接过去吗" in told
        assert caller.does("speech", speech={"text": "好"})["action"]["type"] == "transfer"


def test_a_desk_that_is_down_costs_the_transfer_not_the_call(
    staffed: Settings, redis_client: redis.Redis[str], tmp_path: Path
) -> None:
    with desk_at(tmp_path, OPEN) as desk, calling(staffed, redis_client, PERSON, desk=desk) as caller:
        desk.ticket_of = _down  # type: ignore[method-assign, assignment]
        assert caller.does("keys", keys="0")["action"]["type"] == "continue"


def _down(_: str) -> None:
    from bot.desk.ports import DeskUnavailable

    raise DeskUnavailable("down")


def test_keys_pick_choices_and_no_others(embedded: Settings, redis_client: redis.Redis[str]) -> None:
    bot = Bot(Reply(lines=("选一个。",), choices=("甲", "乙")))
    with line_to(bot, embedded, redis_client) as http:
        caller = Caller(http)
        caller.says("说说")
        caller.presses("2")
        assert "没有这个选项" in caller.presses("3")
        assert [message.text for message in bot.heard] == ["说说", "2"]


@pytest.mark.parametrize(
    ("keys", "awaited", "meant"),
    [
        ("2026", "year", ("2026年", True)),
        ("2026#", "year", ("2026年", True)),
        ("26", "year", None),
        ("0111", "court", ("粤0111", True)),
        ("1001#", "serial", ("1001号", True)),
        ("0012#", "serial", ("12号", True)),
        ("1001#", "type", ("执1001号", False)),
        ("202601111001#", "year", ("2026年粤0111执1001号", False)),
        ("123456", "one_time_code", ("123456", True)),
        ("012345#", "one_time_code", ("012345", True)),
        ("3", "", ("3", True)),
        ("0#", "serial", None),
        ("12", "", None),
        ("#", "", None),
        ("1*2", "serial", None),
    ],
)
def test_keys_are_read_as_what_is_asked_for(keys: str, awaited: str, meant: tuple[str, bool] | None) -> None:
    assert keyed(keys, awaited) == meant


NUMBER, OTHER = "（2026）粤0111执1001号", "（2026）粤0111执1007号"
MEANINGS = {"案": Meaning(NUMBER, True), "别案": Meaning(OTHER, True), "问": Meaning("", True)}


async def _understand(text: str) -> Meaning:
    return MEANINGS.get(text, Meaning())


@pytest.mark.parametrize(
    ("guesses", "awaited", "meant"),
    [
        ((Guess("杂音", 0.9), Guess("案", 0.3)), "", ("案", False)),
        ((Guess("问", 0.9), Guess("案", 0.3)), "", ("案", False)),
        ((Guess("杂音", 0.9), Guess("问", 0.3)), "", ("问", True)),
        ((Guess("案", 0.9), Guess("别案", 0.3)), "", ("案", False)),
        ((Guess("案", 0.9), Guess("杂音", 0.3)), "", ("案", True)),
        ((Guess("案", 0.9),), "", ("案", True)),
        ((Guess("案", 0.5),), "", ("案", False)),
        ((Guess("案"),), "", ("案", False)),
        ((Guess("杂音", 0.9), Guess("噪音", 0.8)), "", ("杂音", True)),
        ((Guess("陈大文", 0.9), Guess("问", 0.8)), "party_name", ("陈大文", True)),
        ((Guess("一二三四五", 0.9), Guess("一二三四五六", 0.8)), "one_time_code", ("一二三四五六", True)),
    ],
)
async def test_the_guess_that_means_something_wins(
    guesses: tuple[Guess, ...], awaited: str, meant: tuple[str, bool]
) -> None:
    assert await best(guesses, awaited, 0.6, _understand) == meant


@pytest.mark.parametrize(
    ("phrase", "no"),
    [
        ("wait", "等一下我的案子到哪一步了"),
        ("repeat", "什么时候发钱"),
        ("go_on", "继续查封会怎么样"),
        ("sms", "没收到短信"),
        ("accept", "是不是要坐牢"),
        ("refuse", "不还钱会怎么样"),
        ("goodbye", "没有了钱怎么办"),
        ("goodbye", "好的"),  # to "anything to add?" it means "I go on"
        ("goodbye", "好的，谢谢您"),
        ("slower", "法院怎么这么慢"),
    ],
)
def test_a_question_is_no_phrase(phrase: str, no: str) -> None:
    assert not means(phrase, no)
