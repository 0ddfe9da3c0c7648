# SPDX-License-Identifier: Apache-2.0
"""What the inbox is narrowed by: all of it stands in the address, so that a view can be kept, sent and reloaded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlencode

from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.assignment.v1 import desk_pb2

from motcua_portal.web.visit import Visit

LONGEST_TEXT = 100
STEP_MARK = "#"
"""Between the key of a procedure and an element of its drawing."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One view of the list: its name in the address, its label, and what it says when nothing is there. `heads`: for who leads
    the unit only."""

    key: str
    kind: pb.TaskFilter
    label: str
    empty: str
    due: pb.TaskDue = pb.TASK_DUE_UNSPECIFIED
    escalated: bool = False
    heads: bool = False


FILTERS = (
    Filter("tat-ca", pb.TASK_FILTER_UNSPECIFIED, "Tất cả việc đang mở", "Không còn việc nào đang chờ."),
    Filter("cua-toi", pb.TASK_FILTER_MINE, "Việc của tôi", "Bạn chưa nhận việc nào. Hãy mở “Chưa ai nhận” để nhận việc."),
    Filter("chua-nhan", pb.TASK_FILTER_UNASSIGNED, "Chưa ai nhận", "Không có việc nào chờ người nhận."),
    Filter("da-xong", pb.TASK_FILTER_DONE, "Đã xong", "Bạn chưa hoàn thành việc nào."),
    Filter("qua-han", pb.TASK_FILTER_UNSPECIFIED, "Quá hạn", "Không có việc nào quá hạn.", pb.TASK_DUE_OVERDUE),
    Filter("hom-nay", pb.TASK_FILTER_UNSPECIFIED, "Đến hạn hôm nay", "Không có việc nào đến hạn hôm nay.", pb.TASK_DUE_TODAY),
    Filter("sap-den", pb.TASK_FILTER_UNSPECIFIED, "Sắp đến hạn", "Không có việc nào sắp đến hạn.", pb.TASK_DUE_SOON),
    Filter("qua-han-don-vi", pb.TASK_FILTER_UNSPECIFIED, "Bước quá hạn trong đơn vị", "Không có bước nào quá hạn trong đơn vị.",
           escalated=True),
    Filter("don-vi", pb.TASK_FILTER_UNSPECIFIED, "Cả đơn vị", "Đơn vị không có việc nào đang mở.", heads=True),
)  # fmt: skip
ALWAYS_SHOWN = ("tat-ca", "cua-toi", "chua-nhan", "da-xong")


@dataclass(frozen=True, slots=True)
class View:
    """`step` is the key of a procedure, or with an element after the mark."""

    chosen: Filter
    step: str = ""
    text: str = ""

    @property
    def narrowed(self) -> bool:
        return bool(self.step or self.text)

    @property
    def query(self) -> str:
        """The address without its page: what is kept of a view."""
        said = {"loc": self.chosen.key, "buoc": self.step, "q": self.text}
        return urlencode({name: value for name, value in said.items() if value})

    def address(self, page: str = "") -> str:
        more = "&" + urlencode({"trang": page}) if page else ""
        return f"/viec?{self.query}{more}"

    def at(self, key: str) -> str:
        """The same, another list. What is done is not narrowed."""
        found = next(one for one in FILTERS if one.key == key)
        return (View(found) if key == "da-xong" else replace(self, chosen=found)).address()

    @staticmethod
    def whole(key: str) -> str:
        """The address of a list as the counters count it: nothing narrows it."""
        return View(next(one for one in FILTERS if one.key == key)).address()

    def request(self, size: int, page: str) -> pb.ListTasksRequest:
        procedure, _, element = self.step.partition(STEP_MARK)
        return pb.ListTasksRequest(
            filter=self.chosen.kind, due=self.chosen.due, page_size=size, page_token=page, procedure_key=procedure,
            element=element, text=self.text, escalated=self.chosen.escalated, whole_unit=self.chosen.heads,
        )  # fmt: skip

    def choices(self, *, leads: bool) -> desk_pb2.ListTaskChoicesRequest:
        """What this list can be narrowed by: where a head reads the whole unit's, the whole unit's steps."""
        whole = leads and (self.chosen.heads or self.chosen.escalated)
        return desk_pb2.ListTaskChoicesRequest(whole_unit=whole)

    def offered(self, groups: Iterable[Group]) -> bool:
        """Whether what the list is narrowed to is among the choices: nothing of it may be open any more."""
        return not self.step or any(
            self.step in (one.key, *(step[0] for step in one.steps)) for one in groups
        )


def view_of(visit: Visit, key: str, step: str, text: str, leads: bool = False) -> View:
    """What the address asks for; a list that is none, or is not for this officer, is the first one. `leads`: also of one who
    stands in for a head today."""
    chosen = next((one for one in FILTERS if one.key == key), FILTERS[0])
    if chosen.heads and not (leads or visit.leads):
        chosen = FILTERS[0]
    return View(chosen) if chosen.key == "da-xong" else View(chosen, step[:200], text.strip()[:LONGEST_TEXT])


def kept_view(visit: Visit, query: str, leads: bool = False) -> View:
    """What a kept view asks for, as far as it can be used: it was typed into an address once, or sent by a program."""
    said = parse_qs(query, max_num_fields=20)
    loc, step, text = (_typed(said.get(name, [""])[0]) for name in ("loc", "buoc", "q"))
    return view_of(visit, loc, step, text, leads)


def _typed(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)


@dataclass(frozen=True, slots=True)
class Group:
    """A procedure with the steps of it that wait."""

    key: str
    name: str
    steps: tuple[tuple[str, str, int], ...]


def groups(visit: Visit, found: Iterable[desk_pb2.TaskChoice]) -> list[Group]:
    """What the list can be narrowed by, in the visitor's language."""
    made: dict[str, Group] = {}
    for one in found:
        known = made.get(one.procedure_key, Group(one.procedure_key, visit.pick(one.procedure_name), ()))
        steps = known.steps
        if one.element:
            value = f"{one.procedure_key}{STEP_MARK}{one.element}"
            steps = (*steps, (value, visit.pick(one.title), one.open))
        made[one.procedure_key] = replace(known, steps=steps)
    return list(made.values())


def both_names(visit: Visit, name: str) -> str:
    """“A, thay B” in the visitor's language; another name as it is."""
    first, mark, second = name.partition(", thay ")
    return visit.say("{who}, thay {absent}", who=first, absent=second) if mark else name
