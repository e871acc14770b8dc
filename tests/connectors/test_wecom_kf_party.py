"""What a party is told: in what form, within which quota, once, and what becomes of it if it does not arrive."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
import redis

from bot.answers.reply import Reply
from bot.desk.ports import NotDelivered, NotNow, Undeliverable
from connectors.wecom_kf_api import Party
from connectors.wecom_kf_kinds import parted, written
from connectors.wecom_kf_party import menu_fits, text, words
from connectors.words import say_in_kf as say
from tests.connectors.kf_world import ANSWER, CHEN, HE, LI, KfWorld, conversation, kf_world
from tests.simulators.faults import Fault
from tests.simulators.wecom_kf_platform import ASSISTANT

PARTY = Party("wkAccount", HE)


@pytest.fixture
async def world(tmp_path: Path, redis_client: redis.Redis[str]) -> AsyncIterator[KfWorld]:
    async with kf_world(tmp_path, redis_client) as joined:
        yield joined


async def test_who_opens_the_chat_is_welcomed_once(world: KfWorld) -> None:
    await world.kf.enter(HE)
    await world.kf.enter(HE)
    await world.settled()
    assert world.kf.heard(HE) == [say("welcome")]
    await world.kf.tap(HE, "转人工")
    await world.settled()
    assert world.assistant.heard == ["转人工"]


async def test_a_welcome_that_comes_too_late_is_not_tried(world: KfWorld) -> None:
    world.kf.quiet = True
    await world.kf.enter(HE)
    world.clock.advance(25)
    world.kf.quiet = False
    await world.kf.bring()
    await world.settled()
    assert world.kf.heard(HE) == [] and "kf/send_msg_on_event" not in world.sim.calls


async def test_the_welcome_goes_before_answers_of_the_same_page(world: KfWorld) -> None:
    world.kf.quiet = True
    await world.kf.write("wmOther", "你好")
    await world.kf.enter(HE)
    world.kf.quiet = False
    await world.kf.bring()
    await world.settled()
    sends = [call for call in world.sim.calls if call.startswith("kf/send")]
    assert sends == ["kf/send_msg_on_event", "kf/send_msg"]


@pytest.mark.parametrize(
    "kind", ["image", "voice", "video", "file", "location", "link", "business_card", "miniprogram", "sticker"]
)
def test_every_kind_has_words(kind: str) -> None:
    stands = written({"msgtype": kind, kind: {}})
    asked, hints = parted(f"你好\n{stands}")
    assert (asked, len(hints)) == ("你好", 1)
    assert parted("你好\n第二行") == ("你好\n第二行", [])


async def test_a_picture_gets_a_kind_sentence_and_the_words_beside_it_an_answer(world: KfWorld) -> None:
    world.kf.quiet = True
    await world.kf.write(HE, "（图片）", "image", media_id="m1")
    await world.kf.write(HE, "（图片）", "image", media_id="m2")
    world.kf.quiet = False
    await world.kf.write(HE, "这是判决书")
    await world.settled()
    assert "\n".join(world.assistant.heard) == "这是判决书"
    told = "\n".join(world.kf.heard(HE))
    assert say("answer_image") in told and ANSWER in told


async def test_a_picture_for_a_member_is_in_the_ticket(world: KfWorld) -> None:
    number = await world.served_by(LI)
    told = len(world.kf.heard(HE))
    await world.kf.write(HE, "（图片）", "image", media_id="m1")
    await world.settled()
    assert world.said(number)[-1] == say("kind_image")
    assert len(world.kf.heard(HE)) == told


async def test_what_is_taken_back_gets_a_kind_sentence(world: KfWorld) -> None:
    msgid = await world.kf.write(HE, "你好")
    await world.settled()
    await world.kf.recall(HE, msgid)
    await world.settled()
    assert world.kf.heard(HE) == [ANSWER, say("answer_recall")]


async def test_a_long_answer_comes_in_pages(world: KfWorld) -> None:
    sentence = "这一句话是用来占地方的，占满了就要翻页。"
    world.assistant.replies["全部"] = Reply(lines=tuple(f"第{one}条：{sentence}" for one in range(60)))
    await world.kf.write(HE, "全部")
    await world.settled()
    assert len(world.kf.heard(HE)) == 1 and "继续" in world.kf.heard(HE)[0]
    while "回复“继续”" in world.kf.heard(HE)[-1]:
        await world.kf.write(HE, "继续")
        await world.settled()
    told = "".join(world.kf.heard(HE))
    assert all(f"第{one}条：{sentence}" in told for one in range(60))
    assert world.assistant.heard == ["全部"]


async def test_who_reads_large_gets_small_pages_and_no_menu(world: KfWorld) -> None:
    world.assistant.replies["你好"] = Reply(lines=("您想问哪一样？",), choices=("案件进展", "转人工"))
    for said in ("大字", "你好"):
        await world.kf.write(HE, said)
        await world.settled()
    assert "1. 案件进展" in world.kf.heard(HE)[-1] and not world.kf.phone(HE)[-1].choices


def test_what_does_not_fit_a_menu_is_numbered_text() -> None:
    assert menu_fits("头", ["一"] * 10)
    assert not menu_fits("头", ["一"] * 11)
    assert not menu_fits("头" * 342, ["一"])
    assert not menu_fits("头", ["一" * 43])


def test_long_words_go_out_whole() -> None:
    said = "好。" * 500
    first, last = words(said, ("解决了",))
    assert first["text"]["content"] + last["msgmenu"]["head_content"] == said


async def test_beyond_five_messages_the_rest_waits_for_the_party(world: KfWorld) -> None:
    await world.kf.write(HE, "你好")
    await world.settled()
    number = await world.handed_over()
    for one in range(1, 6):
        world.desk.reply(number, CHEN, f"第{one}条", f"r{one}")
    world.kf.platform.servicers[CHEN] = False  # no transfer: their words go through us
    await world.settled(2)
    through_us = [one for one in world.kf.heard(HE) if one.startswith("陈一：")]
    assert through_us == [f"陈一：第{one}条" for one in range(1, 5)]
    assert [state for state, _ in world.waiting()] == ["held"]
    await world.kf.write(HE, "收到")
    await world.settled(2)
    assert "第5条" in world.kf.heard(HE)[-1]


async def test_after_48_hours_it_waits_for_the_party(world: KfWorld) -> None:
    await world.kf.write(HE, "你好")
    await world.settled()
    world.clock.advance(49 * 3600)
    with pytest.raises(NotNow):
        await world.here.party.say(PARTY, "k", text("晚了"))


@pytest.mark.parametrize("fault", [Fault.CUT_AFTER, Fault.HTTP_502_AFTER, Fault.NONSENSE, Fault.HTTP_500])
async def test_a_message_whose_answer_was_lost_is_not_said_twice(world: KfWorld, fault: Fault) -> None:
    await world.kf.write(HE, "你好")
    await world.settled()
    await world.here.party.say(PARTY, "first", text("先一句"))
    world.sim.faults.next([fault])
    for _ in range(2):
        with suppress(NotDelivered):
            await world.here.party.say(PARTY, "second", text("一句话"))
    assert world.kf.heard(HE) == [ANSWER, "先一句", "一句话"]


@pytest.mark.parametrize("fault", [Fault.CUT_AFTER, Fault.HTTP_500])
async def test_an_answer_in_doubt_to_which_another_was_added_is_said_once(world: KfWorld, fault: Fault) -> None:
    await world.kf.write(HE, "你好")
    await world.settled()
    first, second = Reply(lines=("第一个回答",)), Reply(lines=("第二个回答",))
    world.sim.faults.next([fault])
    with pytest.raises(NotDelivered):
        await world.here.party.tell(conversation(HE), "k1", [first])
    third = Reply(lines=("第三个回答",))
    world.sim.faults.next([None, fault])  # the first goes, the second is in doubt as well
    with pytest.raises(NotDelivered):
        await world.here.party.tell(conversation(HE), "k2", [first, second])
    for _ in range(2):
        await world.here.party.tell(conversation(HE), "k3", [first, second, third])
    assert world.kf.heard(HE) == [ANSWER, "第一个回答", "第二个回答", "第三个回答"]


@pytest.mark.parametrize(("kind", "again"), [(4, True), (5, True), (6, True), (0, False), (10, False)])
async def test_what_was_taken_but_did_not_arrive(
    world: KfWorld, kind: int, again: bool, caplog: pytest.LogCaptureFixture
) -> None:
    world.kf.platform.fail_next = [kind]
    await world.kf.write(HE, "你好")
    await world.settled()
    await world.kf.bring()
    await world.settled()
    assert world.kf.heard(HE) == []
    await world.kf.write(HE, "在吗")
    await world.settled()
    assert world.kf.heard(HE) == ([ANSWER] if again else []) + [ANSWER]


async def test_an_answer_that_a_member_overtook_is_left_out(world: KfWorld) -> None:
    """The member claimed while the turn was under way."""
    await world.served_by(LI)
    told = len(world.kf.heard(HE))
    with pytest.raises(Undeliverable):
        await world.here.party.tell(conversation(HE), "late", [Reply(lines=("晚到的",))])
    assert len(world.kf.heard(HE)) == told


async def test_a_new_session_that_refuses_is_taken_by_the_assistant(world: KfWorld) -> None:
    world.kf.platform.open_to_all = False
    await world.kf.write(HE, "你好")
    await world.settled()
    assert world.kf.heard(HE) == [ANSWER]
    assert world.kf.state(HE)[0] == ASSISTANT
