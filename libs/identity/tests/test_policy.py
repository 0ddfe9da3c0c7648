# SPDX-License-Identifier: Apache-2.0
"""The table of who may call what."""

from __future__ import annotations

import pytest
from motcua_identity import (
    ANONYMOUS,
    ANYONE,
    AUTHENTICATED,
    AccessRefused,
    Kind,
    Policy,
    Rule,
    Subject,
    TokenRefused,
    roles,
    services,
)

CITIZEN = Subject("1", roles=frozenset({"citizen"}))
CLERK = Subject("2", roles=frozenset({"window_clerk", "land_officer"}))
WORKFLOW = Subject("3", roles=frozenset({"service", "service:workflow"}), kind=Kind.SERVICE)
DRESSED_UP = Subject("4", roles=frozenset({"service", "service:workflow"}))
PARTNER = Subject("5", roles=frozenset({"integrator"}), kind=Kind.SERVICE)
EVERYBODY = (ANONYMOUS, CITIZEN, CLERK, WORKFLOW, DRESSED_UP, PARTNER)

TABLE = [
    (ANYONE, EVERYBODY),
    (AUTHENTICATED, (CITIZEN, CLERK, WORKFLOW, DRESSED_UP, PARTNER)),
    (roles("citizen"), (CITIZEN,)),
    (roles("citizen", "window_clerk"), (CITIZEN, CLERK)),
    (roles("integrator"), (PARTNER,)),
    (services("workflow"), (WORKFLOW,)),
    (services("intake"), ()),
    (services("intake") | roles("land_officer"), (CLERK,)),
    (roles("citizen") | AUTHENTICATED, (CITIZEN, CLERK, WORKFLOW, DRESSED_UP, PARTNER)),
    (Rule(), ()),
]


@pytest.mark.parametrize(("rule", "allowed"), TABLE)
@pytest.mark.parametrize("subject", EVERYBODY)
def test_rule(rule: Rule, allowed: tuple[Subject, ...], subject: Subject) -> None:
    assert rule.allows(subject) is (subject in allowed)


@pytest.mark.parametrize("also", [set(), {"integrator"}, {"reporting"}])
def test_the_common_role_of_services_alone_is_no_service(also: set[str]) -> None:
    """Each of ours has its own role too; who has none could read how every dossier stands as nobody in particular."""
    bare = Subject("6", roles=frozenset({"service", *also}), kind=Kind.SERVICE)
    assert not bare.is_service() and not bare.is_service("intake")
    assert WORKFLOW.is_service() and not DRESSED_UP.is_service()


POLICY = Policy.of("motcua.intake.v1.IntakeService", {"SubmitDossier": roles("citizen")})
METHOD = "motcua.intake.v1.IntakeService/SubmitDossier"


def test_a_slash_in_front_makes_no_difference() -> None:
    POLICY.check(CITIZEN, METHOD)
    POLICY.check(CITIZEN, f"/{METHOD}")


def test_nobody_signed_in_is_told_to_sign_in() -> None:
    with pytest.raises(TokenRefused, match="TOKEN_MISSING"):
        POLICY.check(ANONYMOUS, METHOD)


def test_a_missing_role_is_a_refusal() -> None:
    with pytest.raises(AccessRefused, match="ROLE_REQUIRED"):
        POLICY.check(CLERK, METHOD)


@pytest.mark.parametrize("subject", EVERYBODY)
def test_what_is_not_in_the_table_is_refused(subject: Subject) -> None:
    with pytest.raises((AccessRefused, TokenRefused)):
        POLICY.check(subject, "motcua.intake.v1.IntakeService/Other")


def test_missing_methods_are_named() -> None:
    assert POLICY.missing([f"/{METHOD}", "/x.Y/B", "x.Y/A"]) == ["x.Y/A", "x.Y/B"]


def test_two_tables_may_not_disagree() -> None:
    with pytest.raises(ValueError, match=METHOD):
        Policy.merge([POLICY, Policy({METHOD: ANYONE})])
    assert Policy.merge([POLICY, POLICY]) == POLICY


@pytest.mark.parametrize("empty", [roles, services])
def test_an_empty_rule_is_a_mistake(empty: object) -> None:
    with pytest.raises(ValueError, match="at least one"):
        empty()  # type: ignore[operator]
