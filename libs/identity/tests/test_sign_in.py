# SPDX-License-Identifier: Apache-2.0
"""Signing in at the embedded issuer: the good way, and every bad way that we know of."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

import pytest
from identity_harness import APP, CALLBACK, HOA, LAN, MINH, OTHER, PORTAL, Browser, House, query_of
from motcua_identity import LoginRefused, TokenRefused, roles


def link(house: House, **changes: str | None) -> str:
    """An authorization link with some parameters changed, None to leave one out."""
    base, _, query = house.login_client().authorization_url().url.partition("?")
    params = {**dict(parse_qsl(query)), **changes}
    return f"{base}?{urlencode({name: value for name, value in params.items() if value is not None})}"


def exchange(house: House, **changes: str) -> tuple[int, dict[str, str]]:
    """Walk to a code, then exchange it with some form fields changed."""
    attempt = house.login_client().authorization_url()
    code = house.walk(attempt)["code"]
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "code_verifier": attempt.code_verifier,
    }
    answer = house.token(PORTAL, **(form | changes))
    return answer.status_code, answer.json()


def test_a_person_signs_in(house: House) -> None:
    tokens = house.sign_in(LAN)
    assert tokens.subject.user_id == LAN.user_id
    assert (tokens.subject.username, tokens.subject.name) == ("lan", "Trần Thị Lan")
    assert (tokens.subject.unit, tokens.subject.client) == ("cn-vpdk", "portal")
    assert roles("window_clerk").allows(tokens.subject)
    assert tokens.access_token not in repr(tokens)


def test_a_citizen_has_no_unit(house: House) -> None:
    assert house.sign_in(HOA).subject.unit is None


def test_a_public_client_signs_in_by_pkce_alone(house: House) -> None:
    tokens = house.sign_in(HOA, APP)
    assert tokens.subject.client == "app"
    assert tokens.refresh_token is None


def test_the_user_name_may_be_typed_in_capitals(house: House, browser: Browser) -> None:
    page = browser.get(link(house))
    assert browser.submit(page, user="  HOA ", password=HOA.password or "").status_code == 303
    assert house.sign_in(MINH).subject.username == "Minh"


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "nobody"},
        {"client_id": None},
        {"client_id": "partner"},
        {"redirect_uri": None},
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": f"{CALLBACK}/"},
        {"redirect_uri": f"{CALLBACK}?next=https://evil.example"},
        {"redirect_uri": CALLBACK.replace("127.0.0.1", "localhost")},
        {"redirect_uri": CALLBACK.replace(":9/", ":10/")},
        {"redirect_uri": f"{CALLBACK}/../x"},
        {"redirect_uri": f"{CALLBACK}#x"},
        {"redirect_uri": "//evil.example"},
        {"redirect_uri": "javascript:alert(1)"},
    ],
)
def test_no_browser_is_sent_to_an_unregistered_address(
    house: House, browser: Browser, changes: dict[str, str | None]
) -> None:
    answer = browser.get(link(house, **changes))
    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert "không được đăng ký" in answer.text
    assert browser.post(link(house, **changes), data={"user": "hoa"}).status_code == 400


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": None}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"request": "x.y.z"}, "request_not_supported"),
        ({"nonce": "n" * 3_000}, "invalid_request"),
        ({"prompt": "none"}, "login_required"),
    ],
)
def test_other_mistakes_are_told_to_the_client(
    house: House, browser: Browser, changes: dict[str, str | None], error: str
) -> None:
    answer = browser.get(link(house, state="s-1", **changes))
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"{CALLBACK}?")
    assert query_of(answer) | {"error_description": ""} == {
        "error": error,
        "error_description": "",
        "state": "s-1",
        "iss": house.url,
    }


def test_a_parameter_given_twice_is_refused(house: House, browser: Browser) -> None:
    assert query_of(browser.get(f"{link(house)}&nonce=2"))["error"] == "invalid_request"


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "A" * 43},
        {"code_verifier": ""},
        {"code_verifier": "short"},
        {"redirect_uri": f"{CALLBACK}/"},
        {"redirect_uri": ""},
        {"code": "made-up"},
    ],
)
def test_a_code_needs_its_verifier_and_its_address(house: House, changes: dict[str, str]) -> None:
    status, body = exchange(house, **changes)
    assert (status, body["error"]) == (400, "invalid_grant")


def test_a_code_of_another_client_is_refused(house: House) -> None:
    attempt = house.login_client().authorization_url()
    code = house.walk(attempt)["code"]
    form = {"code": code, "redirect_uri": CALLBACK, "code_verifier": attempt.code_verifier}
    assert house.token(OTHER, grant_type="authorization_code", **form).json()["error"] == "invalid_grant"


def test_a_code_is_good_for_a_minute(house: House) -> None:
    attempt = house.login_client().authorization_url()
    callback = house.walk(attempt)
    house.clock.ahead += 61
    with pytest.raises(LoginRefused, match="SESSION_ENDED"):
        house.login_client().exchange_code(attempt, callback)


def test_a_code_used_twice_ends_what_the_first_use_got(house: House) -> None:
    login = house.login_client()
    attempt = login.authorization_url()
    callback = house.walk(attempt)
    tokens = login.exchange_code(attempt, callback)
    with pytest.raises(LoginRefused, match="SESSION_ENDED"):
        login.exchange_code(attempt, callback)
    with pytest.raises(LoginRefused, match="SESSION_ENDED"):
        login.refresh(tokens)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"state": "other"}, "begun here"),
        ({"state": ""}, "begun here"),
        ({"iss": "https://evil.example"}, "another issuer"),
        ({"code": None, "error": "access_denied"}, "access_denied"),
    ],
)
def test_the_client_takes_back_only_its_own_attempt(
    house: House, changes: dict[str, str | None], reason: str
) -> None:
    login = house.login_client()
    attempt = login.authorization_url()
    changed = house.walk(attempt) | changes
    callback = {name: value for name, value in changed.items() if value is not None}
    with pytest.raises(LoginRefused, match=reason):
        login.exchange_code(attempt, callback)


def test_a_code_injected_from_another_attempt_is_refused(house: House) -> None:
    login = house.login_client()
    theirs, mine = login.authorization_url(), login.authorization_url()
    callback = house.walk(theirs) | {"state": mine.state}
    with pytest.raises(LoginRefused):
        login.exchange_code(mine, callback)


def test_an_identity_token_opens_nothing(house: House) -> None:
    tokens = house.sign_in()
    with pytest.raises(TokenRefused):
        house.verifier.verify(tokens.id_token or "")


def test_a_browser_that_is_known_needs_no_password_again(house: House, browser: Browser) -> None:
    browser.sign_in(link(house), HOA)
    assert "code" in query_of(browser.get(link(house)))
    assert "code" in query_of(browser.get(link(house, prompt="none")))
    assert browser.get(link(house, prompt="login")).status_code == 200


def test_signing_in_anew_ends_the_browsers_old_session(house: House, browser: Browser) -> None:
    browser.sign_in(link(house), HOA)
    old = browser.cookies["motcua_issuer"]
    browser.sign_in(link(house, prompt="login"), LAN)
    with Browser() as thief:
        thief.cookies.set("motcua_issuer", old, domain="127.0.0.1", path="/oidc")
        assert thief.get(link(house)).status_code == 200


@pytest.mark.parametrize("cookie", ["", ".", "x.y", "a" * 5_000])
def test_a_made_up_session_cookie_is_nothing(house: House, browser: Browser, cookie: str) -> None:
    browser.cookies.set("motcua_issuer", cookie, domain="127.0.0.1", path="/oidc")
    assert browser.get(link(house)).status_code == 200


class TestPage:
    """The page itself."""

    def test_headers_keep_it_out_of_frames_and_caches(self, house: House, browser: Browser) -> None:
        headers = browser.get(link(house)).headers
        policy = headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy and "default-src 'none'" in policy
        assert "script" not in policy
        assert f"form-action 'self' {CALLBACK.removesuffix('/auth/callback')};" in policy
        assert headers["x-frame-options"] == "DENY"
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"

    def test_cookies_are_closed_to_scripts_and_other_paths(self, house: House, browser: Browser) -> None:
        page = browser.get(link(house))
        answer = browser.submit(page, user=HOA.user, password=HOA.password or "")
        for cookie in (page.headers["set-cookie"], answer.headers["set-cookie"]):
            assert {"HttpOnly", "SameSite=lax", "Path=/oidc"} <= set(cookie.split("; "))

    def test_it_is_vietnamese_with_an_english_switch(self, house: House, browser: Browser) -> None:
        page = browser.get(link(house))
        assert '<html lang="vi">' in page.text and "Mật khẩu" in page.text
        switch = re.search(r'<a href="([^"]*)" lang="en"', page.text)
        assert switch is not None
        english = browser.get(page.url.join(switch[1].replace("&amp;", "&")))
        assert '<html lang="en">' in english.text and "Password" in english.text
        assert browser.submit(english, user=HOA.user, password=HOA.password or "").status_code == 303

    def test_it_needs_no_script_and_nothing_from_elsewhere(self, house: House, browser: Browser) -> None:
        page = browser.get(link(house)).text
        assert "<script" not in page and "onload" not in page
        assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
        assert 'name="viewport" content="width=device-width' in page

    def test_a_wrong_password_keeps_the_name_and_is_said(self, house: House, browser: Browser) -> None:
        page = browser.submit(browser.get(link(house)), user="hoa", password="wrong")
        assert page.status_code == 422
        assert 'value="hoa"' in page.text and "wrong" not in page.text
        assert "<title>Lỗi: Đăng nhập" in page.text and 'role="alert"' in page.text
        assert browser.submit(page, user="hoa", password=HOA.password or "").status_code == 303

    def test_an_unknown_name_looks_the_same(self, house: House, browser: Browser) -> None:
        page = browser.get(link(house))
        known = browser.submit(page, user="hoa", password="x").text.replace("hoa", "?")
        unknown = browser.submit(page, user="nobody", password="x").text.replace("nobody", "?")
        plain = [re.sub(r'nonce="[^"]*"', "", text) for text in (known, unknown)]
        assert plain[0] == plain[1]

    def test_empty_fields_are_asked_for(self, house: House, browser: Browser) -> None:
        page = browser.submit(browser.get(link(house)), user="hoa", password="")
        assert page.status_code == 422 and "Hãy nhập" in page.text

    def test_what_is_typed_is_never_markup(self, house: House, browser: Browser) -> None:
        hostile = '"><script>alert(1)</script>'
        page = browser.submit(browser.get(link(house, state=hostile)), user=hostile, password="x")
        assert "<script" not in page.text

    @pytest.mark.parametrize("mark", ["", "0" * 64, "đ"])
    def test_a_form_from_another_site_signs_nobody_in(
        self, house: House, browser: Browser, mark: str
    ) -> None:
        """Login CSRF: the attacker's own name and password, sent by the victim's browser."""
        url = link(house)
        browser.get(url)
        answer = browser.post(url, data={"form": mark, "user": "hoa", "password": HOA.password or ""})
        assert answer.status_code == 403 and 'value="hoa"' in answer.text
        assert "motcua_issuer=" not in answer.headers.get("set-cookie", "")

    def test_the_mark_of_one_browser_is_no_good_in_another(self, house: House, browser: Browser) -> None:
        page = browser.get(link(house))
        with Browser() as other:
            other.get(page.url)
            assert other.submit(page, user="hoa", password=HOA.password or "").status_code == 403

    def test_huge_forms_are_refused(self, house: House, browser: Browser) -> None:
        answer = browser.post(link(house), data={"user": "x" * 50_000})
        assert answer.status_code == 413


class TestGuessing:
    """Passwords cannot be tried without end."""

    def test_five_wrong_passwords_close_the_name_for_a_while(self, house: House, browser: Browser) -> None:
        """For who typed them; the wait is said and grows."""
        page = browser.get(link(house))
        answers = [browser.submit(page, user="hoa", password=f"guess-{n}").status_code for n in range(6)]
        assert answers == [422] * 5 + [429]
        right = browser.submit(page, user="HOA", password=HOA.password or "")
        assert right.status_code == 429
        assert 0 < int(right.headers["retry-after"]) <= 5 and "giây" in right.text
        assert browser.submit(page, user="lan", password=LAN.password or "").status_code == 303
        house.clock.ahead += 6
        assert browser.submit(page, user="hoa", password="guess-7").status_code == 422
        again = browser.submit(page, user="hoa", password="guess-8")
        assert again.status_code == 429 and 5 < int(again.headers["retry-after"]) <= 10
        assert f"{again.headers['retry-after']} giây" in again.text
        house.clock.ahead += 11
        assert browser.submit(page, user="hoa", password=HOA.password or "").status_code == 303

    def test_a_browser_that_the_user_has_signed_in_with_is_not_held_up_by_others(
        self, house: House, browser: Browser
    ) -> None:
        browser.sign_in(link(house), HOA)
        with Browser() as stranger:
            page = stranger.get(link(house))
            for n in range(6):
                last = stranger.submit(page, user="hoa", password=f"guess-{n}")
            assert last.status_code == 429
            stolen = browser.cookies["motcua_issuer_known"]
            stranger.cookies.set("motcua_issuer_known", f"x{stolen}", domain="127.0.0.1", path="/oidc")
            assert stranger.submit(page, user="hoa", password=HOA.password or "").status_code == 429
        page = browser.get(link(house, prompt="login"))
        assert browser.submit(page, user="hoa", password=HOA.password or "").status_code == 303

    def test_a_known_browser_may_not_guess_without_end_either(self, house: House, browser: Browser) -> None:
        browser.sign_in(link(house), HOA)
        page = browser.get(link(house, prompt="login"))
        answers = [browser.submit(page, user="hoa", password=f"guess-{n}").status_code for n in range(6)]
        assert answers == [422] * 5 + [429]

    def test_it_is_known_for_that_user_only(self, house: House, browser: Browser) -> None:
        browser.sign_in(link(house), LAN)
        page = browser.get(link(house, prompt="login"))
        for n in range(6):
            browser.submit(page, user="hoa", password=f"guess-{n}")
        with Browser() as other:
            held = other.submit(other.get(link(house)), user="hoa", password=HOA.password or "")
        assert held.status_code == 429, "guesses at Hoa count for the address, not for Lan's browser"

    def test_many_names_from_one_address_are_slowed_too(self, house: House, browser: Browser) -> None:
        page = browser.get(link(house))
        answers = [browser.submit(page, user=f"name-{n}", password="x").status_code for n in range(31)]
        assert answers == [422] * 30 + [429]

    def test_a_success_forgets_the_mistakes_before_it(self, house: House, browser: Browser) -> None:
        page = browser.get(link(house))
        for password in ["x"] * 4 + [HOA.password or ""] + ["x"] * 4:
            browser.submit(page, user="hoa", password=password)
        assert browser.submit(page, user="hoa", password=HOA.password or "").status_code == 303


def test_a_restart_signs_nobody_out(house: House) -> None:
    tokens = house.sign_in(LAN)
    house.stop()
    house.start()
    assert house.verifier.verify(tokens.access_token) == tokens.subject
    assert house.login_client().refresh(tokens).subject == tokens.subject


def test_a_person_who_left_cannot_go_on(house: House) -> None:
    tokens = house.sign_in(LAN)
    house.people = (HOA,)
    house.stop()
    house.start()
    with pytest.raises(LoginRefused, match="SESSION_ENDED"):
        house.login_client().refresh(tokens)


def test_new_roles_come_with_the_next_token(house: House) -> None:
    tokens = house.sign_in(LAN)
    house.people = (HOA, replace(LAN, roles=("land_officer",)))
    house.stop()
    house.start()
    assert house.login_client().refresh(tokens).subject.roles == {"land_officer"}
