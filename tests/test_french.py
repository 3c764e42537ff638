"""French as it is set: what changes, what stays, and that it is done once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asipgrid.text.french import french
from conftest import typed


@pytest.mark.parametrize(
    ("written", "as_set"),
    [
        ("Voici : l'objet ; quand ? Oui !", "Voici\u00a0: l’objet\u202f; quand\u202f? Oui\u202f!"),
        ("l'« appel » et l'`id`", "l’«\u00a0appel\u00a0» et l’`id`"),
        ("50 % de 1 234 567,00 €, n° 3, § 15", "50\u00a0% de 1\u202f234\u202f567,00\u00a0€, n°\u00a03, §\u00a015"),
        (
            "2 mois, 1,75 point, 12 jours, 1er juin 2010",
            "2\u00a0mois, 1,75\u00a0point, 12\u00a0jours, 1er\u00a0juin 2010",
        ),
        ("143 000 dossiers en 2010 999", "143\u202f000 dossiers en 2010 999"),
        ("| a : b | **c** ; |\n| :-- | ---: |\n", "| a\u00a0: b | **c**\u202f; |\n| :-- | ---: |\n"),
    ],
)
def test_blanks_and_apostrophes_are_set(written: str, as_set: str) -> None:
    assert french(written) == as_set


@pytest.mark.parametrize(
    "written",
    [
        "`x ? y : z'a`",
        "``a ` b ; c``",
        "https://exemple.fr/?a=l'b:c",
        "sha256:051e8ed07c41",
        "![l](d'a)",
        "| --- | :---: |",
        "- ",
        "# ",
        "regional:project",
        "10:30",
    ],
)
def test_code_addresses_and_markdown_stay(written: str) -> None:
    assert french(written) == written


@given(st.text(alphabet="ab1 0°n§«»:;!?%€'`|-#>*[](){}\n\u00a0\u202fé", max_size=60))
def test_what_is_set_stays_set_and_nothing_else_changes(text: str) -> None:
    once = french(text)
    assert french(once) == once
    assert typed(once) == typed(text)
