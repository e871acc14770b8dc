"""Callbacks that no platform sends: what a stranger, a thief of one key, or a broken line could bring to an address.

Each is made from a genuine message by changing one thing. Whoever has the token, the key and the account's id cannot be
told from the platform; a forger here lacks one of them, or the time, or the form.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from urllib.parse import quote, urlencode

from tests.connectors.callbacks import Call, Forgery, Target, typed
from tests.connectors.forged_bodies import bodies, ciphertexts, messages
from tests.simulators.cipher import signature

OTHER_KEY = "Z" * 42 + "U"


def forgeries(target: Target) -> Iterator[Forgery]:
    """All of them, by name."""
    yield from _queries(target)
    yield from _times(target)
    yield from messages(target)
    yield from _requests(target)
    if not target.plain:
        yield from _signatures(target)
        yield from _keys(target)
        yield from ciphertexts(target)
        yield from bodies(target)
    if target.official and not target.plain:
        yield from _plain(target)


def _queries(target: Target) -> Iterator[Forgery]:
    """A genuine body under a query that is not its own."""
    query, encrypted = target.sealed()
    body = target.shell(encrypted)
    wrong = {
        "nothing": "",
        "zero": "0",
        "full width": "１７",
        "spaces": " " * 40,
        "long": "9" * 400,
        "letters": "x" * 40,
        "a wildcard": "*",
        "null": "null",
        "NUL": "\0",
        "a line": "a\r\nb",
        "a quote": "' OR '1'='1",
        "Chinese": "签名",
        "a list": "[]",
    }
    for name in (target.signs, "timestamp", "nonce"):
        rest = {other: value for other, value in query.items() if other != name}
        yield f"no {name}", Call(urlencode(rest), body)
        yield f"{name} as a list", Call(urlencode({**rest, f"{name}[]": query[name]}), body)
        yield f"{name} in capitals", Call(urlencode({**rest, name.upper(): query[name]}), body)
        yield f"{name} cut", Call(urlencode({**rest, name: query[name][:-1]}), body)
        yield f"{name} longer", Call(urlencode({**rest, name: query[name] + "0"}), body)
        yield f"{name} twice, the wrong one first", Call(urlencode([(name, "0"), *query.items()]), body)
        yield f"{name} twice, the wrong one last", Call(urlencode([*query.items(), (name, "0")]), body)
        yield f"{name} twice, both right", Call(urlencode([*query.items(), (name, query[name])]), body)
        for what, value in wrong.items():
            yield f"{name} is {what}", Call(urlencode({**rest, name: value}), body)
    parts = (target.signs, "timestamp", "nonce")
    for order in permutations(parts):
        if order != parts:
            swapped = {name: query[other] for name, other in zip(parts, order, strict=True)}
            yield f"swapped: {', '.join(order)}", Call(urlencode({**query, **swapped}), body)
    capitals = {**query, target.signs: query[target.signs].upper()}
    yield "a signature in capitals", Call(urlencode(capitals), body)
    yield "only the signature", Call(urlencode({target.signs: query[target.signs]}), body)
    for name, raw in {
        "no query": "",
        "a query of garbage": "%&=&&=%zz;?&=",
        "broken escapes": "msg_signature=%ff%fe&nonce=%c3&timestamp=%",
        "the query in the body's place": "xml=1",
        "a thousand parameters": "&".join(f"a{at}=1" for at in range(1000)),
    }.items():
        yield name, Call(raw, body)
    yield (
        "the query in a form",
        Call("", urlencode(query).encode(), headers=typed("application/x-www-form-urlencoded")),
    )


def _signatures(target: Target) -> Iterator[Forgery]:
    """A signature that does not cover this body."""
    query, encrypted = target.sealed()
    body = target.shell(encrypted)
    without = signature(target.token, query["timestamp"], query["nonce"])
    yield "a signature that leaves the body out", Call(urlencode({**query, target.signs: without}), body)
    yield "the signature of another body", Call(urlencode({**query, **target.signed("other")}), body)


def _times(target: Target) -> Iterator[Forgery]:
    """Somebody who has token and key, at another time, or with a time that is none."""
    now = int(target.clock())
    for seconds in (301, 600, 3600, 86_400, 365 * 86_400):
        for sign in (-1, 1):
            query, encrypted = target.sealed(timestamp=str(now + sign * seconds))
            yield f"{sign * seconds} seconds from now", Call(urlencode(query), target.shell(encrypted))
    for timestamp in (
        "0",
        "-1",
        f"-{now}",
        f"+{now}",
        f"{now}.0",
        f" {now}",
        f"{now}\n",
        f"{now}000",
        hex(now),
        f"{now:e}",
        "nan",
        "inf",
        "１７９５７０８８００",
        "٠١٢٣",
        "",
        "now",
        f"{now}_0",
        "9" * 30,
        "9" * 400,
        "9" * 5000,
        "²",
        "2026-11-26",
    ):
        query, encrypted = target.sealed(timestamp=timestamp)
        yield f"the time {timestamp[:20]!r} of {len(timestamp)}", Call(urlencode(query), target.shell(encrypted))


def _keys(target: Target) -> Iterator[Forgery]:
    """A key, a token or a receiver that is not the account's."""
    for name, changes in {
        "another token": {"token": "other"},
        "no token": {"token": ""},
        "the token and more": {"token": f"{target.token}x"},
        "another key": {"aes_key": OTHER_KEY},
        "another token and key": {"token": "other", "aes_key": OTHER_KEY},
        "the key backwards": {"aes_key": target.aes_key[:42][::-1] + "A"},
        "another account": {"receiver": "wx9999999999999999"},
        "no account": {"receiver": ""},
        "the account cut": {"receiver": target.receiver[:-1]},
        "the account and more": {"receiver": f"{target.receiver}0"},
        "the account in capitals": {"receiver": target.receiver.upper()},
        "two accounts": {"receiver": target.receiver * 2},
        "the account and a NUL": {"receiver": f"{target.receiver}\0"},
        "a space": {"receiver": f" {target.receiver}"},
        "another account's name": {"receiver": target.account + "x"},
    }.items():
        query, encrypted = target.sealed(**changes)
        yield name, Call(urlencode(query), target.shell(encrypted))


