# SPDX-License-Identifier: Apache-2.0
"""Who signed a result, as the organisation knows them: who holds the role of the step in its unit, and who signs in place of an
absent one."""

from __future__ import annotations

from collections.abc import Collection

from motcua_organisation import Organisation, find_name, signatures

from motcua_assignment.domain.task import Actor, Task
from motcua_assignment.errors import SignerUnfit


def signer_of(
    organisation: Organisation, task: Task, actor: Actor, stated: str, away: Collection[str] = ()
) -> str:
    """The name as the organisation keeps it, both names for a deputy who stands in for the head; nothing stated: the officer who
    completes, "" when that one may not sign. Whoever was `away` on the day of the signature signed nothing, unless they come and
    complete the step themselves.

    Raises:
        SignerUnfit: somebody else's name.
    """
    able = signatures(organisation, task.role, task.unit, actor.user, task.on_behalf_of)
    if (
        not able.people and not task.on_behalf_of
    ):  # the organisation knows nobody: whoever has the role by their token
        return _alone(actor.name, stated)
    if not stated.strip():
        return able.default
    found = able.find(stated)
    if found is None:
        raise SignerUnfit.among(able.names)
    absent = [one for one in able.people if one.user in away and one.user != actor.user]
    if find_name([one.name for one in absent], found) is not None:
        raise SignerUnfit.away(
            found, [name for name in able.names if name not in {one.name for one in absent}]
        )
    return found


def _alone(name: str, stated: str) -> str:
    found = find_name([name], stated) if stated.strip() else name
    if found is None:
        raise SignerUnfit.among([name])
    return found
