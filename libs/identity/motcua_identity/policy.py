# SPDX-License-Identifier: Apache-2.0
"""Who may call which method: one table per service, checked by the server before the handler runs.

What a caller may *see* (own dossiers, own unit) is not here: that is each repository's `visible_to`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce

from motcua_identity.errors import AccessRefused, IdentityError, token_missing
from motcua_identity.subject import Subject


@dataclass(frozen=True, slots=True)
class Rule:
    """Allows a subject if any of its parts does; an empty rule allows nobody. Combine with `|`."""

    anyone: bool = False
    authenticated: bool = False
    roles: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()

    def allows(self, subject: Subject) -> bool:
        """True if the subject may pass."""
        if self.anyone:
            return True
        if not subject.authenticated:
            return False
        if self.authenticated or not self.roles.isdisjoint(subject.roles):
            return True
        return bool(self.services) and subject.is_service(*self.services)

    def __or__(self, other: Rule) -> Rule:
        return Rule(
            self.anyone or other.anyone,
            self.authenticated or other.authenticated,
            self.roles | other.roles,
            self.services | other.services,
        )


ANYONE = Rule(anyone=True)
"""Also callers without a token."""
AUTHENTICATED = Rule(authenticated=True)
"""Anybody who proved who they are: citizens, officers, integrators, services."""


def roles(*names: str) -> Rule:
    """Subjects with at least one of the roles, whether a person or a client such as an integrator's."""
    if not names:
        raise ValueError("roles() needs at least one role name")
    return Rule(roles=frozenset(names))


def services(*names: str) -> Rule:
    """Service accounts of the named services: `services("intake", "assignment")`."""
    if not names:
        raise ValueError("services() needs at least one service name")
    return Rule(services=frozenset(names))


class Policy(Mapping[str, Rule]):
    """Full method name (`motcua.intake.v1.IntakeService/SubmitDossier`) to rule. What is not in it is
    refused."""

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        self._rules = {name.lstrip("/"): rule for name, rule in rules.items()}

    @classmethod
    def of(cls, service: str, rules: Mapping[str, Rule]) -> Policy:
        """Table of one gRPC service: `Policy.of("motcua.intake.v1.IntakeService", {"SubmitDossier": …})`."""
        return cls({f"{service}/{method}": rule for method, rule in rules.items()})

    @classmethod
    def merge(cls, policies: Iterable[Policy]) -> Policy:
        """One table of several; a method that two of them rule differently is a ValueError."""
        return reduce(cls.__or__, policies, cls({}))

    def __getitem__(self, method: str) -> Rule:
        return self._rules[method.lstrip("/")]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)

    def __or__(self, other: Policy) -> Policy:
        both = {name for name in self if name in other and self[name] != other[name]}
        if both:
            raise ValueError(f"two policies disagree about {', '.join(sorted(both))}")
        return Policy({**self._rules, **other._rules})

    def check(self, subject: Subject, method: str) -> None:
        """Return if allowed; else raise TokenRefused (nobody signed in) or AccessRefused."""
        rule = self._rules.get(method.lstrip("/"))
        if rule is not None and rule.allows(subject):
            return
        raise _refusal(subject, method)

    def missing(self, methods: Iterable[str]) -> list[str]:
        """Methods without a rule, sorted: a server must not start with any."""
        return sorted({method.lstrip("/") for method in methods} - self._rules.keys())


def _refusal(subject: Subject, method: str) -> IdentityError:
    if not subject.authenticated:
        return token_missing()
    return AccessRefused(
        "ROLE_REQUIRED",
        "Tài khoản của bạn không có quyền làm việc này.",
        f"Your account has no role that may call {method.lstrip('/')}.",
    )
