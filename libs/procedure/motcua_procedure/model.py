# SPDX-License-Identifier: Apache-2.0
"""A procedure as `procedure.yaml` states it. Plain data: `loader` reads it, `lint` checks it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as made
from datetime import date, time
from typing import Any, Final, Literal

from motcua_calendar import Limit
from motcua_calendar.limits import Unit
from motcua_text import Text

from motcua_procedure.condition import Condition
from motcua_procedure.law import Fee, LegalBasis, Validity
from motcua_procedure.lookup import Lookup
from motcua_procedure.notice import Notice
from motcua_procedure.sees import Sees

Policy = Literal["PAUSE", "RESTART", "EXCLUDE", "EXTEND"]
PaperForm = Literal["ORIGINAL", "CERTIFIED_COPY", "COPY"]
Channel = Literal["WINDOW", "ONLINE", "POST"]

UPLOAD_MB: Final = 20
"""Megabytes (10⁶ bytes) of one file that an installation takes unless it is set otherwise."""


@dataclass(frozen=True, slots=True)
class Component:
    """One paper (thành phần hồ sơ) that the procedure asks for.

    `required` is always, never or conditional; `condition` says when in words, `when` as a rule on the start form
    where it can be said so. `accepts` are file types (pdf, jpeg, png), `max_mb` the size of one file in 10⁶ bytes.
    `original_for` are the parts that the original is collected for; `original_shown` says that it is only shown for
    comparison and given back at once.
    """

    code: str
    name: Text
    form_no: str
    required: Literal["always", "never", "conditional"]
    condition: Text
    when: Condition | None
    accepts_forms: tuple[PaperForm, ...]
    copies: int
    original_collected_at_return: bool
    original_for: tuple[str, ...]
    accepts: tuple[str, ...]
    max_mb: int
    legal_basis: tuple[LegalBasis, ...]
    note: Text
    original_shown: bool = False

    def required_for(self, answers: Mapping[str, Any]) -> bool | None:
        """Whether these answers make it required; None where only a person can tell."""
        if self.required != "conditional":
            return self.required == "always"
        return None if self.when is None else self.when.holds(answers)


@dataclass(frozen=True, slots=True)
class IssuedTo:
    """Fields of the start form that say to whom a result is made out; `address` and `id_number` "" where none does."""

    name: str
    address: str
    id_number: str = ""


@dataclass(frozen=True, slots=True)
class ResultType:
    """A paper that a part gives, by its national result code. It is made out to the owner of the dossier unless `issued_to`. One
    that is `on_paper` is handed over (window or post) also where the applicant chose to receive electronically."""

    code: str
    name: Text
    issued_to: IssuedTo | None = None
    on_paper: bool = False


@dataclass(frozen=True, slots=True)
class Results:
    """`ALL` of the items must be issued, `ONE_OF` them, or any (`OPTIONAL`), for the part to be granted."""

    rule: Literal["ALL", "ONE_OF", "OPTIONAL"]
    items: tuple[ResultType, ...]

    def complete(self, issued: Iterable[str]) -> bool:
        """Whether the issued result codes satisfy the rule."""
        codes, given = {item.code for item in self.items}, set(issued)
        if self.rule == "ALL":
            return codes <= given
        return self.rule == "OPTIONAL" or len(codes & given) == 1


@dataclass(frozen=True, slots=True)
class Part:
    """One of the procedures merged in the dossier, with its own code, limit, results and fees.

    `after` names the part whose due day the limit counts from; "" counts from the start of the clock. `from_decision`: it
    counts from the day on which that part was decided, as soon as it is.
    """

    key: str
    code: str
    name: Text
    limit: Limit
    cutoff: time | None
    after: str
    legal_basis: tuple[LegalBasis, ...]
    results: Results
    fees: tuple[Fee, ...]
    note: Text
    from_decision: bool = False
    refusal: ResultType | None = None
    """What its refusal is in the national catalogue of results; None where it has no code of its own."""

    @property
    def limit_words(self) -> Text:
        """The limit as people read it; a same-day limit says what a late receipt means (cutoff of the procedure)."""
        said = Text(self.limit.text.vi, self.limit.text.en)
        if self.limit.unit is not Unit.SAME_DAY or self.cutoff is None:
            return said
        return Text(
            f"{said.vi} (nhận sau {self.cutoff:%H:%M} thì ngày làm việc tiếp theo)",
            f"{said.en} (received after {self.cutoff:%H:%M}: the next working day)",
        )


@dataclass(frozen=True, slots=True)
class Ground:
    """Why the legal clock pauses, restarts, does not count or has more days; `sentence` is for the receipt. `extends`: the
    working days that EXTEND adds, once for each part."""

    key: str
    policy: Policy
    name: Text
    sentence: Text
    legal_basis: tuple[LegalBasis, ...]
    note: Text
    extends: int = 0


@dataclass(frozen=True, slots=True)
class Supplement:
    """How often one stage may ask for papers, and how long (calendar days) the citizen has. `more_rounds_basis` is the rule that
    allows to ask more than once."""

    max_rounds: int
    window_days: int
    legal_basis: tuple[LegalBasis, ...]
    note: Text
    more_rounds_basis: tuple[LegalBasis, ...] = ()


@dataclass(frozen=True, slots=True)
class Coded:
    """A code or key with its name: a field, a merged procedure."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class Procedure:
    """All of `procedure.yaml`. `territory`: where the commune comes from, `$reception` or `$answers.FIELD`."""

    key: str
    codes: tuple[str, ...]
    name: Text
    summary: Text
    illustration: Text
    field: Coded
    levels: tuple[str, ...]
    routing: Literal["PROVINCE", "MINISTRY", "NATIONAL_PORTAL"]
    channels: tuple[Channel, ...]
    languages: tuple[str, ...]
    valid: Validity
    competent_kind: str
    territory: str
    received_at: tuple[str, ...]
    legal_basis: tuple[LegalBasis, ...]
    acceptance_limit: Limit
    acceptance_basis: tuple[LegalBasis, ...]
    start_form: str
    merged_from: tuple[Coded, ...]
    components: tuple[Component, ...]
    parts: tuple[Part, ...]
    clock_starts: Literal["ACCEPTANCE", "SUBMISSION"]
    grounds: Mapping[str, Ground]
    supplement: Supplement
    facts: Mapping[str, str]
    notices: Mapping[str, Notice]
    search: tuple[str, ...] = ()
    """Fields of the start form that officers find a dossier by."""
    return_ways: tuple[str, ...] = ("WINDOW", "POST", "ELECTRONIC")
    """How its results may reach the applicant."""
    lookups: Mapping[str, Lookup] = made(default_factory=dict)
    sees: Mapping[str, Sees] = made(default_factory=dict)
    """By the kind of agency; one that is not named sees the whole dossier."""

    def part(self, key: str) -> Part:
        """The part with that key; KeyError for another."""
        return {part.key: part for part in self.parts}[key]

    def component(self, code: str) -> Component:
        """The component with that code; KeyError for another."""
        return {component.code: component for component in self.components}[code]

    def all_codes(self) -> tuple[str, ...]:
        """Own national codes, then those of the parts: what a search finds it by."""
        return tuple(dict.fromkeys((*self.codes, *(part.code for part in self.parts))))

    def on_paper(self) -> dict[tuple[str, str], Text]:
        """Results that are handed over on paper whatever was chosen, by part and code, with their names."""
        return {
            (part.key, item.code): item.name
            for part in self.parts
            for item in part.results.items
            if item.on_paper
        }

    def originals_at_return(self) -> tuple[Component, ...]:
        """Papers whose original the window collects when it hands over the result."""
        return tuple(component for component in self.components if component.original_collected_at_return)

    def not_counted(self) -> tuple[Text, ...]:
        """The sentences of the receipt that say which time does not count towards the promised date."""
        return tuple(ground.sentence for ground in self.grounds.values() if ground.policy == "EXCLUDE")

    def longer(self) -> tuple[Text, ...]:
        """The sentences of the receipt that say when a limit has more working days."""
        return tuple(ground.sentence for ground in self.grounds.values() if ground.policy == "EXTEND")

    def fees_on(self, day: date, channel: Channel) -> tuple[tuple[Part, Fee], ...]:
        """The fees in force on that day for that channel, each with its part."""
        return tuple((part, fee) for part in self.parts for fee in part.fees if fee.applies(day, channel))

    def commune(self, answers: Mapping[str, Any], reception: str) -> str:
        """The commune's key that decides competence; `reception` is the commune of the receiving window."""
        return str(self._value(self.territory, answers, reception=reception))

    def start_facts(
        self, answers: Mapping[str, Any], papers: Iterable[str], *, channel: str, reception: str
    ) -> dict[str, Any]:
        """The facts the process starts with: references and routing answers, never papers or personal data.

        `answers` are the cleaned ones of the start form, `papers` the codes of the components at hand.
        """
        known = {
            "$papers": sorted(set(papers)),
            "$channel": channel,
            "$territory": self.commune(answers, reception),
        }
        return {
            name: known.get(source, self._value(source, answers, reception=reception))
            for name, source in self.facts.items()
        }

    def _value(self, source: str, answers: Mapping[str, Any], *, reception: str) -> Any:
        if source == "$reception":
            return reception
        return answers.get(source.removeprefix("$answers."))
