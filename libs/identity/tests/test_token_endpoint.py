# SPDX-License-Identifier: Apache-2.0
"""Client credentials, refresh tokens, userinfo, sign-out, and what survives a restart."""

from __future__ import annotations

import base64
import json
import os
import signal
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from identity_harness import AFTER_LOGOUT, APP, HOA, OTHER, PARTNER, PORTAL, Browser, House, Server, query_of
from motcua_identity import ClientCredentials, Kind, LoginRefused, NotEmbedded
from motcua_identity.issuer import Client, EmbeddedIssuer, Person, demo_secrets, refuse_unless_embedded


def test_a_service_account(house: House) -> None:
    subject = house.verifier.verify(ClientCredentials(house.provider, "portal", "portal-secret")())
    assert subject.kind is Kind.SERVICE and subject.is_service("portal")
    assert (subject.client, subject.username) == ("portal", "service-account-portal")


def test_an_integrators_account(house: House) -> None:
    subject = house.verifier.verify(ClientCredentials(house.provider, "partner", "partner-secret")())
    assert (subject.kind, subject.roles, subject.unit) == (Kind.SERVICE, frozenset({"integrator"}), "so-nnmt")
    assert not subject.is_service()


def test_the_source_keeps_its_token_until_shortly_before_expiry(house: House) -> None:
    source = ClientCredentials(house.provider, "partner", "partner-secret", monotonic=house.clock.now)
    with ThreadPoolExecutor(8) as pool:
        first = {future.result() for future in [pool.submit(source) for _ in range(8)]}
    assert len(first) == 1
    house.clock.ahead += 560
    assert source() in first
    house.clock.ahead += 11
    second = source()
    assert second not in first
    source.invalidate()
    assert source() != second


def test_a_wrong_secret_is_refused_once_and_for_all_ways(house: House) -> None:
    with pytest.raises(LoginRefused, match="CLIENT_REFUSED"):
        ClientCredentials(house.provider, "partner", "wrong")()


@pytest.mark.parametrize(
    ("auth", "form", "status", "error"),
    [
        (("partner", "wrong"), {}, 401, "invalid_client"),
        (("nobody", "x"), {}, 401, "invalid_client"),
        (("partner", ""), {}, 401, "invalid_client"),
        (None, {}, 401, "invalid_client"),
        (None, {"client_id": "partner"}, 401, "invalid_client"),
        (None, {"client_id": "partner", "client_secret": ""}, 401, "invalid_client"),
        (None, {"client_id": "app", "client_secret": "guess"}, 401, "invalid_client"),
        (None, {"client_id": "app"}, 400, "unauthorized_client"),
        (("partner", "partner-secret"), {"client_secret": "partner-secret"}, 400, "invalid_request"),
        (("partner", "partner-secret"), {"client_id": "portal"}, 400, "invalid_request"),
        (("partner", "partner-secret"), {"grant_type": "authorization_code"}, 400, "unauthorized_client"),
        (("partner", "partner-secret"), {"grant_type": "password"}, 400, "unsupported_grant_type"),
        (("partner", "partner-secret"), {"grant_type": ""}, 400, "unsupported_grant_type"),
    ],
)
def test_clients_prove_themselves(
    house: House, auth: tuple[str, str] | None, form: dict[str, str], status: int, error: str
) -> None:
    data = {"grant_type": "client_credentials"} | form
    answer = house.http.post(f"{house.url}/token", data=data, auth=auth or httpx.USE_CLIENT_DEFAULT)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.headers["cache-control"] == "no-store"


def test_the_secret_may_come_in_the_form(house: House) -> None:
    data = {"grant_type": "client_credentials", "client_id": "partner", "client_secret": "partner-secret"}
    assert house.http.post(f"{house.url}/token", data=data).status_code == 200


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"grant_type=client_credentials&grant_type=password", "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"\xff=\xff", "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=1" % n for n in range(60)), "application/x-www-form-urlencoded"),
    ],
)
def test_broken_forms(house: House, content: bytes, kind: str) -> None:
    answer = house.http.post(f"{house.url}/token", content=content, headers={"content-type": kind})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("header", ["Basic", "Basic !!!", "Basic cGFydG5lcg==", "Bearer x"])
def test_a_broken_authorization_header(house: House, header: str) -> None:
    answer = house.http.post(
        f"{house.url}/token", data={"grant_type": "client_credentials"}, headers={"authorization": header}
    )
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert answer.headers["www-authenticate"].startswith("Basic")


