# SPDX-License-Identifier: Apache-2.0
"""The one factory of XML parsers: no entities, no DTD, no network, no huge trees. XML comes from outside and is hostile."""

from __future__ import annotations

from typing import Any

from lxml import etree


class XmlRefused(ValueError):
    """Not well-formed, or with a document type declaration."""


def safe_parser() -> etree.XMLParser:
    """A parser that reads what the bytes hold and nothing else."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )


def parse_xml(content: bytes) -> etree._Element:
    """The root element.

    Raises:
        XmlRefused: the bytes are no XML, or declare a document type.
    """
    try:
        root = etree.fromstring(content, safe_parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise XmlRefused(str(error)) from error
    info: Any = root.getroottree().docinfo
    if info.doctype:
        raise XmlRefused("a document type declaration is not allowed")
    return root
