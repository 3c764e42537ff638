"""Of which envelopes and quotas of a call a request is: asked of each request alone, three-valued."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from asipgrid.engine.conditions import Condition, condition
from asipgrid.engine.paths import PathExpression, path_expression, unstated
from asipgrid.model.calls import Call
from asipgrid.model.envelopes import Belonging, Belongings, Envelope, Quota
from asipgrid.model.places import Id
from asipgrid.model.values import exact, is_number
from asipgrid.text.numbers import as_written
from asipgrid.text.values import shown


class _Asked(Struct, frozen=True):
    """What makes a request belong: a condition that holds (None: always), and a path that must be stated."""

    id: Id
    when: Condition | None
    per: PathExpression | None = None

    def of(self, env: Mapping[str, Any]) -> Belonging:
        truth = True if self.when is None else self.when.truth(env)
        if truth is False:
            return Belonging(truth=False, id=self.id)
        value = None if self.per is None else self.per.get(env)
        paths = [] if self.when is None or truth else list(self.when.reads)
        if self.per is not None and value is None:
            truth = None
            paths += self.per.reads
        lacking = [path.removeprefix("request.") for path in unstated(paths, env) if path.startswith("request.")]
        told = None if value is None else _told(value)
        return Belonging(truth=truth, id=self.id, value=told, lacking=tuple(lacking))


def _told(value: Any) -> str:
    return as_written(exact(value)) if is_number(value) else shown(value)


class AskedBelongings(Struct, frozen=True):
    """The conditions of a call's envelopes and quotas, compiled."""

    envelopes: tuple[_Asked, ...]
    quotas: tuple[_Asked, ...]

    def of(self, env: Mapping[str, Any]) -> Belongings:
        """What a request belongs to; `env` is what rules may read."""
        envelopes, quotas = ([each.of(env) for each in several] for several in (self.envelopes, self.quotas))
        return Belongings(envelopes=tuple(envelopes), quotas=tuple(quotas))

    @property
    def paths(self) -> Iterable[PathExpression]:
        """Every path that is read."""
        for each in (*self.envelopes, *self.quotas):
            yield from () if each.when is None else each.when.paths
            yield from () if each.per is None else (each.per,)


def asked_belongings(call: Call) -> AskedBelongings:
    """The conditions of a call's envelopes and quotas."""
    return AskedBelongings(tuple(map(_asked, call.envelopes)), tuple(map(_asked, call.quotas)))


def _asked(part: Envelope | Quota) -> _Asked:
    per = part.per if isinstance(part, Quota) else None
    when = None if part.when is None else condition(part.when)
    return _Asked(part.id, when, None if per is None else path_expression(per))
