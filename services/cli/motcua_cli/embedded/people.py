# SPDX-License-Identifier: Apache-2.0
"""Who can sign in to the embedded shape: the people of the organisation file, its citizens, and the service accounts."""

from __future__ import annotations

from motcua_identity import SERVICE, service_role
from motcua_identity.issuer import CLIENT_CREDENTIALS, Client, Person
from motcua_organisation import Organisation

SERVICES = ("workflow", "intake", "assignment", "notification", "liaison")
PORTAL = "portal"
BACK_CHANNEL = "/dang-xuat/phien"
INTEGRATOR = "demo-integrator"
"""A commune's own software: it may do what a window clerk of its unit may."""


def people(organisation: Organisation) -> list[Person]:
    """Officers first, then citizens, in the file's order."""
    officers = [
        Person(person.user, person.name, tuple(sorted(person.roles)), person.unit)
        for person in organisation.people.values()
    ]
    citizens = [
        Person(citizen.user, citizen.name, ("citizen",)) for citizen in organisation.citizens.values()
    ]
    return officers + citizens


def clients(organisation: Organisation, http: str) -> list[Client]:
    """Service accounts, the portal's sign-in, the command line, and one integrator of the first commune. `http`: where
    people find the portal, and the issuer, which tells it of sessions that have ended."""
    made = [
        Client(name, (CLIENT_CREDENTIALS,), (SERVICE, service_role(name)), name=f"motcua {name}")
        for name in SERVICES
    ]
    made.append(
        Client(
            PORTAL,
            ("authorization_code", "refresh_token"),
            redirect_uris=(f"{http}/signed-in",),
            post_logout_redirect_uris=(f"{http}/",),
            backchannel_logout_uri=f"{http}{BACK_CHANNEL}",
            name="MotCua",
        )
    )
    made.append(
        Client("motcua-cli", (CLIENT_CREDENTIALS,), ("designer", "operator"), name="motcua command line")
    )
    commune = organisation.communes()[0]
    made.append(
        Client(
            INTEGRATOR,
            (CLIENT_CREDENTIALS,),
            ("integrator", "citizen", "window_clerk"),
            commune.key,
            name="Demo integrator",
        )
    )
    return made
