"""What a template may do: put text and numbers in, ask, repeat, include. Closed by default.

Whatever is put in, joined or handed to a filter is text, a number, or a list or mapping of them; anything else is refused
by its name, for its form would be that of a program (`[{'item': …}]`, `<function … at 0x7f…>`) and escape nothing. What
would give another letter for the same documents is not there. Limits of time and memory are those of its process (`own_templates`).
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, NoReturn, TypeVar

from jinja2 import TemplateSyntaxError, Undefined, nodes, pass_environment
from jinja2.exceptions import SecurityError
from jinja2.filters import make_attrgetter
from jinja2.parser import Parser
from jinja2.runtime import LoopContext, Macro
from jinja2.sandbox import SandboxedEnvironment

from asipgrid.model.said import SaidText, row, said
from asipgrid.text.escape import markdown

MOST_CHARACTERS: Final = 64 * 1024
"""How long a template may be."""

# How deep expressions, or blocks, and loops of a template may lie in each other.
_MOST_LEVELS: Final = 40
_MOST_LOOPS: Final = 10

AWAY: Final = {
    "random": said("The same documents give the same letter, so nothing is drawn."),
    "lipsum": said("The same documents give the same letter, so nothing is made up."),
    "pprint": said("Values are put in one by one, not as a program writes them."),
    "xmlattr": said("A letter is Markdown."),
}
"""What the library has and a letter has not, and why."""

# Filters that take a list or a mapping; the others make text of what they are given.
_OF_LISTS: Final = frozenset({
    *("attr", "batch", "count", "d", "default", "dictsort", "first", "groupby", "items", "last", "length", "list", "map"),
    *("max", "min", "reject", "rejectattr", "reverse", "select", "selectattr", "slice", "sort", "sum", "tojson", "unique"),
})  # fmt: skip
# Names that no template can write, for they hold a blank.
_PUT: Final = "put in"
_JOINED: Final = "joined by ~"


class NotTextError(SecurityError):
    """Something is put in that is no text and no number; `says` tells what, and what it is."""

    def __init__(self, says: SaidText) -> None:
        super().__init__(says)
        self.says = says


class Written(str):
    """What a block or a macro has written: its values are text already, its own words stay Markdown."""

    __slots__ = ()


class SandboxedTemplates(SandboxedEnvironment):
    """Reads and runs templates. SecurityError for what may not be done, TemplateSyntaxError for what cannot be read."""

    intercepted_binops = frozenset(SandboxedEnvironment.default_binop_table)

    def __init__(self, **options: Any) -> None:
        """`options` are those of the library."""
        super().__init__(**options)
        kept = {name: each for name, each in self.filters.items() if name not in AWAY}
        self.filters = {name: _guarded(name, each) for name, each in kept.items()}
        self.filters |= {"join": _join, _PUT: _put, _JOINED: _joined}
        self.globals = {name: each for name, each in self.globals.items() if name not in AWAY}

    @staticmethod
    def concat(parts: Iterable[str]) -> Written:
        """Join what is written; Jinja joins blocks, macros and whole templates so."""
        return Written("".join(parts))

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """The template, every value of which goes through `put` on its way into the letter."""
        if len(source) > MOST_CHARACTERS:
            says = said("it has {count} characters; a template has at most {most}", len(source), MOST_CHARACTERS)
            raise TemplateSyntaxError(says, 1, name, filename)
        parser = _Parser(self, source, name, filename)
        try:
            tree = parser.parse()
        except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
            raise TemplateSyntaxError(_reading(error), parser.stream.current.lineno, name, filename) from None
        self._close(list(_walked(tree, name, filename)))
        return tree

    def _close(self, tree: Iterable[nodes.Node]) -> None:
        for node in tree:
            if isinstance(node, nodes.Output | nodes.Concat):
                name = _PUT if isinstance(node, nodes.Output) else _JOINED
                node.nodes = [self._through(name, each) for each in node.nodes]

    def _through(self, name: str, value: nodes.Expr) -> nodes.Expr:
        if isinstance(value, nodes.TemplateData):
            return value
        what = nodes.Const(_said(value), lineno=value.lineno)
        return nodes.Filter(value, name, [what], [], None, None, lineno=value.lineno, environment=self)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """What an operator gives; a power may be too long for any computer, and `%` writes what stands right of it."""
        if operator == "**":
            raise SecurityError(said("powers are not computed in a letter"))
        writes = operator == "%" and isinstance(left, str)
        check = _text_only if writes else _data_only
        for each in (left, *(_values(right) if writes else (right,))):
            check(said("what stands beside {operator}", operator), each)
        return super().call_binop(context, operator, left, right)

    def call(self, context: Any, called: Any, /, *given: Any, **named: Any) -> Any:
        """What is called gives; `format` writes what it is given."""
        check = _text_only if getattr(called, "__name__", "") in {"format", "format_map"} else _data_only
        # The library hands on what loops and blocks hold, and the block that a `call` writes.
        asked = (each for name, each in named.items() if name not in {"_loop_vars", "_block_vars"})
        for each in (*given, *asked):
            if not isinstance(each, Macro | LoopContext):
                check(said("what is handed over here"), each)
        return super().call(context, called, *given, **named)


def _put(value: Any, what: str) -> str:
    """A value as it stands in a letter: text that is not Markdown already is escaped."""
    return value if isinstance(value, Written) else markdown(_text(what, value))


def _joined(value: Any, what: str) -> str:
    return value if isinstance(value, Written) else _text(what, value)


@pass_environment
def _join(environment: SandboxedEnvironment, value: Any, between: str = "", attribute: str | int | None = None) -> str:
    """As the library's, for parts that are text or numbers."""
    parts = value if attribute is None else map(make_attrgetter(environment, attribute), value)
    return _text(said("what join puts between"), between).join(
        _text(said("a part of what join is given"), each) for each in parts
    )


