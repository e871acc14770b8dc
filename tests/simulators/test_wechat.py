"""The simulated 公众号 calls the account, and shows its parties what the account answers, as the platform's documents
say; else nothing proves that the bot is ready for the real one."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest

from tests.simulators.cipher import decrypt, encrypt, signature
from tests.simulators.wechat import ACCOUNT, AES_KEY, APP_ID, NOTICE, TOKEN, serve
from tests.simulators.wechat_calls import Mischief, Mode
from tests.simulators.wechat_ends import LI, WANG, Account, joined, opened

OTHER_KEY = "Z" * 42 + "U"

# The published example of the address's proof, and one of a callback that two other implementations agree on.
KNOWN_STAMP, KNOWN_NONCE = "1700000000", "1372623149"
KNOWN_PLAIN = (
    "<xml><ToUserName><![CDATA[gh_test]]></ToUserName><FromUserName><![CDATA[oUser1]]></FromUserName>"
    "<CreateTime>1700000000</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[立案需要什么材料?]]>"
    "</Content><MsgId>24000000000000001</MsgId></xml>"
)
KNOWN_ENCRYPTED = (
    "dt6DGKNTFmlqFcOVFsmW4p4lMbSTzbb29gNRTn7gOkOj1bNYOcp7yVGu72b9uYte0vZRbrhDfT8EsIkhZJoU6SORNNjCZOVT74t9t+YBNrDYN0Ao"
    "fknzdOK7y5EYflwkakLEKWPhLIYcaSdBqf0IYb6ZwEAhnJ1acu41eY0ykPnHkThiL3xPZqsQcMo6+CWMdHCfKS59KKek34dmgkbz1y5zKX44d8ZW"
    "eTUf6ZUC9ouxklRnb5HzVkRRZU7/xF/mFV0WetAXoa0Ukf9IbhD5CqldJiTxgGsPXw2hdLyCgg/7zKJTESgIFgxhyQ5sHIuR6wEAsyYSTvhJQmQU"
    "3imNUILFsvQ3HIU/hyQZQPo308nWeNvBoDocu2mbvmF19nx1SgFT7MIdwP8EfrQaPI/ouVrfjQI9RX22Ym3aHXb+z9c="
)


def test_the_known_answers() -> None:
    assert signature("AAAAA", "1714037059", "486452656") == "899cf89e464efb63f54ddac96b0a0a235f53aa78"
    assert signature(TOKEN, KNOWN_STAMP, KNOWN_NONCE) == "08a9309638bfeb171431ec1132f8b1cece7ddf07"
    signed = signature(TOKEN, KNOWN_STAMP, KNOWN_NONCE, KNOWN_ENCRYPTED)
    assert signed == "0c89ac161570f802a3ba878fd1d5a774dd6e557b"
    assert decrypt(KNOWN_ENCRYPTED, AES_KEY, APP_ID) == KNOWN_PLAIN


def reply(content: str = "好", kind: str = "text", party: str = LI, account: str = ACCOUNT, made: str = "1") -> str:
    """A passive reply in plain text."""
    return (
        f"<xml><ToUserName><![CDATA[{party}]]></ToUserName><FromUserName><![CDATA[{account}]]></FromUserName>"
        f"<CreateTime>{made}</CreateTime><MsgType><![CDATA[{kind}]]></MsgType>{content_of(content)}</xml>"
    )


def content_of(content: str) -> str:
    return content if content.startswith("<") else f"<Content><![CDATA[{content}]]></Content>"


def closed(plain: str, key: str = AES_KEY, app_id: str = APP_ID, token: str = TOKEN) -> str:
    """The same as an encrypted answer."""
    encrypted = encrypt(plain, key, app_id)
    return (
        f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt><MsgSignature>{signature(token, '1', '2', encrypted)}"
        f"</MsgSignature><TimeStamp>1</TimeStamp><Nonce>2</Nonce></xml>"
    )


# Callbacks


@pytest.mark.parametrize("mode", Mode)
async def test_a_callback_is_signed_and_closed_as_the_mode_wants(mode: Mode) -> None:
    account = Account()
    async with joined(account, mode) as sim:
        await sim.write(LI, "你好")
        assert await sim.caller.prove("77") == (200, "77")
    query, body = account.got[0]
    assert query["openid"] == LI
    assert query["signature"] == signature(TOKEN, query["timestamp"], query["nonce"])
    assert ("你好" in body) is (mode is not Mode.SAFE)
    assert ("<Encrypt>" in body) is (mode is not Mode.PLAIN) is (query.get("encrypt_type") == "aes")
    if mode is not Mode.PLAIN:
        encrypted = body.partition("<Encrypt><![CDATA[")[2].partition("]]>")[0]
        assert query["msg_signature"] == signature(TOKEN, query["timestamp"], query["nonce"], encrypted)
        assert "<Content><![CDATA[你好]]></Content><MsgId>" in opened(body)


async def test_every_kind_of_message_and_event() -> None:
    account = Account()
    async with joined(account) as sim:
        await sim.follow(LI)
        await sim.follow(LI, "desk-1")
        await sim.follow(WANG, "desk-1")
        for recognition in (None, "", "什么时候发钱"):
            await sim.speak(LI, recognition)
        await sim.send_picture(LI)
        await sim.send_video(LI)
        await sim.send_video(LI, "shortvideo")
        await sim.send_location(LI)
        await sim.send_link(LI, "一篇文章", "https://a.invalid")
        await sim.send_sticker(LI)
        await sim.event(LI, "LOCATION", Latitude=23.1, Longitude=113.3, Precision=60.0)
        await sim.unfollow(LI)
    told = [opened(body) for _, body in account.got]
    wanted = (
        "<Event><![CDATA[subscribe]]></Event><EventKey><![CDATA[]]></EventKey></xml>",
        "<Event><![CDATA[SCAN]]></Event><EventKey><![CDATA[desk-1]]></EventKey><Ticket>",
        "<Event><![CDATA[subscribe]]></Event><EventKey><![CDATA[qrscene_desk-1]]></EventKey><Ticket>",
        "<Format><![CDATA[amr]]></Format><MsgId>",
        "<Recognition><![CDATA[]]></Recognition><MsgId>",
        "<Recognition><![CDATA[什么时候发钱]]></Recognition><MsgId>",
        "<MsgType><![CDATA[image]]></MsgType><PicUrl>",
        "<MsgType><![CDATA[video]]></MsgType><MediaId>",
        "<MsgType><![CDATA[shortvideo]]></MsgType><MediaId>",
        "<Location_X>23.1</Location_X><Location_Y>113.3</Location_Y><Scale>15</Scale><Label>",
        "<Title><![CDATA[一篇文章]]></Title><Description><![CDATA[]]></Description><Url>",
        "<Content><![CDATA[【收到不支持的消息类型，暂无法显示】]]></Content><MsgId>",
        "<Event><![CDATA[LOCATION]]></Event><Latitude>23.1</Latitude>",
        "<Event><![CDATA[unsubscribe]]></Event><EventKey><![CDATA[]]></EventKey></xml>",
    )
    assert len(told) == len(wanted)
    for xml, part in zip(told, wanted, strict=True):
        assert part in xml
        assert ("<MsgId>" in xml) is ("<Event>" not in xml)


@pytest.mark.parametrize(
    ("answers", "statuses", "shown"),
    [
        ([200], [200], []),
        (["success"], [200], []),
        ([503, "success"], [503, 200], []),
        ([None, 500, "success"], [0, 500, 200], []),
        ([500, None, 403], [500, 0, 403], [NOTICE]),
    ],
)
async def test_a_callback_is_brought_three_times_at_most(
    answers: list[object], statuses: list[int], shown: list[str]
) -> None:
    account = Account(*answers)
    async with joined(account, seconds=0.4) as sim:
        assert (await sim.write(LI, "你好")).statuses == statuses
        assert sim.texts(LI) == shown
    assert len({opened(body) for _, body in account.got}) == 1  # the same message, with the same id


async def test_copies_come_at_once_and_one_reply_is_shown() -> None:
    account = Account(lambda: closed(reply("一次")))
    async with joined(account) as sim:
        assert (await sim.write(LI, "你好", copies=20)).statuses == [200] * 20
        assert sim.texts(LI) == ["一次"]
        await sim.write(LI, "再来")
    ids = [opened(body).partition("<MsgId>")[2] for _, body in account.got]
    assert len(set(ids[:20])) == 1 and ids[20] != ids[0]


async def test_the_platform_hangs_up_in_the_middle_and_comes_again() -> None:
    account = Account(None, "success")
    async with joined(account) as sim:
        assert (await sim.write(LI, "你好", cut=0.02)).statuses == [0, 200]
        assert sim.texts(LI) == []


async def test_half_a_body_is_no_callback() -> None:
    account = Account()
    async with joined(account) as sim:
        await sim.caller.post_half(*sim.caller.sealed(LI, sim.caller.xml(LI, {"MsgType": "text", "Content": "你好"})))
        assert (await sim.write(LI, "整的")).statuses == [200]
    assert len(account.got) == 1


def test_mischief_is_the_same_for_the_same_seed() -> None:
    first, second = (
        [mischief.draw() for _ in range(2000)] for mischief in (Mischief(0.05, 0.02, 1), Mischief(0.05, 0.02, 1))
    )
    assert first == second
    assert 50 < sum(copies == 2 for copies, _ in first) < 150
    assert 15 < sum(cut is not None for _, cut in first) < 75


# Passive replies

GOOD = {
    "text": reply(),
    "2048 bytes": reply("长" * 682 + "xx"),
    "split CDATA": reply("<Content><![CDATA[a]]]]><![CDATA[>b]]></Content>"),
    "news": reply(
        "<ArticleCount>1</ArticleCount><Articles><item><Title>一</Title><Url>https://a.invalid</Url></item></Articles>",
        "news",
    ),
    "image": reply("<Image><MediaId>m</MediaId></Image>", "image"),
    "transfer": reply("<TransInfo/>", "transfer_customer_service"),
}
BAD = {
    "JSON": "{}",
    "words": "好的",
    "quoted success": '"success"',
    "not swapped": reply(party=ACCOUNT, account=LI),
    "another party": reply(party=WANG),
    "another account": reply(account="gh_other"),
    "no number": reply(made="now"),
    "empty": reply("<Content></Content>"),
    "blank": reply(" \n"),
    "2049 bytes": reply("长" * 683),
    "injected": reply("a]]></Content><Content>b"),
    "broken": reply("a]]></x>"),
    "no kind": reply(kind=""),
    "a kind of its own": reply(kind="html"),
    "an image of nothing": reply("<Image/>", "image"),
    "two articles": reply(
        "<ArticleCount>2</ArticleCount><Articles><item><Title>一</Title><Url>u</Url></item></Articles>", "news"
    ),
    "DOCTYPE": '<!DOCTYPE xml [<!ENTITY a "b">]>' + reply(),
    "another root": reply().replace("xml>", "html>"),
}


@pytest.mark.parametrize("mode", [Mode.PLAIN, Mode.SAFE])
@pytest.mark.parametrize("name", GOOD)
async def test_a_good_reply_is_shown(name: str, mode: Mode) -> None:
    answer = GOOD[name] if mode is Mode.PLAIN else closed(GOOD[name])
    async with joined(Account(answer), mode) as sim:
        brought = await sim.write(LI, "你好")
        assert (brought.wrong, brought.statuses) == ("", [200])
        assert [one.way for one in sim.shown(LI)] == ["passive"]
        assert name != "split CDATA" or sim.texts(LI) == ["a]]>b"]


@pytest.mark.parametrize("mode", [Mode.PLAIN, Mode.SAFE])
@pytest.mark.parametrize("name", BAD)
async def test_a_bad_reply_shows_the_notice_at_once(name: str, mode: Mode) -> None:
    answer = BAD[name] if mode is Mode.PLAIN else closed(BAD[name])
    async with joined(Account(answer), mode) as sim:
        brought = await sim.write(LI, "你好")
        assert brought.wrong and brought.statuses == [200]
        assert sim.texts(LI) == [NOTICE]


@pytest.mark.parametrize("mode", [Mode.COMPATIBLE, Mode.SAFE])
async def test_a_reply_must_be_closed_with_the_key_in_use(mode: Mode) -> None:
    wrong = (reply(), closed(reply(), key=OTHER_KEY), closed(reply(), app_id="wx9"), closed(reply(), token="other"))
    async with joined(Account(*wrong, closed(reply())), mode) as sim:
        for _ in wrong:
            await sim.write(LI, "你好")
        assert sim.texts(LI) == [NOTICE] * len(wrong)
        await sim.write(LI, "你好")
        assert sim.texts(LI)[-1] == "好"


async def test_no_notice_after_events_that_nobody_waits_on() -> None:
    async with joined(Account(500)) as sim:
        await sim.follow(LI)
        assert sim.texts(LI) == [NOTICE]
        await sim.event(LI, "TEMPLATESENDJOBFINISH", MsgID=1, Status="success")
        await sim.event(LI, "VIEW", EventKey="https://a.invalid")
        await sim.unfollow(LI)
        assert sim.texts(LI) == [NOTICE]


async def test_an_event_cannot_be_handed_to_the_customer_service() -> None:
    transfer = closed(reply("<TransInfo/>", "transfer_customer_service"))
    async with joined(Account(transfer)) as sim:
        await sim.follow(LI)
        assert sim.texts(LI) == [NOTICE]


# The page


async def test_the_page_and_its_switches(capsys: pytest.CaptureFixture[str]) -> None:
    running = asyncio.create_task(serve(0, "http://127.0.0.1:1/"))
    while "serve" not in (told := capsys.readouterr().out):
        await asyncio.sleep(0.01)
    url = told.partition("：")[2].partition("/（")[0]
    async with aiohttp.ClientSession() as session:

        async def post(where: str, **body: Any) -> int:
            async with session.post(f"{url}/control/{where}", json=body) as response:
                return response.status

        async def state() -> dict[str, Any]:
            async with session.get(f"{url}/control/state") as response:
                return dict(await response.json())

        async with session.get(url) as response:
            page = await response.text()
        assert "公众号模拟器" in page and "src=" not in page and "http://" not in page
        party = (await state())["parties"][0]["openid"]
        assert await post("act", party=party, what="write", text="你好") == 409  # does not follow yet
        assert await post("act", party=party, what="follow") == 200
        assert (await state())["parties"][0]["shown"][0]["text"] == NOTICE
        assert await post("act", party=party, what="dance") == 404
        for name, value in {
            "party": "家属", "clock": 60, "faults": 0.1, "next": ["500"], "revoke": 40001, "mischief": [0.1, 0],
            "mode": "plain", "verified": False, "test": True, "listed": False, "block": party,
        }.items():  # fmt: skip
            assert await post("switch", **{name: value}) == 200, name
        assert await post("switch", dance=1) == 404
        for name, value in {"clock": "soon", "mode": "loud", "next": ["x"], "block": "nobody"}.items():
            assert await post("switch", **{name: value}) == 400
        now = await state()
        assert now["switches"]["mode"] == "plain" and len(now["parties"]) == 4 and now["parties"][0]["blocked"]
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
