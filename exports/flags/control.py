"""Who was asked the questions of one group and answers as somebody of another. Pure.

Both facts stay in the data (`group`, `group_screened` and the control question): nobody is moved.
"""

from collections.abc import Mapping

from exports.flags.case import Case, Told, codes_of

NAME = "control"
Control = Mapping[str, Mapping[str, frozenset[str]]]


def contradicted(case: Case, control: Control) -> Mapping[str, Told] | None:
    """The control question that contradicts the group, with the answer; else the group by screening, if another."""
    for question, groups in control.items():
        against = codes_of(case.cells.get(question)) & groups.get(case.group, frozenset())
        if against:
            return {"group": case.group, "question": question, "answer": ", ".join(sorted(against))}
    if case.screened and case.screened != case.group:
        return {"group": case.group, "screened": case.screened}
    return None
