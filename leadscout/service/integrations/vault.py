"""Credentials as they are stored: encrypted with a key that is derived from the folder's `secret.key`."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Vault:
    """Encrypts and decrypts. Who has leadscout.db alone reads no credential."""

    def __init__(self, master: bytes) -> None:
        """Derive the key."""
        key = HKDF(SHA256(), length=32, salt=None, info=b"leadscout integrations").derive(master)
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def close(self, account: str, secret: str) -> bytes:
        """A credential, encrypted for its account."""
        return self._fernet.encrypt(f"{account}\0{secret}".encode())

    def open(self, account: str, sealed: bytes) -> str:
        """What `close` made; "" for what another key, or another account's, has encrypted."""
        try:
            owner, _, secret = self._fernet.decrypt(sealed).decode().partition("\0")
        except InvalidToken:
            return ""
        return secret if owner == account else ""