class TestRefresh:
    """Each refresh token is good once."""

    def test_it_gives_new_tokens_of_the_same_person(self, house: House) -> None:
        first = house.sign_in()
        second = house.login_client().refresh(first)
        assert second.subject == first.subject
        assert second.refresh_token != first.refresh_token

    def test_a_replay_ends_the_whole_family(self, house: House) -> None:
        login = house.login_client()
        first = house.sign_in()
        second = login.refresh(first)
        with pytest.raises(LoginRefused, match="SESSION_ENDED"):
            login.refresh(first)
        with pytest.raises(LoginRefused, match="SESSION_ENDED"):
            login.refresh(second)

    def test_of_two_at_once_one_wins(self, house: House) -> None:
        token = house.sign_in().refresh_token or ""
        barrier = threading.Barrier(4)

        def refresh() -> int:
            barrier.wait()
            return house.token(PORTAL, grant_type="refresh_token", refresh_token=token).status_code

        with ThreadPoolExecutor(4) as pool:
            answers = sorted(future.result() for future in [pool.submit(refresh) for _ in range(4)])
        assert answers == [200, 400, 400, 400]

    def test_another_client_cannot_use_it_nor_end_it(self, house: House) -> None:
        tokens = house.sign_in()
        stolen = house.token(OTHER, grant_type="refresh_token", refresh_token=tokens.refresh_token or "")
        assert stolen.json()["error"] == "invalid_grant"
        assert house.login_client().refresh(tokens).subject == tokens.subject

    def test_it_ends_with_the_session(self, house: House) -> None:
        tokens = house.sign_in()
        house.clock.ahead += 12 * 3600 + 1
        with pytest.raises(LoginRefused, match="SESSION_ENDED"):
            house.login_client().refresh(tokens)

    @pytest.mark.parametrize("token", ["", ".", "x", "x.y", "đ.đ"])
    def test_nonsense(self, house: House, token: str) -> None:
        answer = house.token(PORTAL, grant_type="refresh_token", refresh_token=token)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


class TestUserinfo:
    """Who the token is about."""

    def test_it_tells(self, house: House) -> None:
        headers = {"authorization": f"Bearer {house.sign_in().access_token}"}
        body = house.http.get(f"{house.url}/userinfo", headers=headers).json()
        assert body["sub"] == HOA.user_id and body["name"] == "Nguyễn Thị Hoa"

    def test_not_after_expiry_nor_for_another_token(self, house: House) -> None:
        tokens = house.sign_in()
        for token in ("x", tokens.id_token):
            headers = {"authorization": f"Bearer {token}"}
            assert house.http.get(f"{house.url}/userinfo", headers=headers).status_code == 401
        house.clock.ahead += 700
        headers = {"authorization": f"Bearer {tokens.access_token}"}
        assert house.http.get(f"{house.url}/userinfo", headers=headers).status_code == 401


class TestSignOut:
    """Leaving for good."""

    def test_with_the_identity_token_at_once(self, house: House, browser: Browser) -> None:
        login = house.login_client()
        attempt = login.authorization_url()
        tokens = login.exchange_code(attempt, browser.sign_in(attempt.url, HOA))
        answer = browser.get(login.logout_url(tokens.id_token, return_to=AFTER_LOGOUT))
        assert (answer.status_code, answer.headers["location"]) == (303, AFTER_LOGOUT)
        assert browser.get(login.authorization_url().url).status_code == 200
        with pytest.raises(LoginRefused, match="SESSION_ENDED"):
            login.refresh(tokens)

    def test_an_old_identity_token_will_do(self, house: House, browser: Browser) -> None:
        tokens = house.sign_in()
        house.clock.ahead += 3_600
        answer = browser.get(house.login_client().logout_url(tokens.id_token, return_to=AFTER_LOGOUT))
        assert answer.status_code == 303

    @pytest.mark.parametrize("hint", [None, "forged.by.hand"])
    def test_without_it_the_person_is_asked(self, house: House, browser: Browser, hint: str | None) -> None:
        login = house.login_client()
        browser.sign_in(login.authorization_url().url, HOA)
        page = browser.get(login.logout_url(hint, return_to=AFTER_LOGOUT))
        assert page.status_code == 200
        assert "code" in query_of(browser.get(login.authorization_url().url))
        assert browser.submit(page).headers["location"] == AFTER_LOGOUT
        assert browser.get(login.authorization_url().url).status_code == 200

    def test_another_site_cannot_confirm_for_the_person(self, house: House, browser: Browser) -> None:
        login = house.login_client()
        browser.sign_in(login.authorization_url().url, HOA)
        browser.post(login.logout_url(None, return_to=AFTER_LOGOUT), data={"form": "0" * 64})
        assert "code" in query_of(browser.get(login.authorization_url().url))

    @pytest.mark.parametrize("target", ["https://evil.example/", f"{AFTER_LOGOUT}x", "//evil.example"])
    def test_no_browser_is_sent_to_an_unregistered_address(
        self, house: House, browser: Browser, target: str
    ) -> None:
        tokens = house.sign_in()
        answer = browser.get(house.login_client().logout_url(tokens.id_token, return_to=target))
        assert answer.status_code == 400 and "location" not in answer.headers

    def test_an_access_token_is_no_identity_token(self, house: House, browser: Browser) -> None:
        tokens = house.sign_in()
        page = browser.get(house.login_client().logout_url(tokens.access_token, return_to=AFTER_LOGOUT))
        assert page.status_code == 200
        assert house.login_client().refresh(tokens).subject == tokens.subject


