"""What programs may use (docs/python.md): `open_call`, and the values that it leads to. All else may change without notice."""

from asipgrid.api.calls import OpenCall, open_call
from asipgrid.api.compared import ComparedCalls, ComparedRequest
from asipgrid.api.explained import ExplainedRequest
from asipgrid.api.scored import DocumentsError, JudgedCriterion, JudgedRequest, ScoredCall
from asipgrid.api.words import Said
from asipgrid.documents.workspace import CannotError
from asipgrid.model.calls import Outcome
from asipgrid.model.judged import Fact, GridScore, State
from asipgrid.model.places import Finding, Gravity, Place
from asipgrid.model.results import Status
from asipgrid.model.values import Text

__all__ = [
    "CannotError",
    "ComparedCalls",
    "ComparedRequest",
    "DocumentsError",
    "ExplainedRequest",
    "Fact",
    "Finding",
    "Gravity",
    "GridScore",
    "JudgedCriterion",
    "JudgedRequest",
    "OpenCall",
    "Outcome",
    "Place",
    "Said",
    "ScoredCall",
    "State",
    "Status",
    "Text",
    "open_call",
]
