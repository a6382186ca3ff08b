"""Signing in by an identity provider: OpenID Connect Core 1.0, the authorization code flow with PKCE (RFC 7636).

The provider is an administrator's choice, named in a file; everything that it says is checked: the answer belongs to
this browser (``state``), the token to this question (``nonce``), it is signed by the provider for this client, and is
of now. What it calls a person is taken for an account once, and bound to the provider's own number for that person.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
import time
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from debar.desk.answers import parse_word
from debar.errors import DebarError, InputError
from debar.model.people import MAIN, ROLES, Identity

#: Seconds that a person may take at the provider, that clocks may differ, and that a provider may take to answer.
MOST_SECONDS, LEEWAY, ANSWER_SECONDS = 600, 60, 10.0
_MOST_BYTES = 1_000_000
#: Seconds for which what a provider publishes of itself is taken as it was, and before its keys are asked for anew.
_PUBLISHED, _KEYS_AGAIN = 3600.0, 60.0
#: Only signatures that need the provider's private key; never "none", never a secret that both sides know.
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_KNOWN = frozenset(
    {
        "issuer",
        "client_id",
        "client_secret_file",
        "address",
        "label",
        "name_claim",
        "groups_claim",
        "workspace",
        "roles",
    }
)
_HERE = frozenset({"127.0.0.1", "::1", "localhost"})


class ProviderError(DebarError):
    """The provider could not be asked, or what came back cannot be believed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSettings:
    """An identity provider. ``roles`` gives the role of a new account by group; without it none is made."""

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    address: str
    label: str
    name_claim: str
    groups_claim: str
    workspace: str
    roles: Mapping[str, str]

    @property
    def back(self) -> str:
        """Where the provider sends people back to."""
        return f"{self.address}/app/oidc/back"


def load_provider(path: str) -> ProviderSettings:
    """Return the provider that a TOML file names. Raises InputError, with the field, for a file that is wrong."""
    try:
        data = tomllib.loads(Path(path).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"--oidc {path}: cannot be read ({error})") from error
    unknown = sorted(set(data) - _KNOWN)
    if unknown:
        raise InputError(f"--oidc {path}: {unknown[0]!r} is not known; a provider has {', '.join(sorted(_KNOWN))}")
    roles = data.pop("roles", {})
    wrong = next((name for name, value in data.items() if not isinstance(value, str)), "")
    if wrong or not isinstance(roles, dict):
        raise InputError(f"--oidc {path}: {wrong or 'roles'} has the wrong form; see docs/running.md")
    for name in ("issuer", "client_id", "address"):
        if not data.get(name):
            raise InputError(f"--oidc {path}: {name} is missing")
    for name in ("issuer", "address"):
        if not _is_safe(data[name]):
            raise InputError(f"--oidc {path}: {name} {data[name]!r} is no https address")
    return ProviderSettings(
        issuer=data["issuer"],
        client_id=data["client_id"],
        secret=_secret(path, data.get("client_secret_file", "")),
        address=data["address"].rstrip("/"),
        label=data.get("label", "Single sign-on"),
        name_claim=data.get("name_claim", "preferred_username"),
        groups_claim=data.get("groups_claim", "groups"),
        workspace=data.get("workspace", MAIN),
        roles={group: parse_word(str(role), tuple(ROLES), f"--oidc {path}: roles") for group, role in roles.items()},
    )


