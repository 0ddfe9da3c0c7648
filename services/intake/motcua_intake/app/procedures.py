# SPDX-License-Identifier: Apache-2.0
"""Published versions taken into the catalogue that people search."""

from __future__ import annotations

import sqlalchemy as sa
from motcua_procedure import Procedure, ProcedurePackage
from motcua_procedure.limits import all_limits
from motcua_text import fold

from motcua_intake.adapters.catalogue import SHOWN, Packages
from motcua_intake.adapters.workflow import Workflow
from motcua_intake.domain.records import Published


def take_in(
    connection: sa.Connection, packages: Packages, workflow: Workflow, key: str, version: int
) -> None:
    """process.published: fetch the folder and keep it.

    The call is made inside the consumer's transaction, which holds nothing but its inbox row (see `driving`).
    """
    if packages.has(connection, key, version):
        return
    fetched = workflow.package(key, version)
    keep(connection, packages, ProcedurePackage.from_files(fetched.files), fetched.version)


def keep(connection: sa.Connection, packages: Packages, package: ProcedurePackage, version: int) -> None:
    """Keep one version with what the list shows of it."""
    packages.add(connection, _row(package, version), package.content)


def said_now(package: ProcedurePackage, kept: Published) -> Published | None:
    """A version that an earlier release wrote, in the words of this one; None where they are the same."""
    now = _row(package, kept.version)
    return now if any(getattr(now, name) != getattr(kept, name) for name in SHOWN) else None


def _row(package: ProcedurePackage, version: int) -> Published:
    procedure = package.procedure
    limit = all_limits(procedure)
    return Published(
        procedure_key=package.key,
        version=version,
        sha256=package.sha256,
        valid_from=procedure.valid.first,
        valid_to=procedure.valid.last,
        name_vi=procedure.name.vi,
        name_en=procedure.name.to("en"),
        field_vi=procedure.field.name.vi,
        field_en=procedure.field.name.to("en"),
        limit_vi=limit.vi,
        limit_en=limit.en,
        label_vi=procedure.illustration.vi,
        label_en=procedure.illustration.to("en"),
        codes=list(procedure.all_codes()),
        search=_search(procedure),
    )


def _search(procedure: Procedure) -> str:
    """Everything that a person may look for, folded: names, field, summary, codes."""
    names = [
        procedure.name,
        procedure.summary,
        procedure.field.name,
        *(part.name for part in procedure.parts),
    ]
    names += [merged.name for merged in procedure.merged_from]
    words = [word for name in names for word in (name.vi, name.en)]
    return fold(" ".join([*words, *procedure.all_codes(), procedure.key.replace("-", " ")]))
