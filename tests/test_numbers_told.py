"""Sentences about how many: of one, of several and, in French, of none."""

from __future__ import annotations

from typing import Any

import pytest

from asipgrid.model.places import Language
from asipgrid.model.values import Reason
from asipgrid.text.phrases import Speaker

ONE, TWO = ("region-a",), ("region-a", "region-b")
EN, FR = Language.EN, Language.FR


@pytest.mark.parametrize(
    ("language", "key", "values", "says"),
    [
        (EN, "unrated", {"have": 0, "need": 1}, "0 of 1 assessor has marked it"),
        (EN, "unrated", {"have": 1, "need": 2}, "1 of 2 assessors have marked it"),
        (EN, "unrated", {"have": 2, "need": 3}, "2 of 3 assessors have marked it"),
        (FR, "unrated", {"have": 0, "need": 2}, "noté par 0 évaluateur sur 2"),
        (FR, "unrated", {"have": 1, "need": 2}, "noté par 1 évaluateur sur 2"),
        (FR, "unrated", {"have": 2, "need": 3}, "noté par 2 évaluateurs sur 3"),
        (EN, "severity_thin", {"assessors": ONE, "need": 2}, "region-a shares fewer than 2 requests with others"),
        (EN, "severity_thin", {"assessors": TWO, "need": 2}, "region-a, region-b share fewer than 2 requests"),
        (FR, "severity_thin", {"assessors": ONE, "need": 2}, "region-a partage moins de 2 demandes avec d'autres"),
        (EN, "too_few_subjects", {"have": 1, "need": 20}, "1 criterion marked by several assessors, 20 needed"),
        (EN, "too_few_subjects", {"have": 0, "need": 20}, "0 criteria marked by several assessors, 20 needed"),
        (FR, "too_few_subjects", {"have": 0, "need": 1}, "0 critère noté par plusieurs évaluateurs, 1 nécessaire"),
        (FR, "left_out", {"requests": ONE}, "region-a : non évaluée, le document comporte des erreurs"),
        (FR, "left_out", {"requests": TWO}, "region-a, region-b : non évaluées, le document comporte des erreurs"),
        (FR, "left_out", {"requests": ONE, "others": 1}, "region-a et 1 autre : non évaluées"),
        (FR, "lot", {"place": 1, "of": 3, "seed": "x"}, "tirage au sort : 1re sur 3 (graine x)"),
        (FR, "lot", {"place": 2, "of": 2, "seed": "x"}, "tirage au sort : 2e sur 2 (graine x)"),
        (FR, "left_out", {"requests": ONE, "others": 3}, "region-a et 3 autres : non évaluées"),
        (FR, "not_filled_in", {"requests": ONE}, "region-a : non évaluée, pas encore remplie"),
        (EN, "rank", {"rank": 1, "of": 1, "by": "score"}, "rank 1 of 1 fundable request, by score"),
        (FR, "rank", {"rank": 1, "of": 2, "by": "score"}, "rang 1 sur 2 demandes finançables, selon score"),
        (EN, "payment_goals_bare", {"reached": 0, "total": 1, "open": 1}, "0 of 1 goal reached, 1 without a value"),
        (FR, "payment_goals_bare", {"reached": 1, "total": 2, "open": 1}, "1 objectif atteint sur 2, 1 sans valeur"),
        (EN, "monitor_not_funded", {"requests": ONE}, "for their request is not funded: region-a"),
    ],
)
def test_a_sentence_has_the_form_of_its_count(language: Language, key: str, values: dict[str, Any], says: str) -> None:
    assert says in Speaker(language).say(Reason(key, values))
