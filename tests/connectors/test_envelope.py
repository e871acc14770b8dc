"""The envelope against known answers, and against the platform's side written anew."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.envelope import Envelope, Forged, cdata, fields_of
from tests.simulators.cipher import decrypt, encrypt, signature
from tests.simulators.wecom_calls import Caller

TOKEN, AES_KEY = "tokenForTests", "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
APP_ID = "wx0000000000000001"
TIMESTAMP, NONCE = "1700000000", "1372623149"
ECHO = "dt6DGKNTFmlqFcOVFsmW4gA9ErPesKHpHMis2ZtVPyD37NzC1M/K1MSoVIWowlrKWDoMs4FzCaSj8ldYhBxgKg=="
PUSH = (
    "dt6DGKNTFmlqFcOVFsmW4p4lMbSTzbb29gNRTn7gOkOj1bNYOcp7yVGu72b9uYte0vZRbrhDfT8EsIkhZJoU6SORNNjCZOVT74t9t+YBNrDYN0Aof"
    "knzdOK7y5EYflwkakLEKWPhLIYcaSdBqf0IYb6ZwEAhnJ1acu41eY0ykPnHkThiL3xPZqsQcMo6+CWMdHCfKS59KKek34dmgkbz1y5zKX44d8ZWe"
    "TUf6ZUC9ouxklRnb5HzVkRRZU7/xF/mFV0WetAXoa0Ukf9IbhD5CqldJiTxgGsPXw2hdLyCgg/7zKJTESgIFgxhyQ5sHIuR6wEAsyYSTvhJQmQU3"
    "imNUILFsvQ3HIU/hyQZQPo308nWeNvBoDocu2mbvmF19nx1SgFT7MIdwP8EfrQaPI/ouVrfjQI9RX22Ym3aHXb+z9c="
)


def envelope(receiver: str = "ww0000000000000001") -> Envelope:
    return Envelope(TOKEN, receiver, (AES_KEY, ""), lambda: float(TIMESTAMP))


def query(msg_signature: str, **more: str) -> dict[str, str]:
    return {"msg_signature": msg_signature, "timestamp": TIMESTAMP, "nonce": NONCE, **more}


def test_the_known_echo_opens() -> None:
    known = query("ee5acbd33e71cd8d8fa5da0d0f832c1db0d43f6c", echostr=ECHO)
    assert envelope().open_echo(known) == "9876543210"


def test_the_known_push_opens() -> None:
    body = f"<xml><ToUserName>gh_test</ToUserName><Encrypt>{PUSH}</Encrypt></xml>".encode()
    opened = envelope(APP_ID).open_body(query("0c89ac161570f802a3ba878fd1d5a774dd6e557b"), body)
    assert fields_of(opened.text)["Content"] == "立案需要什么材料?"


@pytest.mark.parametrize("echo", [ECHO[:-4], ECHO.lower(), "", "%", ECHO[4:]])
def test_a_damaged_echo_with_a_right_signature_does_not_open(echo: str) -> None:
    with pytest.raises(Forged):
        envelope().open_echo(query(signature(TOKEN, TIMESTAMP, NONCE, echo), echostr=echo))


@settings(deadline=None)
@given(st.text(st.characters(blacklist_categories=["Cs"]), max_size=300))
def test_both_sides_understand_each_other_at_every_length(text: str) -> None:
    encrypted = encrypt(text, AES_KEY, "ww0000000000000001")
    opened = envelope()._open(query(signature(TOKEN, TIMESTAMP, NONCE, encrypted)), encrypted)
    assert opened.text == text
    caller = Caller("", "ww0000000000000001", TOKEN, AES_KEY, lambda: float(TIMESTAMP))
    inner = f"<xml><Content>{cdata('答' + text)}</Content></xml>"
    carried = "答" + "".join(sign for sign in text if sign in "\t\n\r" or " " <= sign < "\ufffe" or sign > "\uffff")
    assert caller.opened(envelope().close(inner, opened.key, NONCE)) == carried


def test_the_other_sides_cipher_is_the_known_one() -> None:
    assert decrypt(ECHO, AES_KEY, "ww0000000000000001") == "9876543210"
    with pytest.raises(ValueError, match="another receiver"):
        decrypt(ECHO, AES_KEY, "ww9")


def test_the_known_plain_signature_is_right() -> None:
    """The example of the platform's own page."""
    known = {"timestamp": "1714037059", "nonce": "486452656", "signature": "899cf89e464efb63f54ddac96b0a0a235f53aa78"}
    Envelope("AAAAA", APP_ID, (), lambda: 1714037059.0).check_query(known)
    for part in known:
        with pytest.raises(Forged):
            Envelope("AAAAA", APP_ID, (), lambda: 1714037059.0).check_query({**known, part: ""})


def test_beside_an_encrypted_part_nothing_counts() -> None:
    """In compatible mode a party's own words stand before it, whatever they look like."""
    words = cdata("<Encrypt>YWJj</Encrypt><!DOCTYPE html>")
    body = f"<xml><Content>{words}</Content><Encrypt>{PUSH}</Encrypt></xml>".encode()
    opened = envelope(APP_ID).open_body(query("0c89ac161570f802a3ba878fd1d5a774dd6e557b"), body)
    assert fields_of(opened.text)["Content"] == "立案需要什么材料?"


@pytest.mark.parametrize("extra", ["<Encrypt>YWJj</Encrypt>", "<!DOCTYPE xml>", "<a>", "&a;"])
def test_a_body_that_could_be_read_in_two_ways_is_refused(extra: str) -> None:
    body = f"<xml><Encrypt>{PUSH}</Encrypt>{extra}</xml>".encode()
    with pytest.raises(Forged):
        envelope(APP_ID).open_body(query("0c89ac161570f802a3ba878fd1d5a774dd6e557b"), body)
