# SPDX-License-Identifier: Apache-2.0
"""Who signed a result: a person of the officer's unit, in one of the officer's roles. Which role it is the step knows, and the
assignment service checks; here nobody gets in who could not have it."""

from __future__ import annotations

from motcua_organisation import Organisation, find_name, signers, stands_in

from motcua_intake.domain import texts
from motcua_intake.domain.records import Actor
from motcua_intake.errors import BadFields


def signer_of(organisation: Organisation, stated: str, actor: Actor) -> str:
    """The name as the organisation keeps it; nothing stated: the officer's. For another system's account, which is nobody of the
    organisation, anybody of its unit. Raises BadFields."""
    typed = texts.line("signer", stated)
    officer = organisation.people.get(actor.user)
    known = officer is not None and officer.unit == actor.unit
    roles = officer.roles if officer is not None and known else frozenset(organisation.roles)
    people = signers(organisation, roles, actor.unit, actor.user)
    names = [one.name for one in people] or [actor.name]
    if officer is not None and known and stands_in(actor.name, officer.name):
        names.append(actor.name)  # assignment has checked that the organisation lets a deputy sign so
    found = find_name(names, typed or (officer.name if officer is not None and known else actor.name))
    if not found:
        listed = ", ".join(names)
        raise BadFields.one(
            "signer",
            "SIGNER_UNFIT",
            f"Người này không được ký kết quả của đơn vị. Người ký được: {listed}.",
            f"This person cannot sign results of the unit. Who can: {listed}.",
        )
    return found
