# SPDX-License-Identifier: Apache-2.0
"""Text and data that people write: bilingual texts, folding for search, cleaning, sources with line numbers.

Owns no business rule. The one I/O is `read_regular`: reading a file that somebody names, safely.
"""

from __future__ import annotations

from motcua_text.bilingual import LANGUAGES, Text
from motcua_text.clean import (
    UnprintableText,
    UnreadableText,
    clean_block,
    clean_line,
)
from motcua_text.fold import fold
from motcua_text.names import Unfit, party_name, person_name
from motcua_text.numbers import business_code, email, foreign_digits, identity_number, is_paper_number, phone
from motcua_text.regular import NotRegular, read_regular
from motcua_text.schema import LinearPattern, Schema
from motcua_text.source import Path, Problem, Source, SourceError, read_json, read_yaml
from motcua_text.terms import Term, holds, kept_again, kept_words, search_terms
from motcua_text.words import search_patterns, search_words, typed_words

__all__ = [
    "LANGUAGES",
    "LinearPattern",
    "NotRegular",
    "Path",
    "Problem",
    "Schema",
    "Source",
    "SourceError",
    "Term",
    "Text",
    "Unfit",
    "UnprintableText",
    "UnreadableText",
    "business_code",
    "clean_block",
    "clean_line",
    "email",
    "fold",
    "foreign_digits",
    "holds",
    "identity_number",
    "is_paper_number",
    "kept_again",
    "kept_words",
    "party_name",
    "person_name",
    "phone",
    "read_json",
    "read_regular",
    "read_yaml",
    "search_patterns",
    "search_terms",
    "search_words",
    "typed_words",
]
