# SPDX-License-Identifier: Apache-2.0
"""Who signed a result, as the organisation knows them: who holds the role of the step in its unit, and who signs in place of an
absent one."""

from __future__ import annotations

from motcua_organisation import Organisation, find_name, signatures

from motcua_assignment.domain.task import Actor, Task
from motcua_assignment.errors import SignerUnfit


def signer_of(organisation: Organisation, task: Task, actor: Actor, stated: str) -> str:
    """The name as the organisation keeps it, both names for a deputy who stands in for the head; nothing stated: the officer who
    completes, "" when that one may not sign.

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
    return found


def _alone(name: str, stated: str) -> str:
    found = find_name([name], stated) if stated.strip() else name
    if found is None:
        raise SignerUnfit.among([name])
    return found
