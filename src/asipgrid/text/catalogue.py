"""The sentences of every reason, in English and French: `catalogue.json`, and the words that sentences are put together from."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from asipgrid.model.values import Text

# Key: (English, French). `{name}` is a value of the reason, already in words; `{name:one|several}` the form for how
# many it is, or names.
PHRASES: Final = msgspec.json.decode(Path(__file__).with_suffix(".json").read_bytes(), type=dict[str, tuple[str, str]])

STATISTICS: Final = {
    "lowest": Text("the lowest", "valeur la plus basse"),
    "highest": Text("the highest", "valeur la plus haute"),
    "median": Text("the median of", "médiane"),
    "mean": Text("the mean of", "moyenne"),
    "sum": Text("the sum of", "somme"),
    "count": Text("the count of", "nombre"),
}
"""What a statistic is, before the name of the figure it is made of."""

GAIN: Final = (" (worth up to {gain} points of the score)", " (jusqu'à {gain} {gain:point|points} de la note)")

MORE: Final = (" and {others} more", " et {others} {others:autre|autres}")

MONTHS: Final = (
    "; every month begun counts: 3 months and 13 days are 4",
    " ; tout mois commencé compte : 3 mois et 13 jours en font 4",
)

DOCUMENTS: Final = ("; documents: {documents}", " ; pièces : {documents}")

SMALL: Final = (
    "no one two three four five six seven eight nine ten",
    "zéro un deux trois quatre cinq six sept huit neuf dix",
)

# The choices of the request itself, as letters write them; those of a grid's facts stand as the grid writes them.
CHOICES: Final = {
    "regional": Text("regional", "régional"),
    "national": Text("national", "national"),
    "gcs": Text("GCS", "GCS"),
    "gip": Text("GIP", "GIP"),
    "association": Text("association", "association"),
    "public-body": Text("public body", "organisme public"),
    "company": Text("company", "société"),
    "other": Text("other", "autre"),
}

EXCEEDED: Final = "decided for more than the envelope"
"""What is told of every request in the place of its outcome, where decisions together exceed the envelope."""

OUTCOMES: Final = {
    "fund": Text("fund", "financer"),
    "pass": Text("pass", "retenir"),
    "ask": Text("ask", "à compléter"),
    "defer": Text("defer", "ajourner"),
    "maintain": Text("maintain", "maintenir"),
    "decline": Text("decline", "refuser"),
    "ineligible": Text("ineligible", "irrecevable"),
    "funded": Text("funded", "financée"),
    "partial": Text("partial", "financée en partie"),
    "reserve": Text("reserve", "en réserve"),
    "tied": Text("tied", "ex aequo à la limite"),
    "not-funded": Text("not-funded", "non financée"),
    "passed": Text("passed", "retenue"),
    "waiting": Text("waiting", "en attente du seuil"),
    "below-threshold": Text("below-threshold", "sous le seuil"),
    EXCEEDED: Text(EXCEEDED, "décidé au-delà de l'enveloppe"),
}
"""What rules propose and committees decide, then what becomes of a request; English as documents and results name it."""

GATES: Final = {
    "eligibility": Text("eligibility", "recevabilité"),
    "payment": Text("payment", "versement"),
}
"""What a condition stands before."""

WANTED: Final[dict[str, tuple[str, str]]] = {
    "equals": ("must be {w}", "doit être {w}"),
    "const": ("must be {w}", "doit être {w}"),
    "one_of": ("must be one of {w}", "doit être l'un de {w}"),
    "enum": ("must be one of {w}", "doit être l'un de {w}"),
    "minimum": ("must be at least {w}", "doit être au moins {w}"),
    "maximum": ("must be at most {w}", "doit être au plus {w}"),
    "exclusiveMinimum": ("must be more than {w}", "doit dépasser {w}"),
    "exclusiveMaximum": ("must be less than {w}", "doit être inférieur à {w}"),
    "formatMinimum": ("must be {w} or later", "doit être le {w} ou après"),
    "formatMaximum": ("must be {w} or earlier", "doit être le {w} ou avant"),
    "minLength": ("must be given", "doit être renseigné"),
    "format": ("must be a date", "doit être une date"),
    "minItems": ("must have at least {w}", "doit en compter au moins {w}"),
    "maxItems": ("must have at most {w}", "doit en compter au plus {w}"),
    "empty": ("must be empty", "doit être vide"),
}

MET: Final[dict[str, tuple[str, str]]] = {
    "minimum": ("at least {w}", "au moins {w}"),
    "maximum": ("at most {w}", "au plus {w}"),
    "exclusiveMinimum": ("more than {w}", "plus de {w}"),
    "exclusiveMaximum": ("less than {w}", "moins de {w}"),
    "formatMinimum": ("{w} or later", "le {w} ou après"),
    "formatMaximum": ("{w} or earlier", "le {w} ou avant"),
}

MISSED: Final[dict[str, tuple[str, str]]] = {
    "minimum": ("under {w}", "moins de {w}"),
    "maximum": ("over {w}", "plus de {w}"),
    "exclusiveMinimum": ("not more than {w}", "pas plus de {w}"),
    "exclusiveMaximum": ("not less than {w}", "pas moins de {w}"),
    "formatMinimum": ("earlier than {w}", "avant le {w}"),
    "formatMaximum": ("later than {w}", "après le {w}"),
    "minItems": ("there must be at least {w}", "il doit y en avoir au moins {w}"),
    "maxItems": ("there must be at most {w}", "il doit y en avoir au plus {w}"),
    "empty": ("there must be none", "il ne doit y en avoir aucun"),
}
