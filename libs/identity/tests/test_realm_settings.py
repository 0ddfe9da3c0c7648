# SPDX-License-Identifier: Apache-2.0
"""What the realm's settings promise (docs/security.md). That Keycloak takes them, and that what somebody changed is mended, is
tested with a real one (tests/keycloak)."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import motcua_identity.keycloak
import pytest

SAID = tomllib.loads((Path(motcua_identity.keycloak.__file__).parent / "realm.toml").read_text("utf-8"))
REALM: dict[str, Any] = SAID["realm"]


def test_passwords_are_long_of_any_kind_and_last() -> None:
    rules = dict(re.findall(r"(\w+)(?:\((\d+)\))?", REALM["passwordPolicy"].replace(" and ", " ")))
    assert int(rules["length"]) >= 8 and int(rules["maxLength"]) >= 64
    assert {"notUsername", "notEmail"} <= rules.keys()
    assert not rules.keys() & {
        "upperCase",
        "lowerCase",
        "digits",
        "specialChars",
        "forceExpiredPasswordChange",
    }


def test_guessing_is_slowed_and_closes_nobody_out_for_good() -> None:
    assert REALM["bruteForceProtected"] and not REALM["permanentLockout"]
    assert REALM["failureFactor"] <= 10 and 60 <= REALM["maxFailureWaitSeconds"] <= 900


def test_sessions_end_and_tokens_are_short() -> None:
    assert REALM["ssoSessionIdleTimeout"] == 120 * 60 and REALM["ssoSessionMaxLifespan"] == 12 * 3600, (
        "as the portal"
    )
    assert REALM["accessTokenLifespan"] <= 300 and REALM["accessCodeLifespan"] <= 60
    assert SAID["services"]["access_seconds"] <= 900
    assert REALM["revokeRefreshToken"] and REALM["refreshTokenMaxReuse"] == 0 and not REALM["rememberMe"]


def test_codes_by_time_work_once() -> None:
    assert REALM["otpPolicyType"] == "totp" and REALM["otpPolicyPeriod"] == 30
    assert not REALM["otpPolicyCodeReusable"] and REALM["otpPolicyLookAheadWindow"] <= 1


def test_nobody_registers_themselves_and_plain_http_stays_inside() -> None:
    assert not REALM["registrationAllowed"] and not REALM["editUsernameAllowed"]
    assert REALM["sslRequired"] in ("external", "all")


def test_sign_ins_and_what_administrators_change_are_kept() -> None:
    assert REALM["eventsEnabled"] and REALM["adminEventsEnabled"] and REALM["adminEventsDetailsEnabled"]
    assert REALM["eventsExpiration"] >= 90 * 86_400


@pytest.mark.parametrize("attribute", [one["name"] for one in SAID["profile"]])
def test_people_change_nothing_of_their_account_that_decides_anything(attribute: str) -> None:
    (said,) = (one for one in SAID["profile"] if one["name"] == attribute)
    assert said["edit"] == ["admin"] and attribute != "unit"
