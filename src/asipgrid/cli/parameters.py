"""How typer reads a command line here: a command is loaded when it is named, its parameters are read without pydantic.

typer describes a parameter to pydantic before it takes a value, which doubles what typer costs at every start. Of what
is typed here there are texts, numbers, paths and choices, which take a few lines.
"""

from __future__ import annotations

import functools
import importlib
import inspect
from collections.abc import Callable, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, ClassVar, NoReturn, get_args, get_origin

import typer
from msgspec.structs import fields
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command


def _value(parameter: Any, ctx: Any, value: Any) -> Any:
    """What was typed, as what it stands for."""
    kind: Any = parameter.type_descriptor.annotation
    if get_origin(kind) is list:
        value = [_made(each, get_args(kind)[0], parameter.min) for each in value or ()]
    elif value is not None:
        value = _made(value, kind, parameter.min)
    if parameter.required and parameter.value_is_missing(value):
        _refuse_missing(ctx, parameter)
    return value if parameter.callback is None else parameter.callback(ctx, parameter, value)


def _refuse_missing(ctx: typer.Context, parameter: Any) -> NoReturn:
    missing = f"Missing {parameter.param_type_name} {parameter.get_error_hint()}."
    ctx.fail(f"{missing} {parameter.get_missing_message(ctx)}".rstrip())


def refuse_missing(ctx: typer.Context, name: str) -> NoReturn:
    """End with the usage, since a parameter is missing that another one could have stood for."""
    _refuse_missing(ctx, next(each for each in ctx.command.params if each.name == name))


class Argument(TyperArgument):
    """An argument, shown by its name alone."""

    process_value = _value

    def get_usage_pieces(self, _ctx: Any) -> list[str]:
        """Its name in the line of usage."""
        return [self.display_name_raw]

    def display_type(self, _ctx: Any) -> str:
        """Nothing: its name says what it is."""
        return ""


class Option(TyperOption):
    """An option, shown with its choices or the name of its value."""

    process_value = _value

    def display_type(self, ctx: Any) -> str:
        """The choices there are."""
        return f"[{super().display_type(ctx).removeprefix('<').removesuffix('>')}]"


def _made(typed: Any, kind: type, least: float | None) -> Any:
    if issubclass(kind, Enum):
        return _choice(typed, kind)
    if issubclass(kind, int) and isinstance(typed, str):
        return _number(typed, least)
    return Path(typed) if kind is Path else typed


def _choice(typed: Any, kind: type[Enum]) -> Enum:
    try:
        return kind(typed)
    except ValueError:
        listed = ", ".join(repr(each.value) for each in kind)
        raise typer.BadParameter(f"{typed!r} is not one of {listed}.") from None


def _number(typed: str, least: float | None) -> int:
    try:
        number = int(typed)
    except ValueError:
        raise typer.BadParameter(f"{typed!r} is not a valid integer range.") from None
    if least is not None and number < least:
        raise typer.BadParameter(f"{number} is not in the range x>={least}.")
    return number


def _ours(parameters: list[Any]) -> list[Any]:
    # typer makes them itself, of classes that cannot be told to it.
    for each in parameters:
        each.__class__ = Argument if isinstance(each, TyperArgument) else Option
    return parameters


class Command(TyperCommand):
    """A command whose parameters are read and shown as here."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Its parameters."""
        return _ours(super().get_params(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Its help, whose example is one of this workspace."""
        from asipgrid.cli.at_hand import told

        self.help = told(self.help or "")
        super().format_help(ctx, formatter)


class Group(TyperGroup):
    """Commands of which only the named one is loaded: `table` has, for each name, `module:function` and its line of help."""

    table: ClassVar[Mapping[str, tuple[str, str]]] = {}

    def __init__(self, **attributes: Any) -> None:
        """A group that can list its commands."""
        super().__init__(**attributes)
        self.commands = {name: TyperCommand(name, help=says) for name, (_, says) in self.table.items()}

    def get_params(self, ctx: Any) -> list[Any]:
        """Its parameters."""
        return _ours(super().get_params(ctx))

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The named command, loaded."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command if name is None else loaded(name, self.table[name][0]), rest


def loaded(name: str, where: str) -> Any:
    """The command of a name, or the group, that is found at `module:function` in this folder."""
    module, _, attribute = where.partition(":")
    found = getattr(importlib.import_module(f"asipgrid.cli.{module}"), attribute)
    if isinstance(found, type):
        return found(name=name, help=found.__doc__, no_args_is_help=True, rich_markup_mode=None)
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    alone.command(name, cls=Command)(_flat(found))
    return get_command(alone)


def _flat(command: Callable[..., None]) -> Callable[..., None]:
    """The command with a parameter for each field of its `options`, where it has them."""
    asked = dict(inspect.signature(command, eval_str=True).parameters)
    if "options" not in asked:
        return command
    kind = asked.pop("options").annotation
    names = [field.name for field in fields(kind)]

    @functools.wraps(command)
    def run(**given: Any) -> None:
        options = kind(**{name: given.pop(name) for name in names})
        command(**given, options=options)

    made = [
        inspect.Parameter(field.name, inspect.Parameter.KEYWORD_ONLY, default=field.default, annotation=field.type)
        for field in fields(kind)
    ]
    vars(run).update(__signature__=inspect.Signature([*asked.values(), *made]))
    run.__annotations__ = {}
    return run
