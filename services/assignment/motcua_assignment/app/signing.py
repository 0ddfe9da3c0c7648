# SPDX-License-Identifier: Apache-2.0
"""Who signed a result, as the organisation knows them: who holds the role of the step in its unit."""

from __future__ import annotations

from motcua_organisation import Organisation, find_name, signers

from motcua_assignment.domain.task import Doer, Task
from motcua_assignment.errors import SignerUnfit


def signer_of(organisation: Organisation, task: Task, doer: Doer, stated: str) -> str:
    """The name as the organisation keeps it; nothing stated: the officer who completes, "" when that one may not sign.

    Raises:
        SignerUnfit: somebody else's name.
    """
    people = signers(organisation, [task.role], task.unit, doer.user)
    names = [one.name for one in people] or [doer.name]
    if not stated.strip():
        return names[0] if not people or people[0].user == doer.user else ""
    found = find_name(names, stated)
    if found is None:
        raise SignerUnfit.among(names)
    return found