def _requests(target: Target) -> Iterator[Forgery]:
    """Other methods and other questions than the platform's."""
    genuine = target.genuine()
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS"):
        yield method, Call(genuine.query, genuine.body, method)
    query, encrypted = target.sealed("12345")
    echo = {**query, "echostr": encrypted}
    yield "a question without an echo", Call(urlencode({**target.signed(""), "signature": "0"}), method="GET")
    yield "a question without a signature", Call(f"echostr={quote(encrypted)}", method="GET")
    for name in (target.signs, "timestamp", "nonce"):
        yield f"a question with a wrong {name}", Call(urlencode({**echo, "signature": "0", name: "0"}), method="GET")
    old = target.signed(encrypted, timestamp=str(int(target.clock()) - 301))
    yield "an old question", Call(urlencode({**old, "echostr": encrypted}), method="GET")
    foreign = target.signed(encrypted, token="other")
    yield "a stranger's question", Call(urlencode({**foreign, "echostr": encrypted}), method="GET")


def _plain(target: Target) -> Iterator[Forgery]:
    """To a 公众号 in safe mode: plain messages, and what a captured query could carry."""
    query, encrypted = target.sealed()
    xml = target.xml().encode()
    signed = {name: query[name] for name in ("signature", "timestamp", "nonce", "openid")}
    yield "a plain message, well signed", Call(urlencode(signed), xml)
    for kind in ("raw", "", "AES", "none", "aes"):
        yield f"a plain message of the type {kind!r}", Call(urlencode({**signed, "encrypt_type": kind}), xml)
    yield "a plain message under a whole query", Call(urlencode(query), xml)
    yield (
        "the signature of the query as the message's",
        Call(urlencode({**query, target.signs: query["signature"]}), target.shell(encrypted)),
    )
    yield "only the signature of the query", Call(urlencode(signed), target.shell(encrypted))
