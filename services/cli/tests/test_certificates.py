# SPDX-License-Identifier: Apache-2.0
"""`motcua certs`: what it makes is taken by TLS, what is good stays, what is not is made anew, what is damaged is named."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from motcua_cli.main import app
from motcua_cli.serving.certificates import CertificatesRefused, Wanted, ending, prepare
from typer.testing import CliRunner

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PORTAL = Wanted("portal", ("dichvucong.example", "10.0.0.1"))


def made(folder: Path, *wanted: Wanted, now: datetime = NOW) -> list[str]:
    return list(prepare(folder, wanted or (Wanted("intake"), PORTAL), now))


def test_each_service_gets_what_it_needs_and_no_more(tmp_path: Path) -> None:
    assert [one.partition(":")[0] for one in made(tmp_path)] == ["authority", "intake", "portal"]
    authority = x509.load_pem_x509_certificate((tmp_path / "authority.pem").read_bytes())
    for name in ("intake", "portal"):
        assert sorted(os.listdir(tmp_path / name)) == ["authority.pem", "certificate.pem", "key.pem"]
        found = x509.load_pem_x509_certificate((tmp_path / name / "certificate.pem").read_bytes())
        found.verify_directly_issued_by(authority)
        assert ending(tmp_path / name / "certificate.pem", NOW) == timedelta(days=397)
        assert stat.S_IMODE((tmp_path / name / "key.pem").stat().st_mode) == 0o600
        constraints = found.extensions.get_extension_for_class(x509.BasicConstraints).value
        assert not constraints.ca, "it can sign for nobody"
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["portal", "dichvucong.example"]
    assert [str(one) for one in names.get_values_for_type(x509.IPAddress)] == ["10.0.0.1"]
    assert stat.S_IMODE((tmp_path / "authority.key").stat().st_mode) == 0o600


def test_what_is_good_stays_and_what_ends_soon_is_made_anew(tmp_path: Path) -> None:
    made(tmp_path)
    before = (tmp_path / "portal" / "certificate.pem").read_bytes()
    assert made(tmp_path) == []
    assert made(tmp_path, now=NOW + timedelta(days=366)) == []
    assert (tmp_path / "portal" / "certificate.pem").read_bytes() == before
    (first, second) = made(tmp_path, now=NOW + timedelta(days=368))
    assert first.startswith("intake: made (29 days were left)") and second.startswith("portal: made")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda one: (one / "certificate.pem").unlink(), "there was none that can be read"),
        (lambda one: (one / "key.pem").write_text("half"), "there was none that can be read"),
        (lambda one: (one / "key.pem").write_bytes((one.parent / "portal" / "key.pem").read_bytes()), "together"),
        (lambda one: (one / "certificate.pem").write_bytes((one / "authority.pem").read_bytes()), "together"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_made_anew(tmp_path: Path, spoil: Any, why: str) -> None:
    made(tmp_path)
    spoil(tmp_path / "intake")
    (sentence,) = made(tmp_path)
    assert sentence.startswith("intake: made") and why in sentence
    assert made(tmp_path) == []


def test_other_names_and_another_authority_make_a_new_one(tmp_path: Path) -> None:
    made(tmp_path)
    (sentence,) = made(tmp_path, Wanted("portal", ("other.example",)))
    assert "it had other names" in sentence
    for file in ("authority.pem", "authority.key"):
        (tmp_path / file).unlink()
    assert [one for one in made(tmp_path) if "another authority" in one and "intake" in one]


def test_to_renew_takes_no_host_away_and_to_say_none_does(tmp_path: Path) -> None:
    made(tmp_path)
    assert made(tmp_path, Wanted.read("portal")) == []
    much_later = NOW + timedelta(days=380)
    (sentence,) = made(tmp_path, Wanted.read("portal"), now=much_later)
    assert "days were left" in sentence
    assert made(tmp_path, PORTAL, now=much_later) == []
    (sentence,) = made(tmp_path, Wanted.read("portal="))
    assert "other names" in sentence


def test_an_authority_that_is_damaged_or_ends_is_named_and_nothing_is_made(tmp_path: Path) -> None:
    made(tmp_path)
    kept = (tmp_path / "intake" / "certificate.pem").read_bytes()
    with pytest.raises(CertificatesRefused, match="before a new certificate would"):
        made(tmp_path, now=NOW + timedelta(days=3650 - 396))
    made(tmp_path / "other")
    (tmp_path / "authority.key").write_bytes((tmp_path / "other" / "authority.key").read_bytes())
    with pytest.raises(CertificatesRefused, match="do not belong together"):
        made(tmp_path)
    (tmp_path / "authority.key").unlink()
    with pytest.raises(CertificatesRefused, match=r"authority\.key cannot be read"):
        made(tmp_path)
    assert (tmp_path / "intake" / "certificate.pem").read_bytes() == kept


@pytest.mark.parametrize("name", ["", "=x", "in take", "../intake", "portal=thị.example"])
def test_names_that_are_none_are_refused(tmp_path: Path, name: str) -> None:
    answer = CliRunner().invoke(_app(), ["certs", str(tmp_path / "c"), "--name", name])
    assert answer.exit_code == 2 and "Traceback" not in answer.output


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    answer = CliRunner().invoke(_app(), ["certs", str(tmp_path / "file")])
    assert answer.exit_code == 2 and "cannot be" in answer.output


def _app() -> Any:
    from motcua_cli.serving.commands import add_to

    if not any(one.name == "certs" for one in app.registered_commands):
        add_to(app)
    return app
