"""From what a letter says to its text: templates see fields, never the other way round. Every value is escaped as it is put in.

A call may bring templates of its own; they see the same data, and the shipped ones under `asipgrid/`.
"""

from __future__ import annotations

import itertools
import re
import traceback
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from jinja2 import BaseLoader, ChoiceLoader, FunctionLoader, PackageLoader, PrefixLoader, StrictUndefined, nodes
from jinja2.defaults import DEFAULT_NAMESPACE
from jinja2.exceptions import SecurityError, TemplateError, TemplateNotFound, TemplateSyntaxError, UndefinedError

from asipgrid.letters.kinds import LETTERS, OVER, LetterKind, Template, TemplateFaultError
from asipgrid.letters.sandbox import AWAY, NotTextError, SandboxedTemplates
from asipgrid.model.places import Finding, Language, Place
from asipgrid.model.said import SaidText, row, said
from asipgrid.text.french import french
from asipgrid.text.suggestions import nearest

MOST_OF_A_LETTER: Final = 1024 * 1024
"""How many characters a letter by a template of a call may have."""

_GAPS: Final = re.compile(r"\n{3,}")


class LetterRenderer:
    """Writes letters as Markdown, from the shipped templates and those of a call, by their names."""

    def __init__(self, own: Mapping[str, Template] | None = None) -> None:
        """Without templates of a call, the shipped ones."""
        self.own = own or {}
        shipped = PackageLoader("asipgrid.letters")
        loaders: list[BaseLoader] = [FunctionLoader(self._load), PrefixLoader({"asipgrid": shipped}), shipped]
        self.templates = SandboxedTemplates(
            loader=ChoiceLoader(loaders),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,
        )

    def _load(self, name: str) -> tuple[str, str | None, None] | None:
        template = self.own.get(name)
        return None if template is None else (template.text, template.file, None)

    def template_name(self, kind: str, language: Language) -> str:
        """The template of the call that a letter is written by, or one that may have a part in it."""
        name = f"{kind}.{language.value}.md"
        return name if name in self.own else min(self.own)

    def text(self, kind: str, data: Mapping[str, Any], language: Language) -> str:
        """A letter as Markdown, one sentence a line. TemplateFaultError when a template of the call cannot be used."""
        numbers = itertools.count(1)
        try:
            template = self.templates.get_template(f"{kind}.{language.value}.md")
            text = template.render(data, article=lambda: next(numbers))
        except Exception as error:
            fault = self._fault(error)
            if fault is None:
                raise
            raise fault from error
        if self.own and len(text) > MOST_OF_A_LETTER:
            file = self.own[self.template_name(kind, language)].file
            raise TemplateFaultError(
                file,
                1,
                said("the letter has {count} characters; it may have {most}", len(text), MOST_OF_A_LETTER),
            )
        text = _GAPS.sub("\n\n", text).strip("\n") + "\n"
        return french(text) if language is Language.FR else text

    def _fault(self, error: Exception) -> TemplateFaultError | None:
        """The error as a fault of a template of the call; None when it lies elsewhere."""
        places = [(frame.filename, frame.lineno or 1) for frame in traceback.extract_tb(error.__traceback__)]
        if isinstance(error, TemplateSyntaxError):
            places = [(error.filename or "", error.lineno)]
        files = {template.file for template in self.own.values()}
        here = [place for place in places if place[0] in files]
        code = "T502" if isinstance(error, UndefinedError) else "T501"
        return TemplateFaultError(*here[-1], _says(error), code) if here else None


def _says(error: Exception) -> SaidText:
    if isinstance(error, UndefinedError):
        return said("{message}; see `asipgrid help letters` for the names a template may use", error.message)
    if isinstance(error, TemplateNotFound):
        return said("there is no template named {name} in the call's templates/ or among the shipped ones", error.name)
    if isinstance(error, NotTextError):
        return error.says
    if isinstance(error, SecurityError):
        return said("a template may not do this ({message})", error.message)
    if isinstance(error, TemplateError):
        return _away(error.message)
    if isinstance(error, MemoryError | TimeoutError):
        return OVER
    return said("the template fails here ({name}: {error})", type(error).__name__, error)


def _away(message: str | None) -> SaidText:
    """The library's words, and why a filter that it has elsewhere is not here."""
    gone = next((name for name in AWAY if message == f"No filter named {name!r}."), None)
    return said("{message} {reason}", message, AWAY[gone]) if gone else row([message or ""])


def template_names() -> tuple[str, ...]:
    """The names of the templates a call may replace, in the order of the letters."""
    bases = ("letter", "findings", "completed", *(kind.value for kind in LetterKind))
    return tuple(f"{base}.{language.value}.md" for base in bases for language in Language)


def template_findings(renderer: LetterRenderer, name: str) -> Iterator[Finding]:
    """What is wrong with a template of a call: a name no letter has, syntax, names no letter fills."""
    template = renderer.own[name]
    known = template_names()
    if name not in known and not name.startswith("_"):
        near = nearest(name, known, cutoff=0.7)
        kinds = said("letters are named {kinds}, then .en.md or .fr.md", row(LetterKind))
        says = said("no letter has this name; {hint}", said("did you mean {near}?", near) if near else kinds)
        yield Finding(code="T503", place=Place(file=template.file), says=says)
        return
    try:
        tree = renderer.templates.parse(template.text, name, template.file)
        unknown = list(_unknown_names(template, tree, _filled(name)))
        renderer.templates.compile(tree, name, template.file)
    except TemplateSyntaxError as error:
        place = Place(file=template.file, line=error.lineno)
        yield Finding(
            code="T501", place=place, says=said("this template cannot be read: {message}", _away(error.message))
        )
    except (MemoryError, TimeoutError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever a foreign text does to a foreign parser is a fault of the text
        says = said("this template cannot be read ({name})", type(error).__name__)
        yield Finding(code="T501", place=Place(file=template.file), says=says)
    else:
        yield from unknown


def _unknown_names(template: Template, tree: nodes.Template, filled: frozenset[str]) -> Iterator[Finding]:
    used = list(tree.find_all(nodes.Name))
    made = {each.name for each in used if each.ctx != "load"}
    made |= {each.target for each in tree.find_all((nodes.Import,))}
    made |= {each.name for each in tree.find_all(nodes.Macro)}
    for each in used:
        if each.ctx == "load" and each.name not in made | filled:
            place = Place(file=template.file, line=each.lineno)
            says = said(
                "{name} is no name a letter fills; {hint}", each.name, _hint(each.name, sorted(filled - _BUILT_IN))
            )
            yield Finding(code="T502", place=place, says=says)


_BUILT_IN: Final = frozenset(
    {"article", "loop", "self", "super", "caller", "varargs", "kwargs", *DEFAULT_NAMESPACE} - AWAY.keys()
)


def _filled(name: str) -> frozenset[str]:
    """The names that a letter fills, for a template of that name; of a shared part, those of every letter."""
    kind = name.partition(".")[0]
    forms = (LETTERS[LetterKind(kind)],) if kind in list(LetterKind) else LETTERS.values()
    return _BUILT_IN.union(*(each.names for each in forms))


def _hint(name: str, known: Sequence[str]) -> SaidText:
    near = nearest(name, known)
    return said("did you mean {near}?", near) if near else said("see `asipgrid help letters` for the names there are")
