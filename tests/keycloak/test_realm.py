# SPDX-License-Identifier: Apache-2.0
"""The realm as code and its people, against a real Keycloak."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from motcua_identity.issuer import Person
from motcua_identity.keycloak import Admin, Joined, KeycloakError, Member, Plan, apply_realm, sync
from motcua_identity.keycloak.admin import of
from motcua_identity.testing import HOA, LAN, UNIT, Seen
from support.realms import NAME, RealIssuer, back, member, one_time_code, realm

LEADER = Person("quang.ct", "Vũ Đình Quang", ("commune_leader",), UNIT, password="nui-lua-sen-729-quang")
BASE = [member(HOA), member(LAN)]


@pytest.fixture
def seen(issuer: RealIssuer) -> Iterator[Seen]:
    made = Seen(issuer)
    yield made
    made.provider.close()


def told(issuer: RealIssuer) -> str:
    """The address that the contract's portal is told of ends at, which must not change here."""
    found = issuer.admin.get(of(NAME, "clients"), clientId="portal")[0]
    return str(found["attributes"]["backchannel.logout.url"])


def test_applied_again_nothing_changes(issuer: RealIssuer) -> None:
    plan = Plan()
    apply_realm(issuer.admin, realm(told(issuer)), plan)

    assert plan.steps == []


def test_what_somebody_changed_is_told_and_then_mended(issuer: RealIssuer) -> None:
    admin, wanted = issuer.admin, realm(told(issuer))
    _spoil(admin)
    dry, plan, after = Plan(dry_run=True), Plan(), Plan()

    apply_realm(admin, wanted, dry)
    apply_realm(admin, wanted, plan)
    apply_realm(admin, wanted, after)

    assert dry.steps == plan.steps and after.steps == []
    said = "\n".join(plan.steps)
    for part in ("accessTokenLifespan", "claim unit: made", "claim everything: taken away", "client intake: secret",
                 "account of intake: has no longer operator", "client intake: carries no longer operator",
                 "group ben_gio: name"):  # fmt: skip
        assert part in said
    assert "intake-secret" not in said and "spoiled" not in said


def _spoil(admin: Admin) -> None:
    admin.put(of(NAME), {"accessTokenLifespan": 36000})
    scope = next(one for one in admin.get(of(NAME, "client-scopes")) if one["name"] == "motcua")
    path = of(NAME, "client-scopes", scope["id"], "protocol-mappers", "models")
    unit = next(one for one in scope["protocolMappers"] if one["name"] == "unit")
    admin.delete(path + of(unit["id"]))
    unit = {key: value for key, value in unit.items() if key != "id"}
    admin.post(path, {**unit, "name": "everything", "config": {**unit["config"], "claim.name": "all"}})
    client = admin.get(of(NAME, "clients"), clientId="intake")[0]
    admin.put(of(NAME, "clients", client["id"]), {**client, "secret": "spoiled"})
    account = admin.get(of(NAME, "clients", client["id"], "service-account-user"))
    operator = [admin.get(of(NAME, "roles", "operator"))]
    admin.post(of(NAME, "users", account["id"], "role-mappings", "realm"), operator)
    admin.post(of(NAME, "clients", client["id"], "scope-mappings", "realm"), operator)
    group = next(one for one in admin.get(of(NAME, "groups"), search="ben_gio", exact="true"))
    inner = admin.get(of(NAME, "groups", group["id"], "children"), briefRepresentation="false")
    ben_gio = next(one for one in inner if one["name"] == "ben_gio")
    admin.put(
        of(NAME, "groups", ben_gio["id"]), {**ben_gio, "attributes": {"unit": ["ben_gio"], "name": ["Khác"]}}
    )