def _refusal(host: str, environ: dict[str, str]) -> str:
    """Why it may not run there; "" where it may."""
    try:
        refuse_unless_embedded(host, environ)
    except NotEmbedded as error:
        return str(error)
    return ""


class TestBounds:
    """Where it may run, and what it leaves on the disk."""

    @pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "::1", "[::1]"])
    def test_loopback(self, host: str) -> None:
        assert _refusal(host, {"MOTCUA_DATABASE_URL": ""}) == ""

    @pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "10.0.0.1", "motcua.vn", "127.0.0.1.evil.example"])
    def test_anything_else(self, host: str) -> None:
        assert "loopback only" in _refusal(host, {})

    def test_a_production_database(self) -> None:
        said = _refusal("127.0.0.1", {"MOTCUA_DATABASE_URL": "postgresql://db/motcua"})
        assert "MOTCUA_DATABASE_URL is set" in said

    def test_the_issuer_itself_refuses(self, tmp_path: Path) -> None:
        with pytest.raises(NotEmbedded):
            EmbeddedIssuer("http://192.0.2.1:8080/oidc", tmp_path, [], [], environ={})
        assert list(tmp_path.iterdir()) == []

    def test_two_issuers_do_not_share_a_folder(self, house: House) -> None:
        with pytest.raises(RuntimeError, match="in use by another running issuer"):
            EmbeddedIssuer("http://127.0.0.1:1/oidc", house.folder, [], [], environ={})

    def test_only_the_owner_reads_its_files_and_no_secret_is_in_them(self, house: House) -> None:
        tokens = house.sign_in()
        files = {path.name: path for path in house.folder.iterdir()}
        assert stat.S_IMODE(house.folder.stat().st_mode) == 0o700
        assert {stat.S_IMODE(path.stat().st_mode) for path in files.values()} == {0o600}
        journal = files["issuer.journal"].read_text()
        assert (tokens.refresh_token or "").partition(".")[2] not in journal

    def test_a_damaged_journal_is_said(self, tmp_path: Path) -> None:
        (tmp_path / "issuer.journal").write_bytes(b'["session:x",{}]\nrubbish\n')
        with pytest.raises(RuntimeError, match="line 2 is damaged"):
            EmbeddedIssuer("http://127.0.0.1:1/oidc", tmp_path, [], [], environ={})

    @pytest.mark.parametrize(
        "line", [b"5", b"[]", b'["a"]', b"[1,{}]", b'["a",[]]', b'["a",{"until":"x"}]', b'["a",{"until":[]}]']
    )
    def test_a_line_that_is_no_record_is_damage_too(self, tmp_path: Path, line: bytes) -> None:
        (tmp_path / "issuer.journal").write_bytes(line + b"\n")
        with pytest.raises(RuntimeError, match=r"issuer.journal line 1 is damaged: move the file away"):
            EmbeddedIssuer("http://127.0.0.1:1/oidc", tmp_path, [], [], environ={})

    @pytest.mark.parametrize("content", [b"", b"\xff", b"-----BEGIN PRIVATE KEY-----\n"])
    def test_a_damaged_key_is_said(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "signing-key.pem").write_bytes(content)
        with pytest.raises(RuntimeError, match=r"signing-key.pem is no RSA key: move it away"):
            EmbeddedIssuer("http://127.0.0.1:1/oidc", tmp_path, [], [], environ={})

    def test_half_a_line_at_the_end_is_what_a_crash_leaves(self, tmp_path: Path) -> None:
        (tmp_path / "issuer.journal").write_bytes(b'["session:x",{"user":"hoa"}]\n["session:y",{"us')
        EmbeddedIssuer("http://127.0.0.1:1/oidc", tmp_path, [], [], environ={}).close()
        assert (tmp_path / "issuer.journal").read_bytes() == b'["session:x",{"user":"hoa"}]\n'


