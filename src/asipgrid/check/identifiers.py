"""Identifiers of applicants, checked by the public rule of each: what is wrong with one, in words.

Spaces, points and hyphens between digits are how people group them, and count for nothing; an ORCID and a ROR may be
written as their web addresses.
"""

from __future__ import annotations

import re
from typing import Final

from asipgrid.model.said import SaidText, said

# The head office of La Poste; its other establishments follow a rule of their own.
_LA_POSTE: Final = "356000000"
_BASE_32: Final = "0123456789abcdefghjkmnpqrstvwxyz"


def identifier_fault(kind: str, written: str) -> SaidText | None:
    """What is wrong with an identifier of a kind (siren, siret, uei, orcid, ror, org_id); None when nothing is."""
    return _RULES[kind](written) if kind in _RULES else None


def bare(written: str) -> str:
    """An identifier without what only groups its digits."""
    return re.sub(r"[\s.-]", "", written)


def _luhn(digits: str) -> int:
    """The sum of Luhn's rule, ISO/IEC 7812-1: each second digit from the right counts double, by its digits."""
    return sum(sum(divmod(int(digit) * (1 + at % 2), 10)) for at, digit in enumerate(reversed(digits)))


def _number(written: str, length: int, what: str) -> SaidText | None:
    digits = bare(written)
    if not re.fullmatch(r"[0-9]+", digits):
        return said("{written} is no {what}: it has digits only", written, what)
    if len(digits) != length:
        return said("{written} is no {what}: it has {length} digits, not {count}", written, what, length, len(digits))
    return None


def _siren(written: str) -> SaidText | None:
    """Nine digits by Luhn's rule: article R. 123-221 of the commercial code, and INSEE's definition of the SIREN."""
    if wrong := _number(written, 9, "SIREN"):
        return wrong
    return (
        said("{written} is no SIREN: a digit is wrong, for its check digit does not fit", written)
        if _luhn(bare(written)) % 10
        else None
    )


def _siret(written: str) -> SaidText | None:
    """A SIREN and five digits, both by Luhn's rule (INSEE's definition of the SIRET, and what its own package checks).

    The digits of an establishment of La Poste sum up to a multiple of 5 instead, but for its head office.
    """
    if wrong := _number(written, 14, "SIRET"):
        return wrong
    digits = bare(written)
    siren = digits[:9]
    if _luhn(siren) % 10:
        return said(
            "{written} is no SIRET: a digit is wrong, for it begins with {siren}, which is no SIREN", written, siren
        )
    is_sound = _luhn(digits) % 10 == 0 or (siren == _LA_POSTE and sum(map(int, digits)) % 5 == 0)
    return (
        None if is_sound else said("{written} is no SIRET: a digit is wrong, for its check digit does not fit", written)
    )


def _uei(written: str) -> SaidText | None:
    """Twelve letters and digits, as the General Services Administration publishes them for SAM.gov.

    O and I are not used, the first is not 0, and no nine digits stand in a row. How its last character is computed was
    not published, so that is not checked.
    """
    text = bare(written).upper()
    if not re.fullmatch(r"[A-Z0-9]{12}", text):
        return said("{written} is no UEI: it has twelve letters and digits", written)
    if "O" in text or "I" in text:
        return said("{written} is no UEI: the letters O and I are not used; are the digits 0 and 1 meant?", written)
    if text[0] == "0":
        return said("{written} is no UEI: its first character is never 0", written)
    return (
        said("{written} is no UEI: it never has nine digits in a row", written)
        if re.search(r"[0-9]{9}", text)
        else None
    )


def _orcid(written: str) -> SaidText | None:
    """Sixteen digits, the last one by ISO/IEC 7064 MOD 11-2 (X for 10), as ORCID describes the structure of its iD."""
    text = bare(re.sub(r"^https?://orcid\.org/", "", written.strip())).upper()
    if not re.fullmatch(r"[0-9]{15}[0-9X]", text):
        return said("{written} is no ORCID: it has sixteen digits, such as 0000-0002-1825-0097", written)
    total = 0
    for digit in text[:-1]:
        total = (total + int(digit)) * 2 % 11
    check = (12 - total) % 11
    return (
        None
        if text[-1] == ("X" if check == 10 else str(check))
        else said("{written} is no ORCID: a digit is wrong", written)
    )


def _ror(written: str) -> SaidText | None:
    """0, six characters and two digits by ISO/IEC 7064 MOD 97-10, as ROR describes the pattern of its identifiers."""
    text = re.sub(r"^(https?://)?ror\.org/", "", written.strip().lower())
    if not re.fullmatch(rf"0[{_BASE_32}]{{6}}[0-9]{{2}}", text):
        return said("{written} is no ROR: it has 0, six letters or digits and two digits, such as 05dxps055", written)
    number = 0
    for character in text[:7]:
        number = number * 32 + _BASE_32.index(character)
    return (
        None if 98 - number * 100 % 97 == int(text[7:]) else said("{written} is no ROR: a character is wrong", written)
    )


# The form of what org-id.guide lists is the schema's to say: its lists have rules of their own.
_RULES: Final = {"siren": _siren, "siret": _siret, "uei": _uei, "orcid": _orcid, "ror": _ror}
