"""All requests together: ranks, awards out of the envelope, and what the committee decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from asipgrid.engine import allocation, methods, ranking
from asipgrid.engine.plan import Plan
from asipgrid.engine.statistic_words import statistic_reason
from asipgrid.model.calls import MEETS_RULES, Call, Outcome
from asipgrid.model.envelopes import Belongings, Sharing
from asipgrid.model.places import Finding, Gravity, Id
from asipgrid.model.requests import CommitteeDecision, Unfilled
from asipgrid.model.results import Alone, Award, Settled, Settlement, Status
from asipgrid.model.said import said
from asipgrid.model.stages import Passage
from asipgrid.model.statistics import StatisticValue
from asipgrid.model.values import Reason, named
from asipgrid.text.numbers import money_text
from asipgrid.text.phrases import PUBLISHED

if TYPE_CHECKING:
    from asipgrid.engine.envelopes import Shared


class Unranked(Struct, frozen=True):
    """Requests that the rules do not fund and nobody decided on: they take no part in ranks and money.

    How many there are, and which of them state no amount.
    """

    count: int = 0
    unstated: Sequence[Id] = ()


_NONE: Final = Unranked()


class LeftOut(Struct, frozen=True):
    """What takes no part: requests with errors, requests not yet filled in, files not yet filled in about others.

    Files are named as they lie in the call's folder.
    """

    wrong: Sequence[Id] = ()
    unfilled: Sequence[Id] = ()
    files: Sequence[str] = ()

    @classmethod
    def of(cls, refused: Iterable[str], unfilled: Iterable[Unfilled], call: Call) -> LeftOut:
        """Of requests left out and the documents that are not yet filled in."""
        here = f"{call.file.rpartition('/')[0]}/"
        listed = sorted(unfilled, key=lambda each: each.file)
        blank = {each.request for each in listed if each.kind == "request"}
        return cls(
            wrong=tuple(sorted(Id(name) for name in refused if name not in blank)),
            unfilled=tuple(sorted(blank)),
            files=tuple(each.file.removeprefix(here) for each in listed if each.kind != "request"),
        )


_ALL: Final = LeftOut()


def unranked(name: Id, outcome: Outcome) -> Settled:
    """What becomes of a request that the rules do not fund and nobody decided on."""
    nothing = _nothing(name)
    return Settled(
        request=name,
        decision=None,
        proposed=outcome,
        outcome=outcome,
        rank=None,
        proposed_award=nothing,
        award=nothing,
        reasons=(),
    )


def settle(
    ready: Plan,
    alone: Sequence[Alone],
    decided: Iterable[CommitteeDecision],
    left_out: LeftOut = _ALL,
    others: Unranked = _NONE,
    statistics: Sequence[StatisticValue] = (),
) -> Settlement | tuple[Finding, ...]:
    """What becomes of requests together: ranks, awards, and what the committee decided. Or findings, as `evaluate`.

    `others` take no part and need not be among `alone`: what becomes of them, `unranked` says. `statistics` are noted.
    """
    decisions = {decision.request: decision for decision in decided}
    by_id = {each.request: each for each in alone}
    firm = _firm(by_id, decisions)
    if excess := _excess(ready.call, decisions, firm):
        return excess
    order = _standings(ready, {each.request: each for each in alone if each.proposal.outcome in MEETS_RULES})
    proposed, passage, sharing = _shared_out(ready.call, order, by_id, {}, {})
    final = proposed
    if decisions:
        order = _standings(ready, _fundable(by_id, decisions, firm))
        final, passage, sharing = _shared_out(ready.call, order, by_id, firm, decisions)
    places = {standing.request: standing for standing in order}
    settled = {n: _settled(e, decisions.get(n), places.get(n), proposed[n], final[n]) for n, e in by_id.items()}
    is_open = passage is None and None in firm.values()
    awarded = None if is_open else sum(award.amount or 0 for award in final.values())
    return Settlement(
        requests=settled,
        awarded=awarded,
        left=None if awarded is None else ready.call.envelope - awarded,
        notes=(
            *_notes(ready.call, alone, final, left_out, others, order, passage),
            *(() if ready.call.published else _decision_notes(settled.values())),
            *(() if sharing is None else _quota_notes(sharing)),
            *map(statistic_reason, statistics),
        ),
        sharing=sharing,
        passage=passage,
    )


def _shared_out(
    call: Call,
    order: Sequence[ranking.Standing],
    alone: Mapping[Id, Alone],
    firm: Mapping[Id, int | None],
    decided: Collection[Id],
) -> tuple[dict[Id, Award], Passage | None, Sharing | None]:
    """Every request's award; in a stage nothing is awarded, and what its threshold makes of each is said.

    With them, what became of envelopes and quotas, where the call has any.
    """
    if call.stage is None:
        awards, sharing = _awards(call, order, alone, firm)
        return awards, None, sharing
    from asipgrid.engine.stages import passing  # noqa: PLC0415 - few calls are a stage of several

    passed, passage = passing(call, call.stage, alone, firm, decided)
    return {name: passed.get(name) or _nothing(name) for name in alone}, passage, None


def _stage_notes(call: Call, passage: Passage | None) -> tuple[Reason, ...]:
    if call.stage is None or passage is None:
        return ()
    from asipgrid.engine.stages import stage_notes  # noqa: PLC0415 - few calls are a stage of several

    return tuple(stage_notes(call, call.stage, passage))


def _firm(alone: Mapping[Id, Alone], decisions: Mapping[Id, CommitteeDecision]) -> dict[Id, int | None]:
    """What the committee funds, or lets pass, with the amount (None: not stated)."""
    return {
        name: alone[name].payable if decision.amount is None else decision.amount
        for name, decision in decisions.items()
        if decision.outcome in MEETS_RULES
    }


def _fundable(
    alone: Mapping[Id, Alone], decisions: Mapping[Id, CommitteeDecision], firm: Mapping[Id, int | None]
) -> dict[Id, Alone]:
    """What is ranked once the committee has decided.

    A rank is an order for money: what is funded without a stated amount takes none.
    """
    outcomes = {name: each.proposal.outcome for name, each in alone.items()}
    outcomes.update({name: decision.outcome for name, decision in decisions.items()})
    unpaid = {name for name, amount in firm.items() if amount is None and outcomes[name] is Outcome.FUND}
    return {n: each for n, each in alone.items() if outcomes[n] in MEETS_RULES and n not in unpaid}


def _standings(ready: Plan, fundable: Mapping[Id, Alone]) -> tuple[ranking.Standing, ...]:
    return ranking.ordered(ready, {name: each.figures for name, each in fundable.items()})


def _excess(
    call: Call, decisions: Mapping[Id, CommitteeDecision], firm: Mapping[Id, int | None]
) -> tuple[Finding, ...]:
    """Committee decisions are paid first and in full: together they must fit the envelope."""
    total, currency = sum(amount or 0 for amount in firm.values()), call.currency
    if total <= call.envelope or call.stage is not None:
        return ()
    last = max(firm, key=lambda name: decisions[name].place)
    awarded, envelope = money_text(total, currency), money_text(call.envelope, currency)
    says = said(
        "the committee's decisions sum to {awarded}, more than the envelope of {envelope}; lower one of them",
        awarded,
        envelope,
    )
    return (Finding(code="D406", place=decisions[last].place, says=says, gravity=Gravity.ERROR),)


def _awards(
    call: Call,
    order: Sequence[ranking.Standing],
    alone: Mapping[Id, Alone],
    firm: Mapping[Id, int | None],
) -> tuple[dict[Id, Award], Sharing | None]:
    """Every request's award: the committee's first (by id), then tie group by tie group, then nothing for the rest.

    With them, what became of envelopes and quotas, where the call has any.
    """
    awards, groups = _decided(call, alone, firm), _asked(order, alone, firm)
    unknown = tuple(name for name in sorted(firm) if firm[name] is None)
    if unknown:
        # Nothing can be given out of a rest that nobody knows.
        why = Reason("left_unknown", named(unknown))
        for name in (each.request for group in groups for each in group):
            awards[name] = Award(request=name, status=Status.RESERVE, amount=0, left_before=None, reason=why)
        groups = []
    shared = _shared(call, groups, alone, firm) if call.envelopes or call.quotas else None
    if shared is None:
        left = call.envelope - sum(amount or 0 for amount in firm.values())
        paid = methods.share_out(call.allocation, groups, left, call.lot)
        awards |= {award.request: award for award in paid}
    elif not unknown:
        # The committee's amounts may be less than a request would be given in full.
        given = {
            name: replace(award, status=awards[name].status) for name, award in shared.awards.items() if name in firm
        }
        awards = {**awards, **shared.awards, **given}
    for name in alone:
        awards.setdefault(name, _nothing(name))
    return awards, None if shared is None else shared.sharing


def _decided(call: Call, alone: Mapping[Id, Alone], firm: Mapping[Id, int | None]) -> dict[Id, Award]:
    """What the committee awards, by id."""
    left, awards = call.envelope, {}
    for name in sorted(firm):
        amount, full = firm[name], _in_full(alone[name])
        status = Status.PARTIAL if amount is not None and full is not None and amount < full else Status.FUNDED
        reason = Reason("decided_amount_unknown") if amount is None else None
        awards[name] = Award(request=name, status=status, amount=amount, left_before=left, reason=reason)
        left -= amount or 0
    return awards


def _asked(
    order: Sequence[ranking.Standing], alone: Mapping[Id, Alone], firm: Mapping[Id, int | None]
) -> list[list[allocation.Ask]]:
    """What the others ask for, tie group by tie group in their order."""
    groups: dict[int, list[allocation.Ask]] = {}
    for standing in order:
        name, proposal = standing.request, alone[standing.request].proposal
        if name not in firm and proposal.ask is not None and proposal.minimum is not None:
            group = groups.setdefault(standing.group, [])
            group.append(allocation.Ask(request=name, amount=proposal.ask, minimum=proposal.minimum))
    return [groups[key] for key in sorted(groups)]


def _shared(
    call: Call,
    groups: Sequence[Sequence[allocation.Ask]],
    alone: Mapping[Id, Alone],
    firm: Mapping[Id, int | None],
) -> Shared:
    """The awards out of several envelopes, or under quotas."""
    from asipgrid.engine.envelopes import Shared, share_out  # noqa: PLC0415 - most calls have one envelope
    from asipgrid.engine.purses import Claim, Purses  # noqa: PLC0415 - the same

    if any(amount is None for amount in firm.values()):
        return Shared(awards={}, sharing=Purses(call).sharing(known=False))

    def claim(name: Id, amount: int, minimum: int) -> Claim:
        belongings = alone[name].belongings or Belongings(envelopes=(), quotas=())
        return Claim(request=name, amount=amount, minimum=minimum, belongings=belongings)

    claims = [[claim(each.request, each.amount, each.minimum) for each in group] for group in groups]
    return share_out(call, claims, [claim(name, amount or 0, 0) for name, amount in firm.items()])


def _in_full(alone: Alone) -> int | None:
    """What a request would be given in full, whatever the rules propose: less than that is given in part."""
    return alone.requested if alone.payable is None else alone.payable


def _nothing(name: Id) -> Award:
    return Award(request=name, status=Status.NOT_FUNDED, amount=0, left_before=None, reason=None)


def _settled(
    alone: Alone,
    decision: CommitteeDecision | None,
    standing: ranking.Standing | None,
    proposed: Award,
    award: Award,
) -> Settled:
    reasons = []
    if decision is not None:
        who = {"by": decision.body}
        values = {**who, "outcome": decision.outcome.value, "on": decision.decided_on, "why": decision.grounds}
        reasons.append(Reason("decided", values))
        if decision.outcome in MEETS_RULES and alone.eligible is not True:
            key = "decided_not_eligible" if decision.outcome is Outcome.FUND else "decided_not_eligible_stage"
            reasons.append(Reason(key, {**who, "eligible": alone.eligible}))
    if standing is not None:
        reasons += [each for each in (standing.rounded, standing.tie) if each is not None]
    reasons += award.reasons
    asks = None if standing is None else standing.asks
    return Settled(
        request=alone.request,
        decision=decision,
        proposed=alone.proposal.outcome,
        outcome=decision.outcome if decision else alone.proposal.outcome,
        rank=standing.rank if standing else None,
        proposed_award=proposed,
        award=award,
        reasons=tuple(reasons),
        questions=tuple([each for each in (asks, award.asks) if each is not None]),
    )


def _quota_notes(sharing: Sharing) -> Iterator[Reason]:
    """What went not as a quota says: too little for those it serves first, or more than it allows by the committee's decisions."""
    for each in sharing.quotas:
        quota, value = each.quota, "" if each.value is None else f" ({each.value})"
        if each.awarded is None:
            continue
        figures = {"quota": quota.title, "awarded": allocation.cents(each.awarded), "value": value}
        if quota.least is not None and each.awarded < quota.least:
            yield Reason("quota_unmet", {**figures, "least": allocation.cents(quota.least)})
        if quota.fewest is not None and each.requests < quota.fewest:
            yield Reason("quota_unmet_requests", {**figures, "count": each.requests, "least": quota.fewest})
        if quota.most is not None and each.requests > quota.most:
            yield Reason("quota_passed", {**figures, "count": each.requests, "most": quota.most})
        if quota.limit is not None and each.awarded > quota.limit:
            yield Reason("quota_overspent", {**figures, "limit": allocation.cents(quota.limit)})


