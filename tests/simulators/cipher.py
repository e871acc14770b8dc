"""The platform's side of the envelope, written anew from its published layout: what the bot opens with wechatpy was not
closed by wechatpy. AES-256-CBC, PKCS#7 with blocks of 32, ``random(16) | length | text | receiver``."""

from __future__ import annotations

import base64
import hashlib
import secrets
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

_BLOCK = 256  # bits


def signature(*parts: str) -> str:
    """SHA-1 over the sorted parts."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def encrypt(text: str, aes_key: str, receiver: str) -> str:
    """Base64 of the closed text."""
    key, content = _key(aes_key), text.encode()
    plain = secrets.token_bytes(16) + struct.pack(">I", len(content)) + content + receiver.encode()
    padder, cipher = PKCS7(_BLOCK).padder(), _cipher(key).encryptor()
    padded = padder.update(plain) + padder.finalize()
    return base64.b64encode(cipher.update(padded) + cipher.finalize()).decode()


def decrypt(encrypted: str, aes_key: str, receiver: str) -> str:
    """The text inside. Raises ``ValueError`` if it was closed with another key or for another receiver."""
    unpadder, cipher = PKCS7(_BLOCK).unpadder(), _cipher(_key(aes_key)).decryptor()
    padded = cipher.update(base64.b64decode(encrypted)) + cipher.finalize()
    plain = unpadder.update(padded) + unpadder.finalize()
    (length,) = struct.unpack(">I", plain[16:20])
    if plain[20 + length :].decode() != receiver:
        raise ValueError("closed for another receiver")
    return plain[20 : 20 + length].decode()


def _key(aes_key: str) -> bytes:
    return base64.b64decode(aes_key + "=")


def _cipher(key: bytes) -> Cipher[modes.CBC]:
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))