def test_a_realm_that_is_not_there_is_only_told_of(issuer: RealIssuer) -> None:
    plan = Plan(dry_run=True)
    apply_realm(issuer.admin, replace(realm(""), name="khac"), plan)

    assert plan.steps[0] == "realm khac: made"
    assert issuer.admin.get(of("khac")) is None
    with pytest.raises(KeycloakError, match="no realm khac"):
        sync(issuer.admin, "khac", BASE, Plan(), print)


def test_nobody_says_another_unit_for_themselves(issuer: RealIssuer, seen: Seen) -> None:
    found = issuer.admin.get(of(NAME, "users"), username=LAN.user, exact="true")[0]
    said = {**found["attributes"], "unit": ["ben_gio"], "realm_access": ["operator"]}
    issuer.admin.put(of(NAME, "users", found["id"]), {**found, "attributes": said})

    with issuer.browser() as browser:
        assert seen.sign_in(LAN, browser).subject.unit == UNIT


def test_people_join_move_leave_and_come_back(issuer: RealIssuer, seen: Seen) -> None:
    admin, given = issuer.admin, []
    newcomer = Member("moi.mc", "Đặng Văn Mới", ("window_clerk",), UNIT, "moi@example.vn")
    dry = Plan(dry_run=True)
    assert sync(admin, NAME, [*BASE, newcomer], dry, given.append).joined == ["moi.mc"]
    assert given == [] and dry.steps == ["moi.mc (Đặng Văn Mới): joins"]
    assert admin.get(of(NAME, "users"), username="moi.mc", exact="true") == []

    assert sync(admin, NAME, [*BASE, newcomer], Plan(), given.append).joined == ["moi.mc"]
    (first,) = given
    assert first.user == "moi.mc" and len(first.password) >= 12 and first.password not in repr(first)
    assert sync(admin, NAME, [*BASE, newcomer], same := Plan(), given.append).moved == [] and same.steps == []
    with issuer.browser() as browser:  # the first password must be changed
        page = browser.submit(
            browser.get(seen.login().authorization_url().url), username="moi.mc", password=first.password
        )
        assert back(page) is None and "password-new" in page.text
        answer = browser.submit(page, **{"password-new": "ngan-ngay", "password-confirm": "ngan-ngay"})
        assert back(answer) is None  # too short
        answer = browser.submit(
            answer, **{"password-new": "mot-hai-ba-bon", "password-confirm": "mot-hai-ba-bon"}
        )
        assert back(answer)

    moved = replace(newcomer, unit="ben_gio", roles=("commune_leader",), name="Đặng Thị Mới")
    assert sync(admin, NAME, [*BASE, moved], plan := Plan(), print).moved == ["moi.mc"]
    assert "moi.mc: has commune_leader" in plan.steps and "moi.mc: into unit ben_gio" in plan.steps
    with issuer.browser() as browser:
        subject = seen.sign_in(Person("moi.mc", "", (), password="mot-hai-ba-bon"), browser).subject
    assert (subject.name, subject.unit, set(subject.roles)) == ("Đặng Thị Mới", "ben_gio", {"commune_leader"})

    assert sync(admin, NAME, BASE, Plan(), print).left == ["moi.mc"]
    assert sync(admin, NAME, BASE, none := Plan(), print).left == [] and none.steps == []
    (kept,) = admin.get(of(NAME, "users"), username="moi.mc", exact="true")
    assert kept["enabled"] is False
    assert sync(admin, NAME, [*BASE, newcomer], Plan(), print).moved == ["moi.mc"]
    sync(admin, NAME, BASE, Plan(), print)


def test_accounts_of_others_are_left_alone_and_named(issuer: RealIssuer) -> None:
    admin = issuer.admin
    made = admin.post(
        of(NAME, "users"), {"username": "cong-dan-vneid", "enabled": True, "attributes": {"full_name": ["A"]}}
    )
    taken = Member("cong-dan-vneid", "Người khác", ("operator",), UNIT)
    try:
        assert sync(admin, NAME, BASE, plan := Plan(), print).unknown == ["cong-dan-vneid"]
        assert sync(admin, NAME, [*BASE, taken], plan, print).taken == ["cong-dan-vneid"]
        found = admin.get(of(NAME, "users", made))
        assert plan.steps == [] and found["attributes"] == {"full_name": ["A"]}
    finally:
        admin.delete(of(NAME, "users", made))