def _tied_note(tied: Sequence[Id], order: Iterable[ranking.Standing]) -> Reason:
    """That requests are tied at the line, and what would decide: a figure that one of them does not state, or the call."""
    tie = next((each.tie for each in order if each.request == tied[0]), None)
    if tie is None or tie.key != "ex_aequo_not_stated":
        return Reason("unresolved_tie", named(tied))
    return Reason("unstated_tie", {**named(tied), "by": tie.values["by"], "lacking": tie.values["lacking"]})


def _decision_notes(settled: Iterable[Settled]) -> tuple[Reason, ...]:
    """How many of the committee's decisions depart from the proposal, and which change nothing."""
    decided = [each for each in settled if each.decision is not None]
    same = tuple(sorted(each.request for each in decided if not each.departs))
    notes = [Reason("departures", {"count": len(decided) - len(same), "of": len(decided)})] if decided else []
    return (*notes, *([Reason("decisions_unchanged", named(same))] if same else []))


def _notes(
    call: Call,
    alone: Sequence[Alone],
    awards: Mapping[Id, Award],
    left_out: LeftOut,
    others: Unranked,
    order: Sequence[ranking.Standing],
    passage: Passage | None,
) -> tuple[Reason, ...]:
    computed = call.allocation.amount is not None
    stated = ((each.request, each.payable if computed else each.requested) for each in alone)
    unstated = sorted((*others.unstated, *(name for name, amount in stated if amount is None)))
    tied = tuple(sorted(name for name, award in awards.items() if award.status is Status.TIED))
    unknown = tuple(
        sorted(name for name, award in awards.items() if award.status is Status.FUNDED and award.amount is None)
    )
    notes = []
    if call.published:
        notes.append(PUBLISHED)
    if unstated and call.stage is None:
        everywhere = len(unstated) == len(alone) + others.count
        key = f"amounts_open{'_anywhere' * everywhere}" if computed else "amounts_not_stated"
        notes.append(Reason(key, {} if everywhere else named(unstated)))
    if tied:
        notes.append(_tied_note(tied, order))
    equal = tuple(sorted(each.request for each in order if each.rounded is not None))
    if equal:
        notes.append(Reason("rounded_ties", named(equal)))
    if unknown:
        notes.append(Reason("unknown_awards", {"requests": unknown, "count": len(unknown)}))
    if left_out.wrong:
        notes.append(Reason("left_out", named(left_out.wrong)))
    if left_out.unfilled:
        notes.append(Reason("not_filled_in", named(left_out.unfilled)))
    if left_out.files:
        notes.append(Reason("papers_not_filled_in", named(left_out.files)))
    return (*notes, *_stage_notes(call, passage))
