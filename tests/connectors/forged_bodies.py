"""Bodies that no platform sends: ciphertexts, envelopes and messages with one thing wrong."""

from __future__ import annotations

import base64
import gzip
import secrets
import struct
from collections.abc import Iterator
from urllib.parse import urlencode

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.connectors.callbacks import Call, Forgery, Target, typed
from tests.simulators.cipher import encrypt

_HUGE = 64 * 1024  # bytes; more than any callback has
_LAUGHS = "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 9))
_ENTITIES = {
    "a DOCTYPE": "<!DOCTYPE xml>",
    "an entity": '<!DOCTYPE xml [<!ENTITY a "b">]>',
    "an outside entity": '<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    "an outside DTD": '<!DOCTYPE xml SYSTEM "http://127.0.0.1:1/x.dtd">',
    "a parameter entity": '<!DOCTYPE xml [<!ENTITY % a SYSTEM "http://127.0.0.1:1/x"> %a;]>',
    "a billion laughs": f'<!DOCTYPE xml [<!ENTITY a0 "ha">{_LAUGHS}]>',
}


def ciphertexts(target: Target) -> Iterator[Forgery]:
    """Somebody who can sign but not encrypt, and a line that drops and turns bits."""
    xml = target.xml()
    query, encrypted = target.sealed(xml)
    raw, receiver = base64.b64decode(encrypted), 20 + len(xml.encode())

    def forged(content: bytes | str, **signed: str) -> Call:
        text = content if isinstance(content, str) else base64.b64encode(content).decode()
        return Call(urlencode(signed or target.signed(text)), target.shell(text))

    for length in (0, 1, 15, 16, 17, 20, 31, 32, 48, len(raw) // 2, len(raw) - 16, len(raw) - 1):
        yield f"cut to {length} bytes", forged(raw[:length])
        yield f"cut to {length} bytes, the signature as it was", forged(raw[:length], **query)
    for at in (0, 15, 16, 19, 20, 40, len(raw) // 2, len(raw) - 17, len(raw) - 1):
        for bit in (1, 128):
            turned = raw[:at] + bytes([raw[at] ^ bit]) + raw[at + 1 :]
            yield f"bit {bit} of byte {at} turned", forged(turned, **query)
    for at in (0, 3, receiver):  # the length of the message, its end, and the account's id
        yield f"byte {at} turned and signed anew", forged(raw[:at] + bytes([raw[at] ^ 129]) + raw[at + 1 :])
    for name, text in {
        "not base64": "!" * 64,
        "one letter": "A",
        "no padding": encrypted.rstrip("=") + "A",
        "base64 twice": base64.b64encode(encrypted.encode()).decode(),
        "URL's base64": base64.urlsafe_b64encode(b"\xfb\xff" * 64).decode(),
        "Chinese": "密文",
        "zeros": "A" * 128,
        "the plain message": base64.b64encode(target.xml().encode()).decode(),
    }.items():
        yield f"a ciphertext that is {name}", forged(text)
    yield "random bytes", forged(secrets.token_bytes(256))
    yield "blocks in another order", forged(raw[16:32] + raw[:16] + raw[32:])
    for name, plain in _layouts(target).items():
        yield f"a layout with {name}", forged(_encrypted(plain, target.aes_key))


def _layouts(target: Target) -> dict[str, bytes]:
    """What is inside of an encryption with the right key, laid out wrongly."""
    message, receiver, random = target.xml().encode(), target.receiver.encode(), bytes(16)

    def length(bytes_: int) -> bytes:
        return struct.pack(">I", bytes_ % 2**32)

    def padded(plain: bytes, pad: int | None = None) -> bytes:
        missing = 32 - len(plain) % 32
        return plain + bytes([missing if pad is None else pad]) * missing

    whole = random + length(len(message)) + message + receiver
    return {
        "a length that is too large": padded(random + length(len(message) + 5) + message + receiver),
        "a length that is too small": padded(random + length(len(message) - 5) + message + receiver),
        "a negative length": padded(random + length(-1) + message + receiver),
        "a length of zero": padded(random + length(0) + message + receiver),
        "a length from the other end": padded(random + struct.pack("<I", len(message)) + message + receiver),
        "no length": padded(random + message + receiver),
        "no random part": padded(length(len(message)) + message + receiver),
        "nothing": padded(b""),
        "only the random part": padded(random),
        "the receiver first": padded(random + length(len(message)) + receiver + message),
        "no receiver": padded(random + length(len(message)) + message),
        "a message that is no UTF-8": padded(random + length(4) + b"\xff\xfe\xfd\xfc" + receiver),
        "a receiver that is no UTF-8": padded(random + length(len(message)) + message + b"\xff\xfe"),
        "a padding of zeros": padded(whole, 0),
        "a padding of 33": padded(whole, 33),
        "a padding of 255": padded(whole, 255),
    }


def _encrypted(plain: bytes, aes_key: str) -> bytes:
    key = base64.b64decode(f"{aes_key}=")
    cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return cipher.update(plain) + cipher.finalize()


def bodies(target: Target) -> Iterator[Forgery]:
    """A ciphertext of the platform's in a body that is not."""
    query, encrypted = target.sealed()
    inner, body = f"<Encrypt><![CDATA[{encrypted}]]></Encrypt>", target.shell(encrypted)
    for name, declared in _ENTITIES.items():
        yield f"{name} before the root", Call(urlencode(query), declared.encode() + body)
        yield f"{name} in the root", Call(urlencode(query), f"<xml>{declared}{inner}</xml>".encode())
    for name, text in {
        "another root": f"<other>{inner}</other>",
        "a root in capitals": f"<XML>{inner}</XML>",
        "no root": inner,
        "two roots": f"<xml>{inner}</xml><xml>{inner}</xml>",
        "an open root": f"<xml>{inner}",
        "words after the root": f"<xml>{inner}</xml> and more",
        "words before it": f"and <xml>{inner}</xml>",
        "a nested ciphertext": f"<xml><a>{inner}</a></xml>",
        "a ciphertext in a comment": f"<xml><!-- {inner} --></xml>",
        "a ciphertext in an attribute": f'<xml Encrypt="{encrypted}"/>',
        "a ciphertext in CDATA": f"<xml><![CDATA[<Encrypt>{encrypted}</Encrypt>]]></xml>",
        "two ciphertexts": f"<xml>{inner}{inner}</xml>",
        "a wrong ciphertext first": f"<xml><Encrypt>AAAA</Encrypt>{inner}</xml>",
        "an element inside": f"<xml><Encrypt><a>{encrypted}</a></Encrypt></xml>",
        "encrypt in small": f"<xml><encrypt>{encrypted}</encrypt></xml>",
        "an empty ciphertext": "<xml><Encrypt></Encrypt></xml>",
        "no ciphertext": "<xml></xml>",
        "an empty root": "<xml/>",
        "a plain message": target.xml(),
        "a form": urlencode({"Encrypt": encrypted}),
        "a processing instruction": f"<?php x?><xml>{inner}</xml>",
        "a stylesheet": f'<?xml-stylesheet href="http://127.0.0.1:1/"?><xml>{inner}</xml>',
        "entities without a declaration": f"<xml>&a;{inner}</xml>",
        "an open CDATA": f"<xml><Encrypt><![CDATA[{encrypted}</Encrypt></xml>",
        "SOAP": f'<s:Envelope xmlns:s="urn:s">{inner}</s:Envelope>',
        "HTML": f"<html><body>{inner}</body></html>",
        "deep nesting": "<xml>" + "<a>" * 9000 + inner + "</a>" * 9000 + "</xml>",
        "many attributes": "<xml " + " ".join(f'a{at}="1"' for at in range(4000)) + f">{inner}",
        "many elements": "<xml>" + "<a/>" * 12_000,
    }.items():
        yield name, Call(urlencode(query), text.encode())
    for name, raw in {
        "nothing": b"",
        "a space": b" ",
        "NUL": b"\0" * 64,
        "random bytes": secrets.token_bytes(512),
        "UTF-16": body.decode().encode("utf-16"),
        "UTF-32": body.decode().encode("utf-32"),
        "NUL in the ciphertext": body.replace(b"<Encrypt><![CDATA[", b"<Encrypt><![CDATA[\0"),
        "gzip": gzip.compress(body),
        "not UTF-8": body.replace(b"<xml>", b"<xml>\xff\xfe<"),
        "cut": body[: len(body) // 2],
        "too large": b"<xml>" + b" " * _HUGE + body[5:],
        "far too large": b"<xml><Encrypt>" + b"A" * (1 << 20) + b"</Encrypt></xml>",
        "backwards": body[::-1],
        "a bomb's head": b"PK\x03\x04" + bytes(64),
    }.items():
        yield f"a body of {name}", Call(urlencode(query), raw)
    for name, json in {
        "JSON": f'{{"Encrypt": "{encrypted}"}}',
        "JSON as the platform's": f'{{"ToUserName": "{target.account}", "Encrypt": "{encrypted}"}}',
        "a JSON list": "[]",
        "JSON null": "null",
        "deep JSON": "[" * 5000,
        "a JSON text": f'"{encrypted}"',
    }.items():
        yield name, Call(urlencode(query), json.encode(), headers=typed("application/json"))


def messages(target: Target) -> Iterator[Forgery]:
    """What is sealed as it should be but no message: a key in wrong hands should at least not break anything."""
    known = f"<ToUserName>{target.account}</ToUserName><CreateTime>1</CreateTime>"
    for name, xml in {
        "nothing": "",
        "words": "hello",
        "an empty root": "<xml></xml>",
        "JSON": '{"MsgType": "text"}',
        "no sender": f"<xml>{known}<MsgType>text</MsgType><Content>x</Content><MsgId>1</MsgId></xml>",
        "an empty sender": f"<xml>{known}<FromUserName></FromUserName><MsgType>text</MsgType><MsgId>1</MsgId></xml>",
        "a sender within a sender": f"<xml>{known}<FromUserName><a>o1</a></FromUserName><MsgType>text</MsgType></xml>",
        "two senders": f"<xml>{known}{'<FromUserName>o1</FromUserName>' * 2}<MsgType>text</MsgType></xml>",
        "no kind": f"<xml>{known}<FromUserName>o1</FromUserName><MsgId>1</MsgId></xml>",
        "an empty kind": f"<xml>{known}<FromUserName>o1</FromUserName><MsgType></MsgType><MsgId>1</MsgId></xml>",
        "another root": f"<other>{known}<FromUserName>o1</FromUserName><MsgType>text</MsgType></other>",
        "a sealed envelope": f"<xml><Encrypt>{encrypt(target.xml(), target.aes_key, target.receiver)}</Encrypt></xml>",
        "an open root": f"<xml>{known}<FromUserName>o1</FromUserName><MsgType>text</MsgType>",
        **{f"{name} inside": declared + target.xml() for name, declared in _ENTITIES.items()},
    }.items():
        query, encrypted = target.sealed(xml)
        yield f"a message of {name}", Call(urlencode(query), target.shell(encrypted))
