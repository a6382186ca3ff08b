"""A real identity provider on loopback (pyop, over http.server), whose person is whoever the test says."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from Cryptodome.PublicKey import RSA
from jwkest.jwk import RSAKey
from pyop.authz_state import AuthorizationState
from pyop.provider import Provider
from pyop.subject_identifier import HashBasedSubjectIdentifierFactory
from pyop.userinfo import Userinfo

CLIENT, SECRET = "debar", "a secret that both know"


def make_key(kid: str) -> RSAKey:
    """Return a new private key."""
    return RSAKey(kid=kid, use="sig", alg="RS256", key=RSA.generate(2_048))


class LocalProvider:
    """Answers discovery, keys, authorization and tokens. ``person`` signs in at once; ``claims`` go into the token."""

    def __init__(self) -> None:
        self.person = "p-1"
        self.claims: dict[str, Any] = {}
        #: What is put over the claims of tokens and over what is published, for answers that lie.
        self.published: dict[str, Any] = {}
        self.key = make_key("k1")
        self.requests: list[str] = []
        self.verifiers: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.back: list[str] = []
        self._provider: Provider | None = None
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()

    def rotate(self) -> None:
        """Sign with another key from now on."""
        self.key = make_key("k2")
        self._provider = None

    @property
    def provider(self) -> Provider:
        """The provider itself, made anew when its key changes."""
        if self._provider is None:
            where = self.issuer.replace("http:", "https:")
            about = {
                "issuer": where,
                "authorization_endpoint": f"{where}/authorize",
                "token_endpoint": f"{where}/token",
                "jwks_uri": f"{where}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            }
            clients = {
                CLIENT: {
                    "client_id": CLIENT,
                    "client_secret": SECRET,
                    "redirect_uris": self.back,
                    "response_types": ["code"],
                    "token_endpoint_auth_method": "client_secret_basic",
                }
            }
            state = AuthorizationState(HashBasedSubjectIdentifierFactory("salt"))
            people = Userinfo({"p-1": {}, "p-2": {}})
            self._provider = Provider(self.key, about, state, clients, people)
            # It insists on https; on this machine http will do.
            held = self._provider.configuration_information
            for name in ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"):
                held[name] = held[name].replace("https:", "http:")
        return self._provider

    def _authorize(self, query: str) -> str:
        asked = self.provider.parse_authentication_request(query)
        return str(self.provider.authorize(asked, self.person).request(asked["redirect_uri"]))

    def _token(self, body: str, headers: dict[str, str]) -> dict[str, Any]:
        self.verifiers += parse_qs(body).get("code_verifier", [])
        answer = self.provider.handle_token_request(body, headers, extra_id_token_claims=self.claims)
        return dict(answer.to_dict())

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path, query = urlsplit(self.path).path, urlsplit(self.path).query
                outer.requests.append(path)
                if path == "/.well-known/openid-configuration":
                    self._json({**outer.provider.provider_configuration.to_dict(), **outer.published})
                elif path == "/keys":
                    self._json(outer.provider.jwks)
                elif path == "/authorize":
                    self.send_response(303)
                    self.send_header("Location", outer._authorize(query))
                    self.end_headers()
                else:
                    self.send_error(404)

            def do_POST(self) -> None:
                outer.requests.append(self.path)
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                try:
                    self._json(outer._token(body, {"Authorization": self.headers["authorization"]}))
                except Exception as error:  # noqa: BLE001  whatever is refused is answered so
                    self._json({"error": "invalid_grant", "why": str(error)}, 400)

            def _json(self, data: dict[str, Any], status: int = 200) -> None:
                content = json.dumps(data).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler
