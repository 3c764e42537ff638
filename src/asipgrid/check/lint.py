"""What a sound grid or call may not have been meant to say: one function a rule. Warnings and notes, never errors.

Only `asipgrid check` asks. The grid or call has passed every rule of `shape` and `sense` before.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, Final

from msgspec import Struct

from asipgrid.check.changes import Part, changes, next_version, raised
from asipgrid.check.condition_faults import written_paths
from asipgrid.check.implied import Logic
from asipgrid.check.limits import (
    Figures,
    bounds,
    call_limits,
    holes,
    hundredfold_measures,
    is_share,
    large_limits,
    meant,
)
from asipgrid.engine.conditions import path_expression
from asipgrid.model.calls import NO_GOAL
from asipgrid.model.places import Finding, Gravity, KeyPath, Record
from asipgrid.model.values import exact
from asipgrid.monitoring.goals import reportable
from asipgrid.schema import dialect
from asipgrid.text.escape import hidden
from asipgrid.text.suggestions import few
from asipgrid.text.values import shown

Data = Mapping[str, Any]
Found = Iterator[Finding]
Read = Callable[[str], frozenset[str]]

Papers = Sequence[tuple[Record, Data]]

_MOST_NAMED: Final = 20


class Care(Struct, frozen=True, kw_only=True):
    """A look at sound documents for their authors: with notes or without; `committed` gives a grid as last committed.

    `committed` takes the name of a file in the workspace and gives None where there is nothing to compare with. `read`
    gives the facts and measures that the calls of the workspace read themselves of a grid, by its id.
    """

    notes: bool
    committed: Callable[[str], Data | None]
    read: Read = lambda _grid: frozenset()

    def of_grid(self, record: Record, grid: Data, scope: Data) -> Found:
        """Everything odd in a sound grid; `scope` is the schema of what its conditions may read."""
        logic = Logic(scope=scope)
        yield from idle_levels(record, grid, logic)
        yield from impossible_conditions(record, grid, logic)
        yield from large_and_odd_limits(record, grid, scope)
        yield from holes_between_levels(record, grid, logic)
        yield from idle_thresholds(record, grid, scope)
        yield from tops_out_of_reach(record, grid, logic)
        yield from deciding_alone(record, grid)
        yield from unused_measures(record, grid, self.read)
        if self.notes:
            yield from unread_facts(record, grid, self.read)
        yield from languages(record, grid)
        yield from goals_never_set(record, grid)
        yield from goals_no_report_can_tell(record, grid, scope)
        yield from bare_criteria(record, grid, scope)
        yield from idle_minimums(record, grid, logic)

    def of_texts(self, record: Record, data: Data) -> Found:
        """Everything odd in the texts of a document of the right shape, of whatever kind."""
        return unseen_characters(record, data)

    def of_version(self, record: Record, grid: Data, before: Data) -> Found:
        """What is odd in a sound grid beside the same grid as it was committed."""
        return version_findings(record, grid, before)

    def of_call(self, record: Record, call: Data, grids: Mapping[str, Data], rules: Data, payments: Data) -> Found:
        """Everything odd in a sound call of sound grids (`grids` by id, in the call's order).

        `rules` and `payments` are the schemas of what their conditions may read.
        """
        yield from deciding_the_call(record, call, grids)
        yield from payments_without_a_day(record, call)
        for path, says in call_limits(call, grids, rules, payments):
            yield _warning(record, path, "C225", says)
        yield from holes_between_rules(record, call, rules)

    def of_requests(self, record: Record, call: Data, about: Mapping[str, Papers]) -> Found:
        """What is odd in a sound call beside its requests, and in what is told of them (`about`, by kind of document)."""
        yield from days_after_the_end(record, call, about)
        yield from paid_before_the_signature(about)


# ── texts ──────────────────────────────────────────────────────────────────────────────────────────


def unseen_characters(record: Record, data: Data) -> Found:
    """A text with a character that nobody sees: it reads like another, and letters show it by its number."""
    for path, text in _all_texts(data, ()):
        found = list(dict.fromkeys(hidden(text)))
        if found:
            numbers = [f"U+{ord(each):04X}" for each in found]
            are, they, them = (
                ("is a character", "it is", "it") if found[1:] == [] else ("are characters", "they are", "them")
            )
            shown = f"{they} shown as {_listed([f'<{each}>' for each in numbers])}"
            if found == ["\N{SOFT HYPHEN}"]:
                shown = "letters leave it out"
            says = f"{_listed(numbers)} {are} that nobody sees in this text; {shown}; remove {them}"
            yield Finding(code="S021", place=record.value_place(path), says=says, gravity=Gravity.WARNING)


def _all_texts(data: Any, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield from _all_texts(value, (*path, key))
    elif isinstance(data, list | tuple):
        for index, value in enumerate(data):
            yield from _all_texts(value, (*path, index))


def _warning(record: Record, path: KeyPath, code: str, says: str) -> Finding:
    return Finding(code=code, place=record.place(path), says=says, gravity=Gravity.WARNING)


def _note(record: Record, path: KeyPath, code: str, says: str) -> Finding:
    return Finding(code=code, place=record.place(path), says=says, gravity=Gravity.NOTE)


def _criteria(grid: Data) -> Iterator[tuple[KeyPath, Data]]:
    for index, each in enumerate(grid["criteria"]):
        yield ("criteria", index), each


def _weight(each: Data) -> Fraction:
    """The weight that counts: none of a criterion that is only shown."""
    return Fraction(0) if each.get("info") else exact(each.get("weight", 0))


def _number(value: Fraction) -> str:
    """A number as a finding writes it: at most two decimals."""
    rounded = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{rounded:f}".rstrip("0").rstrip(".")


def _listed(names: list[str]) -> str:
    if len(names) == 1 or len(names) > _MOST_NAMED:
        return few(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


# ── what can never be reached ──────────────────────────────────────────────────────────────────────


def _in_order(each: Data) -> list[int]:
    """The positions of a criterion's levels in the order they are tried: best first, else as written."""
    levels = each.get("levels", ())
    return sorted(range(len(levels)), key=lambda index: -exact(levels[index]["level"]))


def idle_levels(record: Record, grid: Data, logic: Logic) -> Found:
    """A line of `levels` that never decides, for whoever meets it also meets a line tried before it.

    The author meant to tell two cases apart, and everybody gets the same level.
    """
    for at, each in _criteria(grid):
        order = _in_order(each)
        levels = each.get("levels", ())
        for place, index in enumerate(order):
            before = order[:place]
            deciding = logic.deciding(levels[index]["when"], [levels[other]["when"] for other in before])
            if deciding:
                others = sorted(before[position] for position in deciding)
                given = " or ".join(dict.fromkeys(shown(levels[other]["level"]) for other in others))
                lines = _listed([str(record.place((*at, "levels", other)).line) for other in others])
                says = (
                    f"{each['id']}: whoever meets the condition of this level {shown(levels[index]['level'])} already has "
                    f"level {given} (line{'s' if len(others) > 1 else ''} {lines}), so this line never decides; "
                    "change one of the conditions"
                )
                yield _warning(record, (*at, "levels", index), "G140", says)


def impossible_conditions(record: Record, grid: Data, logic: Logic) -> Found:
    """A condition that no request can meet: two of its lines contradict each other, or what a fact may be.

    Behind it stands a level nobody gets, a gate nobody passes or a criterion that never applies.
    """
    for at, each in _criteria(grid):
        for index, rule in enumerate(each.get("levels", ())):
            if logic.never(rule["when"]) and not _told(rule["when"], grid, logic):
                says = (
                    f"{each['id']}: no request can meet this condition, so it never gives level {shown(rule['level'])}"
                )
                yield _warning(record, (*at, "levels", index, "when"), "G141", says)
        for key, so in (("requires", "nobody passes this gate"), ("applies_when", "the criterion never applies")):
            if key in each and logic.never(each[key]) and not _told(each[key], grid, logic):
                yield _warning(record, (*at, key), "G141", f"{each['id']}: no request can meet this condition, so {so}")


def _told(written: Data, grid: Data, logic: Logic) -> bool:
    """Whether the limits of a condition are told to be too large: that is why nobody meets it."""
    return any(Figures(measures=grid.get("measures", {}), scope=logic.scope).of_condition(written, ()))


def large_and_odd_limits(record: Record, grid: Data, scope: Data) -> Found:
    """Shares that were written in percent: 25 for 25 % is read as 2500 %."""
    for path, says in large_limits(grid, scope):
        yield _warning(record, path, "G155", says)
    for path, says in hundredfold_measures(grid, scope):
        yield _warning(record, path, "G157", says)


def holes_between_levels(record: Record, grid: Data, logic: Logic) -> Found:
    """Figures that meet no level, though those below and those above do: limits that were meant to meet."""
    for at, each in _criteria(grid):
        for hole in holes([rule["when"] for rule in each.get("levels", ())], logic, grid.get("measures", {})):
            lines = sorted({record.place((*at, "levels", index)).line for index in (hole.below, hole.above)})
            where = f"line{'s' if len(lines) > 1 else ''} {_listed([str(line) for line in lines])}"
            lies = f"{hole.words} meets no level, though what lies below and above does"
            says = f"{each['id']}: {lies}; let the conditions on {where} meet"
            yield _warning(record, (*at, "levels", max(hole.below, hole.above)), "G156", says)


def holes_between_rules(record: Record, call: Data, scope: Data) -> Found:
    """Figures that meet none of the rules which take those below and those above: a later rule decides."""
    for hole in holes([rule["when"] for rule in call["decisions"] if "when" in rule], Logic(scope=scope), {}):
        first, last = sorted((hole.below, hole.above))
        which = (
            f"does not meet rule {last + 1}" if first == last else f"meets neither rule {first + 1} nor rule {last + 1}"
        )
        says = f"{hole.words} {which}, though what lies below and above does; let the conditions meet"
        yield _warning(record, ("decisions", last, "when"), "C226", says)


def _range(measure: Data, scope: Data) -> tuple[Fraction | None, Fraction | None]:
    """The least and the greatest figure that a measure may give, where the facts say."""
    if "value" in measure:
        return bounds(measure["value"], scope)
    if "ratio" in measure:
        above = [bounds(path, scope)[0] for path in measure["ratio"]]
        low = Fraction(0) if all(bound is not None and bound >= 0 for bound in above) else None
        return low, Fraction(1) if is_share(measure) else None
    if "difference" in measure:
        (low, high), (least, most) = (bounds(path, scope) for path in measure["difference"])
        return (
            None if low is None or most is None else low - most,
            None if high is None or least is None else high - least,
        )
    return None, None


def idle_thresholds(record: Record, grid: Data, scope: Data) -> Found:
    """A threshold that no figure reaches, or every figure: the facts allow nothing beyond it.

    Of shares (`unit: percent`) G127 has said so before.
    """
    for at, each in _criteria(grid):
        measure = grid.get("measures", {}).get(each.get("measure"), {})
        way = next((key for key in ("at_least", "at_most") if key in each), None)
        if way is None or is_share(measure):
            continue
        low, high = _range(measure, scope)
        worst, best = (low, high) if way == "at_least" else (high, low)
        sign = 1 if way == "at_least" else -1
        for index, number in enumerate(each[way]):
            asked = sign * exact(number)
            if best is not None and asked > sign * best:
                says = (
                    f"can never be reached: {each['measure']} is at {'most' if sign > 0 else 'least'} {_number(best)}"
                )
            elif worst is not None and asked <= sign * worst:
                says = f"is always reached: {each['measure']} is at {'least' if sign > 0 else 'most'} {_number(worst)}"
            else:
                continue
            hint = f"; {meant(number)}" if high is not None and high <= 1 < exact(number) else ""
            yield _warning(record, (*at, way, index), "G142", f"{each['id']}: {shown(number)} {says}{hint}")


def _best(grid: Data, each: Data, logic: Logic) -> Fraction | None:
    """The best level that a criterion can give; None when it gives none."""
    if "levels" in each:
        return max(
            (exact(rule["level"]) for rule in each["levels"] if not logic.never(rule["when"])), default=Fraction(0)
        )
    if "linear" in each:
        points = [(exact(x), exact(y)) for x, y in each["linear"]]
        low, high = _range(grid["measures"][each["measure"]], logic.scope)
        return max(
            _on_curve(points, figure) for figure in (low, high, *(x for x, _ in points)) if _lies(figure, low, high)
        )
    return Fraction(grid["scale"]["max"]) if "measure" in each or "mark" in each else None


def _lies(figure: Fraction | None, low: Fraction | None, high: Fraction | None) -> bool:
    return figure is not None and (low is None or figure >= low) and (high is None or figure <= high)


def _on_curve(points: list[tuple[Fraction, Fraction]], figure: Fraction | None) -> Fraction:
    assert figure is not None
    if figure <= points[0][0]:
        return points[0][1]
    for (x, y), (next_x, next_y) in itertools.pairwise(points):
        if figure <= next_x:
            return y + (next_y - y) * (figure - x) / (next_x - x)
    return points[-1][1]


def tops_out_of_reach(record: Record, grid: Data, logic: Logic) -> Found:
    """A weighted criterion that can never give the top of the scale: nobody can have all its points."""
    top = grid["scale"]["max"]
    for at, each in _criteria(grid):
        best = _best(grid, each, logic)
        if best is not None and best < top and _weight(each) > 0:
            key = "levels" if "levels" in each else "linear"
            says = f"{each['id']} gives at most level {_number(best)} of {top}, so nobody can have all its points; raise its best level"
            yield _warning(record, (*at, key), "G143", says)


def idle_minimums(record: Record, grid: Data, logic: Logic) -> Found:
    """A `minimum` that nobody can miss, or that nobody can reach."""
    for at, each in _criteria(grid):
        if "minimum" not in each:
            continue
        least, best = exact(each["minimum"]), _best(grid, each, logic)
        if best is None:
            says = "has a minimum, but nothing gives it a level; remove the minimum"
        elif least == 0:
            says = "has a minimum of 0, which nobody can miss; raise or remove it"
        elif least > best:
            says = f"has a minimum of {shown(each['minimum'])}, but gives at most level {_number(best)}; nobody can reach it"
        else:
            continue
        yield _warning(record, (*at, "minimum"), "G150", f"{each['id']} {says}")


# ── what decides alone ─────────────────────────────────────────────────────────────────────────────


def deciding_alone(record: Record, grid: Data) -> Found:
    """A criterion that weighs more than all the others of its grid together: the others never outweigh it."""
    weights = [_weight(each) for each in grid["criteria"]]
    total = sum(weights, Fraction(0))
    for (at, each), weight in zip(_criteria(grid), weights, strict=True):
        if 2 * weight > total > weight:
            says = (
                f"{each['id']} weighs {_number(weight)} of {_number(total)}, more than all the other criteria of "
                "the grid together, so it decides alone; lower its weight, or make it a gate"
            )
            yield _warning(record, (*at, "weight"), "G144", says)


_ONLY_A_SCORE: Final = frozenset({"score", "eligible"})


def deciding_the_call(record: Record, call: Data, grids: Mapping[str, Data]) -> Found:
    """A criterion that is enough for funding by itself (warning), or without which there is none (note).

    The second is a gate that does not say so: at level 0 the score a `fund` rule asks is out of reach.
    """
    rules = [rule.get("when", {}) for rule in call["decisions"] if rule["outcome"] == "fund"]
    asked = {index: least for index, rule in enumerate(rules) if (least := _least_score(rule)) is not None}
    parts = shares(call, grids)
    if not asked or len(parts) < 2:
        return
    alone = [least for index, least in asked.items() if set(rules[index]) <= _ONLY_A_SCORE]
    least = min(asked.values())
    for (name, each), share in parts.items():
        part = f"{each} carries {_number(share)} % of the score"
        if alone and share >= min(alone):
            says = f"{part}, and a score of {_number(min(alone))} is enough for `fund`, so it decides alone; lower its weight"
            yield _warning(record, ("grids", name), "C211", says)
        elif len(asked) == len(rules) and 100 - share < least and not _is_open_gate(grids[name], each):
            says = (
                f"{part}: at level 0, the score of {_number(least)} that `fund` asks is out of reach; "
                "if it is meant to stop a request, make it a gate or give it a minimum"
            )
            yield _note(record, ("grids", name), "C212", says)


def _least_score(rule: Data) -> Fraction | None:
    asked = rule.get("score")
    least = exact(asked["minimum"]) if isinstance(asked, dict) and "minimum" in asked else None
    return least or None  # a rule that asks for nothing is met by all


def shares(call: Data, grids: Mapping[str, Data]) -> dict[tuple[str, str], Fraction]:
    """What each weighted criterion can bring to a score of 100, by grid and id, when all of them apply."""
    flat = call.get("aggregate") == "flat"
    weights = {
        (name, each["id"]): exact(call["grids"][name])
        * _weight(each)
        / (Fraction(1) if flat else sum(map(_weight, grid["criteria"]), Fraction(0)))
        for name, grid in grids.items()
        for each in grid["criteria"]
        if _weight(each) > 0
    }
    total = sum(weights.values(), Fraction(0))
    return {key: 100 * weight / total for key, weight in weights.items()}


def _is_open_gate(grid: Data, name: str) -> bool:
    """Whether a criterion says itself that a request can fail by it."""
    return any(each["id"] == name and ("gate" in each or "minimum" in each) for each in grid["criteria"])


# ── days and payments ──────────────────────────────────────────────────────────────────────────────


def _payments(call: Data) -> Iterator[tuple[KeyPath, int, Data]]:
    """The payments of a call, each with its place and number."""
    for index, each in enumerate(call.get("addendum", {}).get("payments", ())):
        yield ("addendum", "payments", index), index + 1, each


def _waits_for(payment: Data, name: str) -> bool:
    """Whether the condition of a payment reads a figure."""
    return any(name in path_expression(path).reads for path in written_paths(payment.get("when")))


def payments_without_a_day(record: Record, call: Data) -> Found:
    """A payment that waits for what has no last day, or for nothing at all: nobody could say when it is due."""
    for at, number, each in _payments(call):
        if _waits_for(each, "progress") and not call.get("monitoring", {}).get("reports"):
            says = (
                f"payment {number} waits for a progress report, and no report has a last day, so none is ever late; "
                "add `monitoring: {reports: [{period: …, due: …}]}`"
            )
            yield _warning(record, (*at, "when"), "C218", says)
        if _waits_for(each, "goals_reached") and "goals_due" not in call["addendum"]:
            says = f"payment {number} waits for the goals, and no day is set for them; add `goals_due` to the addendum"
            yield _warning(record, (*at, "when"), "C219", says)
        if number > 1 and not {"from", "when", "units"} & set(each):
            says = (
                f"payment {number} has neither `from`, `when` nor `units`, so it is due on signature, whatever `at` says; "
                "give it a first day or a condition"
            )
            yield _warning(record, at, "C220", says)


def days_after_the_end(record: Record, call: Data, about: Mapping[str, Papers]) -> Found:
    """Goals, targets and payments that come when the agreement has ended: nothing is payable then."""
    ends = dict(_ends(about))
    # Whoever asks for no money gets no addendum.
    asking = {data["request"] for _, data in about["request"] if data.get("funding", {}).get("requested") != 0}
    binding = {name: end for name, end in ends.items() if name in asking}
    due = call.get("addendum", {}).get("goals_due")
    late = [name for name, end in binding.items() if due is not None and end < due]
    if late:
        says = f"the goals are due on {due}, after the end of the agreement of {_listed(late)}; {_MOVE_ONE}"
        yield _warning(record, ("addendum", "goals_due"), "C221", says)
    for at, number, each in _payments(call):
        first = each.get("from")
        if first is not None:
            when, late = f"begins on {first}", [name for name, end in binding.items() if end < first]
        elif due is not None and _waits_for(each, "goals_reached"):
            # Whether goals are reached is known on the day after they were due.
            when, late = f"waits for goals due on {due}", [name for name, end in binding.items() if end <= due]
        else:
            continue
        if late:
            says = (
                f"payment {number} {when}, and no day is left for it before the end of the agreement of "
                f"{_listed(late)}, after which nothing becomes payable; {_MOVE_ONE}"
            )
            yield _warning(record, at, "C222", says)
    for paper, data in about["request"]:
        end = ends.get(data["request"])
        for index, item in enumerate(data.get("commitments", ())):
            if end is not None and item.get("by", "") > end:
                says = f"the target is due on {item['by']}, after the agreement ends on {end}; {_MOVE_ONE}"
                yield _warning(paper, ("commitments", index, "by"), "R016", says)
    for paper, data in about["amendment"]:
        end = ends.get(data["amendment"])
        for index, move in enumerate(data.get("moves", ())):
            if end is not None and move.get("due", "") > end:
                says = f"{move['goal']} is moved to {move['due']}, after the agreement ends on {end}; {_MOVE_ONE}"
                yield _warning(paper, ("moves", index, "due"), "P706", says)


_MOVE_ONE: Final = "move one of the two days"


def _ends(about: Mapping[str, Papers]) -> Iterator[tuple[str, str]]:
    """The requests whose agreement has a last day, and that day as it was decided last."""
    moved = {
        data["amendment"]: max(data["ends"], key=lambda each: each["decided_on"])["ends_on"]
        for _, data in about["amendment"]
        if data.get("ends")
    }
    for _, data in about["request"]:
        end = moved.get(data["request"], data.get("agreement", {}).get("ends_on"))
        if end is not None:
            yield data["request"], end


def paid_before_the_signature(about: Mapping[str, Papers]) -> Found:
    """A payment that was made although the addendum was not signed yet, as far as is recorded."""
    for record, data in about["payment"]:
        signed_on = data.get("signed_on")
        for index, each in enumerate(data.get("paid", ())):
            made = f"payment {each['number']} was made on {each['paid_on']}"
            if signed_on is None:
                says = f"{made}, and no signature of the addendum is recorded; add `signed_on`"
            elif each["paid_on"] < signed_on:
                says = f"{made}, before the addendum was signed on {signed_on}; check the two days"
            else:
                continue
            yield _warning(record, ("paid", index, "paid_on"), "P607", says)


# ── what nobody reads ──────────────────────────────────────────────────────────────────────────────


def _facts(schema: Any, at: KeyPath, name: str) -> Iterator[tuple[KeyPath, str, Data]]:
    """Every fact of a schema, those that hold others included: its place, its dotted name, its own schema."""
    named = schema.get("properties", {}) if isinstance(schema, Mapping) else {}
    for key, inner in named.items():
        here = (*at, "properties", key)
        yield here, f"{name}{key}", inner if isinstance(inner, Mapping) else {}
        yield from _facts(inner, here, f"{name}{key}.")


def _read_by_criteria(grid: Data) -> Iterator[str]:
    """The dotted paths that a grid's criteria rest on; measures by their names."""
    for each in grid["criteria"]:
        conditions = (
            each.get("requires"),
            each.get("applies_when"),
            *(rule["when"] for rule in each.get("levels", ())),
        )
        for path in (*(path for written in conditions for path in written_paths(written)), *each.get("reads", ())):
            yield from path_expression(path).reads


def _reads(grid: Data) -> Iterator[str]:
    """The dotted paths that a grid's criteria and measures rest on."""
    yield from _read_by_criteria(grid)
    for measure in grid.get("measures", {}).values():
        for path in _parts(measure):
            yield from path_expression(path).reads


def unused_measures(record: Record, grid: Data, read: Read) -> Found:
    """A measure that no criterion uses, and no call (`read`: what the calls read themselves): a forgotten figure."""
    used = {*(each.get("measure") for each in grid["criteria"]), *_read_by_criteria(grid)}
    for name in grid.get("measures", {}):
        if name not in used and name not in read(grid["grid"]):
            says = f"no criterion uses the measure {name}, and no call; remove it or use it"
            yield _warning(record, ("measures", name), "G137", says)


def unread_facts(record: Record, grid: Data, read: Read) -> Found:
    """Facts that no criterion reads, and no call: an applicant supplies them for nothing, unless a reader needs them.

    A note, for some are kept on purpose: the name of a host lets a reader check the status that is judged.
    """
    reads = {*_reads(grid), *read(grid["grid"])}
    above = {part for each in reads for part in _with_parts_above(each)}

    def is_read(name: str) -> bool:
        return name in above or not reads.isdisjoint(_with_parts_above(name))

    names = [
        name
        for _, name, schema in _facts(grid["facts"], (), "")
        if "properties" not in schema and not is_read(f"{grid['block']}.{name}")
    ]
    if names:
        says = f"no criterion of this grid reads {_listed(names)}, and no call; keep only what a reader needs to check the rest"
        yield _note(record, ("facts",), "G145", says)


def _with_parts_above(name: str) -> Iterator[str]:
    """A dotted name and the names of the parts that it lies in."""
    parts = name.split(".")
    return (".".join(parts[:end]) for end in range(1, len(parts) + 1))


def goals_never_set(record: Record, grid: Data) -> Found:
    """A goal on a criterion without weight (a bare gate, `info`, weight 0): only weighted criteria give goals."""
    for at, each in _criteria(grid):
        if each.get("goal", NO_GOAL) != NO_GOAL and _weight(each) == 0:
            why = (
                "is only shown" if each.get("info") else "has no weight" if "weight" not in each else "has the weight 0"
            )
            says = f"{each['id']} {why}, so no addendum ever sets its goal; give it a weight or remove the goal"
            yield _warning(record, (*at, "goal"), "G148", says)


def _told_by_reports(grid: Data, each: Data, scope: Data) -> bool:
    """Whether a report or an assessor can tell how a criterion stands: reports state the blocks of grids alone."""
    measures = grid.get("measures", {})
    if "mark" in each:
        return True
    names = [each["measure"]] if "measure" in each else []
    names += [path for rule in each.get("levels", ()) for path in written_paths(rule["when"])]
    paths = [path for name in names for path in (_parts(measures[name]) if name in measures else [name])]
    return reportable(paths, set(scope["properties"]) - {"call", *dialect.shipped("request")["properties"]})


def _parts(measure: Data) -> list[str]:
    """The paths of a measure, as they are written."""
    (written,) = (value for key, value in measure.items() if key not in {"title", "unit"})
    return [written] if isinstance(written, str) else written


def goals_no_report_can_tell(record: Record, grid: Data, scope: Data) -> Found:
    """A goal on what no report states, such as the amount requested: nobody could ever say that it is reached."""
    for at, each in _criteria(grid):
        if each.get("goal", NO_GOAL) != NO_GOAL and _weight(each) > 0 and not _told_by_reports(grid, each, scope):
            says = (
                f"{each['id']} reads nothing that a progress report states, so no addendum ever sets its goal; "
                "write `goal: never`"
            )
            yield _warning(record, (*at, "goal"), "G152", says)


def bare_criteria(record: Record, grid: Data, scope: Data) -> Found:
    """A weighted criterion that does not say what to supply or what to reach: the letter falls back on its question."""
    for at, each in _criteria(grid):
        wanted = ("documents", "goal") if _told_by_reports(grid, each, scope) else ("documents",)
        missing = [key for key in wanted if key not in each]
        if missing and _weight(each) > 0:
            says = (
                f"{each['id']} has no {' and no '.join(missing)}; questions and addenda have only its question to go by"
            )
            yield _note(record, (*at, "id"), "G149", says)


# ── languages ──────────────────────────────────────────────────────────────────────────────────────

LANGUAGES: Final = {"en": "English", "fr": "French"}


def _texts(grid: Data) -> Iterator[tuple[KeyPath, str, Any]]:
    """Every text of a grid that people read: its place, what it is, and what is written (None where it is missing)."""
    for key in ("title", "about"):
        if key in grid:
            yield (key,), key, grid[key]
    for index, text in enumerate(grid.get("anchors", ())):
        yield ("anchors", index), f"anchor {index}", text
    yield from _titles(grid["facts"], ("facts",), "")
    for name, measure in grid.get("measures", {}).items():
        if "title" in measure:
            yield ("measures", name, "title"), f"the title of {name}", measure["title"]
    for at, each in _criteria(grid):
        for key in ("question", "documents", "goal"):
            if key in each and not (key == "goal" and each[key] == NO_GOAL):
                yield (*at, key), f"{each['id']} {key}", each[key]
        for index, rule in enumerate(each.get("levels", ())):
            yield (*at, "levels", index, "is"), f"{each['id']} level {shown(rule['level'])}", rule["is"]
        for index, text in enumerate(each["mark"] if isinstance(each.get("mark"), list) else ()):
            yield (*at, "mark", index), f"{each['id']} level {index}", text


def _titles(schema: Any, at: KeyPath, name: str) -> Iterator[tuple[KeyPath, str, Any]]:
    for here, fact, inner in _facts(schema, at, name):
        yield (*here, "title") if "title" in inner else here, f"the title of {fact}", inner.get("title")
        if "description" in inner:
            yield (*here, "description"), f"the description of {fact}", inner["description"]
        yield from _titles(inner.get("items"), (*here, "items"), f"{fact}.")


def _missing(text: Any) -> list[str]:
    """The languages in which a text is not given; a plain string is in none of them by name."""
    given = text if isinstance(text, Mapping) else {}
    return [words for key, words in LANGUAGES.items() if not isinstance(given.get(key), str)]


def languages(record: Record, grid: Data) -> Found:
    """A text missing in a language that the grid speaks elsewhere: the letter would change language half-way.

    A grid that speaks one language all through may be meant so: one note.
    """
    texts = list(_texts(grid))
    if all(_missing(text) for _, _, text in texts):
        says = "this grid speaks one language; letters in the other will show its texts as they are"
        yield _note(record, ("title",), "G147", says)
        return
    for at, what, text in texts:
        missing = _missing(text)
        if missing:
            lacks = "is missing" if text is None else f"is not given in {_listed(missing)}"
            if isinstance(text, str):
                lacks = "does not say its language"
            yield _warning(record, at, "G146", f"{what} {lacks}; this grid speaks both: write {{en: …, fr: …}}")


# ── versions ───────────────────────────────────────────────────────────────────────────────────────

_WHY: Final = {
    Part.MAJOR: "scores before and after cannot be compared",
    Part.MINOR: "it asks applicants for something else",
    Part.PATCH: "its words changed",
}


def version_findings(record: Record, grid: Data, before: Data) -> Found:
    """A grid that differs from the committed one, and whose version does not say so, or not enough.

    A result names the version of each grid: two contents under one number, and nobody can tell which was applied.
    """
    found = changes(before, grid)
    if not found or before["grid"] != grid["grid"]:
        return
    old, new, needed = before["version"], grid["version"], found[0].part
    rise = raised(old, new)
    if rise is not None and rise <= needed:
        return
    where = found[0].where if len(found) == 1 else f"{found[0].where} and {len(found) - 1} more"
    how = (
        f"is still {new}"
        if old == new
        else f"went from {old} to {new} only"
        if rise
        else f"went from {old} back to {new}"
    )
    says = (
        f"this grid differs from the committed one ({where}), and its version {how}; "
        f"{_WHY[needed]}, so raise it to {next_version(old, needed)}"
    )
    yield _warning(record, ("version",), "G151", says)