class Provider:
    """Asks one provider. ``now`` gives the moment, in UTC."""

    def __init__(self, settings: ProviderSettings, now: Callable[[], datetime]) -> None:
        self.settings = settings
        self._now = now
        self._published: tuple[float, Mapping[str, Any]] = (float("-inf"), {})
        self._keys: tuple[float, KeySet | None] = (float("-inf"), None)

    def begin(self, following: str) -> tuple[str, str]:
        """Return the provider's address to send a browser to, and what that browser must keep until it comes back.

        ``following`` is the page that was asked for. Raises ProviderError when the provider cannot be asked.
        """
        where = self._address("authorization_endpoint")
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        kept = {"state": state, "nonce": nonce, "verifier": verifier, "next": following, "at": self._seconds()}
        asked = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": self.settings.back,
            "scope": "openid profile email",
            "state": state,
            "nonce": nonce,
            "code_challenge": _encoded(hashlib.sha256(verifier.encode()).digest()),
            "code_challenge_method": "S256",
        }
        return f"{where}{'&' if '?' in where else '?'}{urlencode(asked)}", _encoded(json.dumps(kept).encode())

    def finish(self, kept: str, answer: Mapping[str, str]) -> tuple[Identity, str]:
        """Return who came back, and the page that was asked for.

        ``kept`` is what :meth:`begin` gave the browser, ``answer`` the query it came back with. Raises ProviderError
        for an answer that is not to this browser's question, or that cannot be believed.
        """
        asked = _decoded(kept)
        age = self._seconds() - int(asked["at"])
        alike = hmac.compare_digest(asked["state"].encode(), answer.get("state", "").encode("utf-8", "replace"))
        if not alike or not 0 <= age <= MOST_SECONDS:
            raise ProviderError("this answer is not to what this browser asked, or too old: sign in again")
        if "error" in answer or "code" not in answer:
            raise ProviderError(f"the provider let nobody in ({answer.get('error', 'no code')[:60]})")
        if answer.get("iss", self.settings.issuer) != self.settings.issuer:
            raise ProviderError("the answer is another provider's")
        claims = self._claims(self._token(answer["code"], asked["verifier"]), asked["nonce"])
        return self._identity(claims), asked["next"]

    def _token(self, code: str, verifier: str) -> str:
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.settings.back,
            "client_id": self.settings.client_id,
            "code_verifier": verifier,
        }
        secret = (self.settings.client_id, self.settings.secret) if self.settings.secret else None
        answer = _ask(self._address("token_endpoint"), sent, secret)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise ProviderError("the provider gave no token")
        return token

    def _claims(self, token: str, nonce: str) -> Mapping[str, Any]:
        try:
            claims = self._verified(token)
            jwt.JWTClaimsRegistry(
                now=self._seconds(),
                leeway=LEEWAY,
                iss={"essential": True, "value": self.settings.issuer},
                aud={"essential": True, "value": self.settings.client_id},
                exp={"essential": True},
                iat={"essential": True},
                sub={"essential": True},
            ).validate(dict(claims))
        except (JoseError, ValueError, TypeError) as error:
            raise ProviderError(f"the provider's token is not valid ({type(error).__name__})") from error
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if (several or "azp" in claims) and claims.get("azp") != self.settings.client_id:
            raise ProviderError("the provider's token is for another client")
        if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
            raise ProviderError("the provider's token is not for this question")
        return claims

    def _verified(self, token: str) -> Mapping[str, Any]:
        """The claims of a token signed by the provider; keys that it has changed are asked for anew, not too often."""
        try:
            return jwt.decode(token, self._key_set(_PUBLISHED), algorithms=_ALGORITHMS).claims
        except (JoseError, ValueError):
            return jwt.decode(token, self._key_set(_KEYS_AGAIN), algorithms=_ALGORITHMS).claims

    def _key_set(self, most: float) -> KeySet:
        since, held = self._keys
        if held is None or time.monotonic() - since > most:
            held = KeySet.import_key_set(_ask(self._address("jwks_uri")))  # type: ignore[arg-type]
            self._keys = (time.monotonic(), held)
        return held

    def _address(self, name: str) -> str:
        since, held = self._published
        if time.monotonic() - since > _PUBLISHED:
            held = _ask(f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration")
            if held.get("issuer") != self.settings.issuer:
                raise ProviderError("the provider calls itself by another name than the file's issuer")
            self._published = (time.monotonic(), held)
        address = held.get(name)
        if not isinstance(address, str) or not _is_safe(address):
            raise ProviderError(f"the provider names no safe {name}")
        return address

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        settings = self.settings
        name, subject = claims.get(settings.name_claim), claims["sub"]
        if not isinstance(name, str) or not name or not isinstance(subject, str) or not subject:
            raise ProviderError(f"the provider does not say {settings.name_claim} of this person")
        if settings.name_claim == "email" and claims.get("email_verified") is not True:
            raise ProviderError("the provider has not verified this person's e-mail address")
        groups = claims.get(settings.groups_claim)
        given = {settings.roles[each] for each in groups if each in settings.roles} if isinstance(groups, list) else ()
        role = max(given, key=list(ROLES).index, default="")
        return Identity(
            issuer=settings.issuer, subject=subject, name=name.strip().lower(), role=role, workspace=settings.workspace
        )

    def _seconds(self) -> int:
        return int(self._now().timestamp())


def _ask(address: str, form: Mapping[str, str] | None = None, secret: tuple[str, str] | None = None) -> dict[str, Any]:
    """What a provider answers, as JSON: no redirects, no more bytes or seconds than an honest one needs."""
    method = "POST" if form is not None else "GET"
    try:
        with (
            httpx.Client(timeout=ANSWER_SECONDS, auth=secret, trust_env=False) as client,
            client.stream(method, address, data=form, headers={"accept": "application/json"}) as answer,
        ):
            content = bytearray()
            for part in answer.iter_bytes(65_536):
                content += part
                if len(content) > _MOST_BYTES:
                    raise ProviderError("the provider's answer is too long")
            if answer.status_code != httpx.codes.OK:
                raise ProviderError(f"the provider answers {answer.status_code}")
        data = json.loads(content)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ProviderError(f"the provider cannot be asked ({type(error).__name__})") from error
    except ValueError as error:
        raise ProviderError("the provider's answer is not JSON") from error
    if not isinstance(data, dict):
        raise ProviderError("the provider's answer is not JSON")
    return data


def _is_safe(address: str) -> bool:
    """Whether an address is https; http only on this machine."""
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and (
            parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)
        )
    except ValueError:
        return False


def _secret(path: str, file: str) -> str:
    if not file:
        return ""
    try:
        held = (Path(path).parent / file).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"--oidc {path}: client_secret_file cannot be read ({error})") from error
    if not held:
        raise InputError(f"--oidc {path}: client_secret_file is empty")
    return held


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def _decoded(kept: str) -> dict[str, Any]:
    try:
        data: dict[str, Any] = json.loads(base64.urlsafe_b64decode(kept + "=" * (-len(kept) % 4)))
        texts = isinstance(data, dict) and all(
            isinstance(data[name], str) for name in ("state", "nonce", "verifier", "next")
        )
        if not texts or type(data["at"]) is not int or not data["state"]:
            _refuse_kept()
    except (ValueError, KeyError, binascii.Error):
        _refuse_kept()
    return data


def _refuse_kept() -> NoReturn:
    raise ProviderError("this browser has asked nothing, or too long ago: sign in again")