class TestSecrets:
    """Passwords and secrets of the demo."""

    PEOPLE = (Person("hoa", "Hoa", ("citizen",)), Person("lan", "Lan", ("window_clerk",)))
    CLIENTS = (PARTNER, APP, Client("intake", ("client_credentials",)))

    def test_they_are_made_once(self, tmp_path: Path) -> None:
        first = demo_secrets(tmp_path / "state", self.PEOPLE, self.CLIENTS)
        assert demo_secrets(tmp_path / "state", self.PEOPLE, self.CLIENTS) == first
        people, clients = first
        assert len({person.password for person in people}) == 2
        assert [client.secret for client in clients][:2] == ["partner-secret", None]
        assert len(clients[2].secret or "") >= 32

    def test_newcomers_get_theirs_and_others_keep_theirs(self, tmp_path: Path) -> None:
        (hoa, _), _ = demo_secrets(tmp_path, self.PEOPLE, ())
        people, _ = demo_secrets(tmp_path, (*self.PEOPLE, Person("minh", "Minh", ("tax_officer",))), ())
        assert people[0] == hoa
        assert people[2].password

    def test_the_file_is_closed_to_others(self, tmp_path: Path) -> None:
        demo_secrets(tmp_path, self.PEOPLE, self.CLIENTS)
        file = tmp_path / "demo-secrets.json"
        file.chmod(0o644)
        demo_secrets(tmp_path, self.PEOPLE, self.CLIENTS)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert set(json.loads(file.read_text())["secrets"]) == {"intake"}

    @pytest.mark.parametrize(
        "content", [b"", b"\xff", b"5", b"{}", b'{"passwords": 5, "secrets": {}}', b'{"passwords": {"hoa": 1}, "secrets": {}}',
                    b'{"passwords": {"hoa": ""}, "secrets": {}}']
    )  # fmt: skip
    def test_a_damaged_file_is_named_with_the_remedy(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "demo-secrets.json").write_bytes(content)
        with pytest.raises(RuntimeError, match=r"demo-secrets.json cannot be read: move it away"):
            demo_secrets(tmp_path, self.PEOPLE, ())

    def test_passwords_can_be_read_out(self, tmp_path: Path) -> None:
        people, _ = demo_secrets(tmp_path, self.PEOPLE, ())
        for person in people:
            assert (person.password or "").isascii()
            *words, number = (person.password or "").split("-")
            assert len(words) == 3 and all(map(str.isalpha, words)) and len(number) == 3


CHILD = """
import sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from identity_harness import House, Server
house = House(Path(sys.argv[1]), Server())
house.start()
tokens = house.sign_in()
tokens = house.login_client().refresh(tokens)
print(house.url, tokens.access_token, tokens.refresh_token, flush=True)
sys.stdin.read()
"""


@pytest.mark.faults
def test_sessions_survive_kill_9(tmp_path: Path, server: Server) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path / "issuer"), str(Path(__file__).parent)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdin is not None and child.stdout is not None
    with child.stdin, child.stdout:
        _, access_token, refresh_token = child.stdout.readline().split()
        os.kill(child.pid, signal.SIGKILL)
        child.wait(5)
    house = House(tmp_path / "issuer", server)
    house.start()
    try:
        answer = house.token(PORTAL, grant_type="refresh_token", refresh_token=refresh_token)
        assert answer.status_code == 200
        kid = {key["kid"] for key in house.http.get(f"{house.url}/jwks").json()["keys"]}
        header = access_token.partition(".")[0]
        assert json.loads(base64.urlsafe_b64decode(header + "=="))["kid"] in kid
    finally:
        house.stop()