def _text(what: str, value: Any) -> str:
    _text_only(what, value)
    return str(value)


def _guarded(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that takes nothing but data, and gives a list where the library gives something that runs."""
    value = 1 if hasattr(function, "jinja_pass_arg") else 0

    @functools.wraps(function)
    def guarded(*given: Any, **named: Any) -> Any:
        for number, each in enumerate((*given[value:], *named.values())):
            writes = name == "format" or (number == 0 and name not in _OF_LISTS)
            (_text_only if writes else _data_only)(said("what {name} is given", name), each)
        made = function(*given, **named)
        return list(made) if isinstance(made, Iterator) else made

    return guarded


def _text_only(what: str, value: Any) -> None:
    """Refuse what is no text and no number; what no letter fills has words of its own when it is used."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Undefined):
        _refuse(what, value)


def _data_only(what: str, value: Any) -> None:
    """Refuse what is no text, number or truth, and no list or mapping of them."""
    if isinstance(value, list | tuple | Mapping):
        for each in _values(value):
            _data_only(what, each)
    elif value is not None and not isinstance(value, str | int | float | range | Undefined):
        _refuse(what, value)


def _values(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return [*value.keys(), *value.values()]
    return value if isinstance(value, list | tuple) else (value,)


_UNNAMED: Final = said("this value")


def _refuse(what: str, value: Any) -> NoReturn:
    named = _UNNAMED if what == _UNNAMED else what
    raise NotTextError(said("{what} is {kind}; only text and numbers can be put into a letter", named, _kind(value)))


def _kind(value: Any) -> SaidText:
    match value:
        case bool():
            return said("true or false (ask it with {% if … %})")
        case None:
            return said("not stated (ask it with {% if … %})")
        case list() | tuple() | range():
            return said("a list (go through it with {% for … in … %})")
        case Mapping():
            fields = row(str(each) for each in list(value)[:4])
            return (
                said("a part with fields of its own ({fields}; name one of them)", fields)
                if fields
                else said("an empty part")
            )
    return said("something to call, with ()") if callable(value) else said("neither text nor a number")


_Parsed = TypeVar("_Parsed")
_DEEP: Final = said("expressions or blocks lie too deep in each other here")


class _Parser(Parser):
    """Reads a template no deeper than it may go, wherever Python itself would stop."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.levels: Counter[str] = Counter()

    def parse_statement(self) -> nodes.Node | list[nodes.Node]:
        return self._deeper("statement", super().parse_statement)

    def parse_expression(self, with_condexpr: bool = True) -> nodes.Expr:  # noqa: FBT001, FBT002 - the library's own
        return self._deeper("expression", lambda: super(_Parser, self).parse_expression(with_condexpr))

    def parse_not(self) -> nodes.Expr:
        return self._deeper("not", super().parse_not)

    def parse_unary(self, with_filter: bool = True) -> nodes.Expr:  # noqa: FBT001, FBT002 - the library's own
        return self._deeper("sign", lambda: super(_Parser, self).parse_unary(with_filter))

    def _deeper(self, kind: str, parse: Callable[[], _Parsed]) -> _Parsed:
        self.levels[kind] += 1
        if self.levels[kind] > _MOST_LEVELS:
            self.fail(_DEEP, self.stream.current.lineno)
        made = parse()
        self.levels[kind] -= 1
        return made


def _walked(tree: nodes.Template, name: str | None, filename: str | None) -> Iterator[nodes.Node]:
    """Every node, without asking Python to go as deep as they lie; TemplateSyntaxError where they lie too deep."""
    waiting: list[tuple[nodes.Node, int, int]] = [(tree, 0, 0)]
    while waiting:
        node, level, loops = waiting.pop()
        inner = loops + isinstance(node, nodes.For)
        if level > 2 * _MOST_LEVELS or inner > _MOST_LOOPS:
            raise TemplateSyntaxError(_DEEP, node.lineno, name, filename)
        yield node
        waiting += [(each, level + 1, inner) for each in node.iter_child_nodes()]


def _reading(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return _DEEP
    if "integer string conversion" in str(error):
        return said("this number has too many digits")
    return str(error) or type(error).__name__


def _said(node: nodes.Node) -> str:
    """An expression as its author wrote it, or nearly so."""
    match node:
        case nodes.Name():
            return str(node.name)
        case nodes.Getattr():
            return f"{_said(node.node)}.{node.attr}"
        case nodes.Getitem() if isinstance(node.arg, nodes.Const):
            return f"{_said(node.node)}[{node.arg.value!r}]"
        case nodes.Filter() if node.node is not None:
            return f"{_said(node.node)} | {node.name}"
        case nodes.Call():
            return f"{_said(node.node)}()"
    return str(_UNNAMED)