def test_a_password_that_cannot_be_kept_makes_no_account(issuer: RealIssuer) -> None:
    def full(_: Joined) -> None:
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        sync(issuer.admin, NAME, [*BASE, Member("moi.hai", "Mới", (), UNIT)], Plan(), full)
    assert issuer.admin.get(of(NAME, "users"), username="moi.hai", exact="true") == []
    with pytest.raises(KeycloakError, match="no group for unit khong_co"):
        sync(
            issuer.admin,
            NAME,
            [*BASE, Member("moi.ba", "Mới", (), "khong_co", password="x" * 12)],
            Plan(),
            print,
        )
    sync(issuer.admin, NAME, BASE, Plan(), print)


def test_a_leader_proves_themselves_twice(issuer: RealIssuer, seen: Seen) -> None:
    sync(issuer.admin, NAME, [*BASE, member(LEADER, second_factor=True)], Plan(), print)
    try:
        with issuer.browser() as browser:
            page = browser.get(seen.login().authorization_url().url)
            page = browser.submit(page, username=LEADER.user, password=LEADER.password)
            assert back(page) is None
            secret = html.unescape(re.search(r'name="totpSecret"[^>]*value="([^"]*)"', page.text)[1])  # type: ignore[index]
            answer = browser.submit(page, totp=one_time_code(secret), userLabel="máy")
            assert back(answer)
        with issuer.browser() as browser:
            page = browser.get(seen.login().authorization_url().url)
            page = browser.submit(page, username=LEADER.user, password=LEADER.password)
            wrong = browser.submit(page, otp="000000")
            assert back(page) is None and back(wrong) is None
            # The code of the first time is spent; that of the next half minute is good already.
            attempt = seen.login().authorization_url()
            page = browser.submit(browser.get(attempt.url), username=LEADER.user, password=LEADER.password)
            page = browser.submit(page, otp=one_time_code(secret, later=30))
            if back(page) is None:  # half a minute may have ended meanwhile, and that code with it
                time.sleep(31)
                page = browser.submit(page, otp=one_time_code(secret, later=30))
            query = back(page)
            subject = seen.login().exchange_code(attempt, query or {}).subject
            assert (subject.username, set(subject.roles)) == (LEADER.user, {"commune_leader"})
    finally:
        sync(issuer.admin, NAME, BASE, Plan(), print)


def test_who_guesses_is_held_up(issuer: RealIssuer, seen: Seen) -> None:
    apply_realm(issuer.admin, realm(told(issuer), failureFactor=2), Plan())
    try:
        with issuer.browser() as browser:
            for _ in range(3):
                assert (
                    browser.sign_in(
                        seen.login().authorization_url().url, replace(HOA, password="sai-mat-khau")
                    )
                    == {}
                )
            assert browser.sign_in(seen.login().authorization_url().url, HOA) == {}
    finally:
        issuer.admin.delete(of(NAME, "attack-detection", "brute-force", "users"))
        apply_realm(issuer.admin, realm(told(issuer)), Plan())
    with issuer.browser() as browser:
        assert seen.sign_in(HOA, browser).subject.username == HOA.user


def test_a_wrong_administrator_is_told_so(issuer: RealIssuer) -> None:
    wrong = Admin(issuer.server.address, user="admin", password="wrong")
    with pytest.raises(KeycloakError, match="does not let the administrator in"):
        wrong.get(of(NAME))
    wrong.close()
    nobody = Admin("http://127.0.0.1:9", user="admin", password="x")
    with pytest.raises(KeycloakError, match="gives no answer"):
        nobody.get(of(NAME))
    nobody.close()
