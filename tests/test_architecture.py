"""Which module may import which, and which libraries each may use. The table is the plan; change both."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import Final

import pytest

SOURCE: Final = Path(__file__).parents[1] / "src" / "asipgrid"

# Room: (rooms of ours it may import, libraries it may import). `check/*` and the like are rows of their own.
TABLE: Final[dict[str, tuple[str, str]]] = {
    "__init__": ("", ""),
    "model": ("", ""),
    "model.act": ("model.places model.values", ""),
    "model.act_places": ("model.values", ""),
    "model.amounts": ("", ""),
    "model.bonus": ("model.places model.values", ""),
    "model.calls": (
        "model.act model.amounts model.bonus model.envelopes model.panels model.places model.sections model.stages model.statistics model.values",
        "",
    ),
    "model.envelopes": ("model.places model.values", ""),
    "model.judged": ("model.bonus model.places model.requests model.stages model.values", ""),
    "model.panels": ("", ""),
    "model.places": ("model.said", ""),
    "model.proposed_clauses": ("model.act model.values", ""),
    "model.requests": ("model.calls model.panels model.places model.values", ""),
    "model.results": (
        "model.calls model.envelopes model.judged model.places model.requests model.stages model.statistics model.values",
        "",
    ),
    "model.said": ("", ""),
    "model.sections": ("model.places model.values", ""),
    "model.selection": ("model.places", ""),
    "model.stages": ("model.envelopes model.places model.values", ""),
    "model.statistics": ("model.places model.values", ""),
    "model.values": ("model.places", ""),
    "text": ("", ""),
    "text.catalogue": ("model.values", ""),
    "text.codes": ("model.places text.french", ""),
    "text.escape": ("documents.scalars", ""),
    "text.findings_french": ("model.said text.french", ""),
    "text.french": ("", ""),
    "text.jsons": ("text.escape", ""),
    "text.numbers": ("model.places model.values", ""),
    "text.phrases": (
        "model.places model.said model.values text.catalogue text.findings_french text.numbers text.sentences text.values schema.keywords",
        "",
    ),
    "text.sentences": ("model.places model.values text.catalogue text.numbers", ""),
    "text.suggestions": ("model.said", ""),
    "text.typeset": ("", ""),
    "text.values": ("model.said text.escape text.numbers", ""),
    "documents": ("", ""),
    "documents.call_documents": ("model.places model.said documents.files documents.workspace", ""),
    "documents.edits": ("model.places text.values documents.workspace", "yaml"),
    "documents.files": ("model.places model.said documents.workspace", ""),
    "documents.history": ("text.suggestions documents.workspace", ""),
    "documents.json_fast": ("documents.scalars", ""),
    "documents.kept_tree": ("documents.workspace", ""),
    "documents.libraries": ("text.typeset documents.workspace", ""),
    "documents.line_files": (
        "documents.files documents.libraries documents.table_rows documents.unpacking documents.workspace",
        "",
    ),
    "documents.line_parts": ("documents.files documents.line_files", ""),
    "documents.manual": ("", ""),
    "documents.mending": ("model.places documents.reader", ""),
    "documents.reader": ("model.places model.said documents.yaml_fast documents.yaml_full", ""),
    "documents.scalars": ("model.said", ""),
    "documents.spacing": ("model.said documents.scalars", "yaml"),
    "documents.spool": ("", ""),
    "documents.syntax": ("model.said", "yaml"),
    "documents.table_rows": ("documents.libraries documents.table_texts documents.workspace", "pyarrow"),
    "documents.table_texts": ("", "pyarrow"),
    "documents.unpacking": ("documents.libraries documents.workspace", ""),
    "documents.workspace": ("__init__ text.suggestions", ""),
    "documents.writing": ("documents.workspace", ""),
    "documents.yaml_fast": ("documents.json_fast documents.scalars", ""),
    "documents.yaml_full": ("model.places model.said documents.scalars documents.spacing documents.syntax", "yaml"),
    "schema": ("", ""),
    "schema.accept": ("schema.keywords", "jsonschema_rs"),
    "schema.dialect": ("model.said schema.accept schema.explain schema.keywords", ""),
    "schema.explain": ("schema.keywords", "jsonschema referencing"),
    "schema.keywords": ("", ""),
    "engine": ("", ""),
    "engine.aggregate": (
        "model.calls model.judged model.places model.stages engine.conditions engine.plan engine.sections",
        "",
    ),
    "engine.allocation": ("model.places model.results model.values", ""),
    "engine.amounts": (
        "model.amounts model.judged model.requests model.values engine.allocation engine.computed engine.plan",
        "",
    ),
    "engine.assess": (
        "model.judged model.requests model.results engine.aggregate engine.bonus engine.criteria engine.inputs engine.memory engine.panel engine.plan engine.rank_figures engine.rules engine.totals",
        "",
    ),
    "engine.belonging": (
        "model.calls model.envelopes model.places model.values text.numbers text.values engine.conditions engine.paths",
        "",
    ),
    "engine.bonus": (
        "model.bonus model.judged model.requests model.values engine.aggregate engine.conditions engine.criteria engine.open_figures engine.paths engine.plan engine.rules",
        "",
    ),
    "engine.computed": (
        "model.amounts model.judged model.places model.requests model.values engine.allocation engine.conditions engine.criteria engine.measures engine.open_figures engine.paths engine.plan",
        "",
    ),
    "engine.conditions": ("model.places model.values schema.dialect schema.keywords engine.paths", ""),
    "engine.criteria": (
        "model.calls model.judged model.places model.requests model.values engine.aggregate engine.conditions engine.paths engine.plan engine.views",
        "",
    ),
    "engine.envelopes": (
        "model.calls model.envelopes model.places model.results model.values engine.allocation engine.purses",
        "",
    ),
    "engine.inputs": ("model.requests engine.paths engine.plan", ""),
    "engine.measures": ("model.calls model.values engine.paths", ""),
    "engine.memory": ("model.calls model.judged engine.criteria engine.inputs engine.panel engine.plan", ""),
    "engine.methods": ("model.amounts model.places model.results model.values engine.allocation", ""),
    "engine.next_step": (
        "model.calls model.judged model.requests model.values engine.criteria engine.paths engine.plan",
        "",
    ),
    "engine.open_figures": (
        "model.judged model.places engine.aggregate engine.conditions engine.paths engine.plan",
        "",
    ),
    "engine.panel": ("model.calls model.judged model.panels model.requests model.values", ""),
    "engine.paths": ("model.judged model.places model.said model.values", "jmespath"),
    "engine.plan": (
        "model.amounts model.bonus model.calls model.places model.stages model.statistics engine.belonging engine.conditions engine.measures engine.paths",
        "",
    ),
    "engine.purses": ("model.calls model.envelopes model.places model.values engine.allocation", ""),
    "engine.rank_figures": ("model.calls model.judged model.results model.values engine.open_figures engine.plan", ""),
    "engine.ranking": ("model.calls model.places model.results model.values engine.plan engine.rank_figures", ""),
    "engine.rules": (
        "model.calls model.judged model.requests model.results model.stages model.values engine.aggregate engine.amounts engine.conditions engine.criteria engine.plan",
        "",
    ),
    "engine.sections": ("model.calls model.judged model.sections engine.plan", ""),
    "engine.settle": (
        "model.calls model.envelopes model.places model.requests model.results model.said model.stages model.statistics model.values text.numbers text.phrases engine.allocation engine.envelopes engine.methods engine.plan engine.purses engine.ranking engine.stages engine.statistic_words",
        "",
    ),
    "engine.stages": (
        "model.calls model.envelopes model.places model.results model.stages model.values engine.allocation",
        "",
    ),
    "engine.statistic_words": ("model.statistics model.values text.catalogue", ""),
    "engine.statistics": (
        "model.calls model.judged model.places model.requests model.statistics model.values engine.assess engine.open_figures engine.plan",
        "",
    ),
    "engine.totals": ("model.judged model.panels model.places model.values engine.panel", ""),
    "engine.views": ("model.values engine.paths engine.plan", ""),
    "check": ("", ""),
    "check.act": ("model.act_places model.places model.said check.wording", ""),
    "check.allocation": (
        "model.amounts model.places model.said model.values text.numbers check.build_measures check.conditions check.wording",
        "",
    ),
    "check.applicants": ("model.places model.said text.values check.identifiers check.wording", ""),
    "check.bonus": ("model.places model.said check.conditions check.wording", ""),
    "check.build": (
        "model.calls model.places model.requests model.stages model.values text.numbers engine.paths check.allocation check.build_measures check.build_panel check.build_stages check.build_statistics check.envelopes check.scales",
        "",
    ),
    "check.build_measures": ("model.calls model.places model.values", ""),
    "check.build_panel": ("model.panels model.values", ""),
    "check.build_stages": ("model.stages model.values", ""),
    "check.build_statistics": ("model.statistics model.values", ""),
    "check.call": (
        "model.calls model.places model.said model.values text.numbers text.values engine.paths check.act check.allocation check.bonus check.call_schemas check.chart check.conditions check.envelopes check.panel check.ranking check.scales check.sections check.statistics check.wording",
        "",
    ),
    "check.call_schemas": ("model.places model.said model.values schema.dialect schema.keywords", ""),
    "check.case": (
        "model.calls model.places model.requests model.stages schema.dialect check.call_schemas check.request",
        "",
    ),
    "check.certain": ("text.values check.shape_words", ""),
    "check.changes": ("model.calls model.places model.said check.scales check.wording", ""),
    "check.chart": ("model.places model.said check.conditions check.wording", ""),
    "check.checker": (
        "model.panels model.places model.requests model.said model.values schema.dialect check.build check.call check.call_schemas check.case check.collector check.grid check.lint.options check.shape check.sound_documents",
        "",
    ),
    "check.collector": (
        "model.places model.requests model.said schema.dialect check.case check.conditions check.lint.options check.shape",
        "",
    ),
    "check.conditions": (
        "model.places model.said model.values text.suggestions text.values schema.dialect schema.keywords engine.paths check.elsewhere check.wording",
        "",
    ),
    "check.elsewhere": ("engine.paths", ""),
    "check.envelopes": (
        "model.envelopes model.places model.said model.values text.numbers engine.paths check.conditions check.wording",
        "",
    ),
    "check.grid": (
        "model.places model.said model.values text.numbers text.values schema.dialect check.call_schemas check.conditions check.judged check.measures check.scales check.sections check.statistics check.wording",
        "",
    ),
    "check.identifiers": ("model.said", ""),
    "check.judged": (
        "model.places model.said model.values text.numbers text.values check.build_measures check.conditions check.scales check.wording",
        "",
    ),
    "check.lint": ("", ""),
    "check.lint.act": (
        "model.calls model.places model.said check.case check.lint.criteria check.lint.texts check.wording",
        "",
    ),
    "check.lint.criteria": (
        "model.calls model.places model.said model.values text.numbers schema.dialect engine.paths check.build_measures check.call_schemas check.conditions check.measures check.scales check.wording monitoring.goals",
        "",
    ),
    "check.lint.envelopes": ("model.places model.said check.lint.implied check.wording", ""),
    "check.lint.holes": (
        "model.places model.said model.values text.numbers check.build_measures check.conditions check.lint.criteria check.lint.implied check.wording",
        "",
    ),
    "check.lint.implied": ("model.places engine.conditions check.conditions", ""),
    "check.lint.levels": (
        "model.places model.said model.values text.numbers text.values check.conditions check.judged check.lint.criteria check.lint.implied check.lint.ranges check.scales check.wording",
        "",
    ),
    "check.lint.options": (
        "model.places check.call_schemas check.case check.changes check.lint.act check.lint.criteria check.lint.envelopes check.lint.holes check.lint.implied check.lint.levels check.lint.payments check.lint.ranking check.lint.statistics check.lint.texts check.wording",
        "",
    ),
    "check.lint.payments": ("model.places model.said engine.paths check.case check.conditions check.wording", ""),
    "check.lint.ranges": ("model.values check.build_measures check.conditions check.judged check.wording", ""),
    "check.lint.ranking": ("model.places model.said check.conditions check.wording", ""),
    "check.lint.statistics": (
        "model.places model.said engine.paths check.call_schemas check.conditions check.lint.criteria check.wording",
        "",
    ),
    "check.lint.texts": (
        "model.calls model.places model.said text.escape text.values check.lint.criteria check.scales check.wording",
        "",
    ),
    "check.measures": (
        "model.places model.said model.values check.build_measures check.call_schemas check.conditions check.wording",
        "",
    ),
    "check.panel": (
        "model.panels model.places model.said model.values text.numbers text.values check.conditions check.scales check.wording",
        "",
    ),
    "check.ranking": ("model.calls model.places model.said check.conditions check.scales check.wording", ""),
    "check.request": (
        "model.places model.said text.values engine.paths check.applicants check.conditions check.wording",
        "",
    ),
    "check.request_documents": (
        "model.panels model.places model.said model.values text.numbers text.values check.judged check.request check.scales check.wording monitoring.facts",
        "",
    ),
    "check.scales": ("model.bonus model.calls model.places model.sections model.values", ""),
    "check.sections": ("model.places model.said model.values text.numbers text.values check.scales check.wording", ""),
    "check.shape": (
        "model.places model.said text.suggestions text.values documents.scalars schema.dialect schema.keywords check.certain check.conditions check.shape_words check.wording",
        "",
    ),
    "check.shape_words": (
        "model.said model.values text.suggestions text.values documents.scalars schema.keywords check.conditions",
        "",
    ),
    "check.sound_documents": (
        "model.panels model.places model.requests model.said check.case check.collector check.request check.request_documents",
        "",
    ),
    "check.statistics": (
        "model.places model.said model.statistics schema.dialect engine.paths check.call_schemas check.conditions check.shape check.wording",
        "",
    ),
    "check.wording": ("model.places model.said model.values text.numbers text.suggestions text.values", ""),
    "monitoring": ("", ""),
    "monitoring.facts": ("", ""),
    "monitoring.goal_choice": ("model.act model.calls model.judged model.results engine.aggregate", ""),
    "monitoring.goal_progress": (
        "model.calls model.judged model.places model.requests model.values engine.next_step engine.paths engine.plan monitoring.goals monitoring.overlay",
        "",
    ),
    "monitoring.goals": (
        "model.act model.calls model.judged model.requests model.results model.values engine.conditions engine.paths monitoring.goal_choice",
        "",
    ),
    "monitoring.monitor": (
        "model.calls model.judged model.places model.requests model.results model.said model.values engine.assess engine.panel engine.plan monitoring.goal_progress monitoring.goals monitoring.overlay monitoring.payment_schedule monitoring.projects monitoring.promised_payments",
        "",
    ),
    "monitoring.overlay": ("model.judged model.places model.requests engine.paths monitoring.facts", ""),
    "monitoring.payment_schedule": (
        "model.calls model.judged model.places model.requests model.values engine.allocation engine.conditions engine.criteria engine.measures engine.next_step engine.paths engine.plan monitoring.goal_progress monitoring.goals monitoring.overlay monitoring.promised_payments",
        "",
    ),
    "monitoring.projects": (
        "model.calls model.judged model.requests model.results model.values monitoring.goal_progress monitoring.payment_schedule",
        "",
    ),
    "monitoring.promised_payments": (
        "model.calls model.places model.requests model.results model.said model.values text.numbers engine.allocation engine.conditions monitoring.goals",
        "",
    ),
    "review": ("", ""),
    "review.across": (
        "model.calls model.judged model.places model.results engine.aggregate engine.next_step engine.paths engine.plan review.explain review.uncounted",
        "",
    ),
    "review.agreement": ("", ""),
    "review.awards": (
        "model.act model.calls model.places model.requests model.results model.values check.identifiers",
        "",
    ),
    "review.chance": ("", "numpy"),
    "review.changed_rules": ("model.said model.values check.changes review.differences review.sides", ""),
    "review.chart": ("model.act model.calls model.places model.requests model.values engine.paths", ""),
    "review.compare": ("model.calls model.said check.changes review.changed_rules review.differences review.sides", ""),
    "review.crossings": ("model.places review.stable_ranges", ""),
    "review.differences": ("model.places model.said text.values engine.paths", ""),
    "review.drawn_awards": ("model.amounts model.results review.chance review.drawn_ranks", "numpy"),
    "review.drawn_figures": ("engine.paths review.chance review.estimates review.resampled review.trials", "numpy"),
    "review.drawn_outcomes": (
        "model.calls model.places engine.conditions engine.paths review.chance review.drawn_figures review.estimates review.resampled review.trials",
        "numpy",
    ),
    "review.drawn_ranks": (
        "engine.plan review.chance review.drawn_figures review.estimates review.resampled review.trials",
        "numpy",
    ),
    "review.draws": (
        "model.calls model.places engine.allocation review.chance review.drawn_awards review.drawn_figures review.drawn_outcomes review.drawn_ranks review.estimates review.resampled review.trials",
        "numpy",
    ),
    "review.estimates": ("model.calls model.places model.results", ""),
    "review.explain": (
        "model.calls model.judged model.requests model.results model.values engine.aggregate engine.allocation engine.measures engine.next_step engine.paths engine.plan engine.rank_figures engine.rules engine.statistic_words review.uncounted",
        "",
    ),
    "review.neighbours": ("model.places model.results review.trials", ""),
    "review.optimum": ("model.calls model.places model.results review.estimates review.trials", ""),
    "review.panel_report": (
        "model.calls model.judged model.places model.requests model.results model.values engine.plan review.agreement review.rating",
        "",
    ),
    "review.rating": (
        "model.calls model.judged model.panels model.places model.requests model.results model.values engine.paths",
        "",
    ),
    "review.rating_sheet": ("text.escape", "ruamel"),
    "review.resampled": ("model.judged model.places engine.amounts engine.rules review.estimates review.trials", ""),
    "review.robustness": (
        "model.calls review.estimates review.optimum review.rule_bounds review.single_changes review.stable_ranges review.trials review.weight_ranges",
        "",
    ),
    "review.rule_bounds": (
        "model.calls model.places model.results model.values engine.paths engine.plan engine.rules review.stable_ranges review.trials",
        "",
    ),
    "review.sides": ("model.calls review.differences", ""),
    "review.single_changes": (
        "model.judged model.places text.numbers engine.aggregate review.neighbours review.trials",
        "",
    ),
    "review.solver": ("review.estimates", "highspy numpy"),
    "review.stable_ranges": ("", ""),
    "review.status": (
        "model.calls model.panels model.places model.results model.values check.case monitoring.goal_progress monitoring.goals monitoring.payment_schedule monitoring.projects review.panel_report letters.decisions",
        "",
    ),
    "review.trials": (
        "model.calls model.judged model.places model.requests model.results text.catalogue engine.aggregate engine.assess engine.bonus engine.paths engine.plan engine.rank_figures engine.rules engine.settle check.case",
        "",
    ),
    "review.uncounted": (
        "model.calls model.judged model.panels model.places model.results model.values engine.panel",
        "",
    ),
    "review.value_paths": ("model.places text.suggestions text.values", ""),
    "review.verify": ("model.places model.said text.jsons formats.results", ""),
    "review.weight_ranges": (
        "model.calls model.judged model.places model.results model.values engine.paths engine.plan engine.rank_figures engine.rules review.crossings review.rule_bounds review.stable_ranges review.trials",
        "",
    ),
    "review.whatif": ("model.results review.compare review.sides", ""),
    "letters": ("", ""),
    "letters.act": (
        "model.act model.act_places model.calls model.proposed_clauses model.values letters.builder letters.kinds letters.sections",
        "",
    ),
    "letters.addendum": (
        "model.act model.act_places model.calls model.judged model.places model.requests model.results model.values engine.paths monitoring.goals monitoring.promised_payments letters.act letters.budget letters.builder letters.kinds letters.published_facts",
        "",
    ),
    "letters.bonus": ("model.bonus model.values text.phrases letters.kinds", ""),
    "letters.budget": ("model.places model.values monitoring.goals letters.act letters.builder letters.kinds", ""),
    "letters.builder": (
        "model.act model.act_places model.amounts model.calls model.judged model.places model.results model.values text.numbers text.phrases engine.allocation engine.paths monitoring.goals monitoring.overlay letters.bonus letters.kinds letters.numbers letters.path_names",
        "",
    ),
    "letters.columns": ("", ""),
    "letters.decisions": (
        "model.calls model.places model.results monitoring.projects letters.addendum letters.follow_up letters.kinds letters.not_funded letters.stages letters.waiting",
        "",
    ),
    "letters.files": ("model.places text.typeset letters.columns letters.open_document", ""),
    "letters.follow_up": (
        "model.act model.calls model.places model.requests model.results model.values monitoring.goal_progress monitoring.goals monitoring.payment_schedule monitoring.projects letters.act letters.builder letters.kinds",
        "",
    ),
    "letters.kinds": ("model.calls model.said model.values", ""),
    "letters.listing": ("model.places text.jsons letters.kinds", ""),
    "letters.not_funded": (
        "model.act_places model.calls model.judged model.places model.results model.values text.numbers engine.aggregate engine.statistic_words letters.act letters.builder letters.kinds letters.sections",
        "",
    ),
    "letters.numbers": ("model.places model.values text.numbers", "babel num2words"),
    "letters.open_document": ("", ""),
    "letters.own_templates": ("model.places model.said letters.kinds letters.rendering", ""),
    "letters.path_names": ("model.calls model.values", ""),
    "letters.published_facts": (
        "model.act model.act_places model.values engine.paths review.chart letters.act letters.kinds letters.path_names",
        "",
    ),
    "letters.rendering": (
        "model.places model.said text.french text.suggestions letters.kinds letters.sandbox",
        "jinja2",
    ),
    "letters.sandbox": ("model.said text.escape", "jinja2"),
    "letters.sections": ("model.calls model.sections model.values text.numbers letters.builder letters.kinds", ""),
    "letters.stages": (
        "model.results model.stages model.values text.numbers engine.stages letters.act letters.kinds letters.not_funded",
        "",
    ),
    "letters.waiting": (
        "model.results model.values text.phrases engine.rank_figures letters.act letters.builder letters.kinds letters.path_names",
        "",
    ),
    "authoring": ("", ""),
    "authoring.editor_schemas": (
        "model.calls model.places model.values text.numbers engine.plan check.call_schemas authoring.fields",
        "",
    ),
    "authoring.fields": ("model.values", ""),
    "authoring.forms": (
        "model.calls model.places model.requests model.results model.values text.jsons text.numbers engine.plan monitoring.goals letters.addendum letters.builder authoring.editor_schemas authoring.skeletons",
        "jinja2",
    ),
    "authoring.schema_catalog": ("", ""),
    "authoring.skeletons": ("model.places model.values text.escape authoring.fields", ""),
    "spreadsheets": ("", ""),
    "spreadsheets.archive": ("model.said", ""),
    "spreadsheets.book_reader": (
        "model.said documents.libraries documents.workspace spreadsheets.archive spreadsheets.cells spreadsheets.form_book",
        "",
    ),
    "spreadsheets.cells": ("model.said", ""),
    "spreadsheets.conversions": (
        "model.said text.escape text.suggestions spreadsheets.cells spreadsheets.form_fields",
        "",
    ),
    "spreadsheets.dossiers": (
        "model.places model.said text.escape documents.reader spreadsheets.archive spreadsheets.cells",
        "",
    ),
    "spreadsheets.filled_forms": (
        "model.places model.said text.suggestions documents.workspace engine.plan spreadsheets.archive spreadsheets.cells spreadsheets.conversions spreadsheets.form_book spreadsheets.form_fields spreadsheets.imported",
        "",
    ),
    "spreadsheets.form_book": (
        "model.calls model.places model.values text.escape text.numbers text.suggestions engine.plan authoring.fields spreadsheets.form_fields",
        "",
    ),
    "spreadsheets.form_fields": (
        "model.places model.values schema.dialect engine.plan authoring.forms authoring.skeletons",
        "",
    ),
    "spreadsheets.imported": ("model.said text.escape authoring.skeletons", ""),
    "spreadsheets.mapped_tables": (
        "model.places model.said text.suggestions documents.reader documents.workspace spreadsheets.archive spreadsheets.cells spreadsheets.conversions spreadsheets.filled_forms spreadsheets.form_book spreadsheets.form_fields spreadsheets.imported spreadsheets.repeated",
        "",
    ),
    "spreadsheets.ods_form": ("spreadsheets.form_book spreadsheets.form_fields spreadsheets.open_document", ""),
    "spreadsheets.ods_results": (
        "model.places schema.keywords spreadsheets.form_book spreadsheets.open_document spreadsheets.result_cells",
        "",
    ),
    "spreadsheets.open_document": ("model.places text.escape documents.libraries", ""),
    "spreadsheets.repeated": ("spreadsheets.conversions spreadsheets.form_fields", ""),
    "spreadsheets.result_bonus": (
        "model.bonus model.calls model.results spreadsheets.result_cells spreadsheets.result_weights spreadsheets.result_words",
        "",
    ),
    "spreadsheets.result_book": (
        "__init__ model.calls model.places model.results model.values monitoring.projects spreadsheets.result_cells spreadsheets.result_criteria spreadsheets.result_follow spreadsheets.result_ranking spreadsheets.result_weights spreadsheets.result_words",
        "",
    ),
    "spreadsheets.result_cells": ("spreadsheets.form_book", ""),
    "spreadsheets.result_criteria": (
        "model.calls model.judged model.requests model.results model.values engine.aggregate engine.panel engine.sections spreadsheets.result_cells spreadsheets.result_weights spreadsheets.result_words",
        "",
    ),
    "spreadsheets.result_follow": (
        "model.calls model.results model.values monitoring.goal_progress monitoring.goals monitoring.payment_schedule monitoring.projects monitoring.promised_payments spreadsheets.result_cells spreadsheets.result_ranking spreadsheets.result_words",
        "",
    ),
    "spreadsheets.result_ranking": (
        "model.calls model.judged model.results model.values text.numbers engine.rank_figures engine.sections spreadsheets.result_bonus spreadsheets.result_cells spreadsheets.result_criteria spreadsheets.result_weights spreadsheets.result_words",
        "",
    ),
    "spreadsheets.result_weights": (
        "model.calls model.results spreadsheets.result_cells spreadsheets.result_words",
        "",
    ),
    "spreadsheets.result_words": ("model.places model.results model.values text.escape report.words", ""),
    "spreadsheets.xlsx_form": ("model.values documents.libraries spreadsheets.form_book spreadsheets.form_fields", ""),
    "spreadsheets.xlsx_results": (
        "text.escape documents.libraries schema.keywords spreadsheets.result_cells spreadsheets.xlsx_form",
        "",
    ),
    "formats": (
        "model.calls model.envelopes model.places model.results model.selection model.stages model.statistics model.values formats.words",
        "",
    ),
    "formats.across": (
        "model.calls model.results model.values text.catalogue text.escape text.sentences review.across formats formats.as_markdown formats.explanation formats.page formats.words",
        "",
    ),
    "formats.as_csv": (
        "model.calls model.results text.escape formats formats.as_json formats.cells formats.exact_figures formats.figures selection.columns",
        "",
    ),
    "formats.as_json": (
        "model.calls model.judged model.results model.selection model.values text.jsons text.numbers text.phrases text.sentences formats formats.envelopes formats.exact_figures formats.figures formats.findings formats.stages formats.statistics",
        "",
    ),
    "formats.as_markdown": (
        "model.calls model.judged model.results model.sections model.values text.escape text.phrases engine.rank_figures engine.ranking formats formats.bonus formats.descriptions formats.findings formats.sections formats.selected formats.stages formats.words",
        "",
    ),
    "formats.as_parquet": (
        "model.results model.values text.jsons documents.libraries formats formats.as_csv formats.as_json selection.columns",
        "pyarrow",
    ),
    "formats.bonus": ("model.bonus model.judged formats.words", ""),
    "formats.by_columns": (
        "model.calls model.results model.values text.catalogue text.escape text.phrases engine.ranking formats formats.exact_figures formats.page formats.selected formats.stages formats.table formats.words selection.columns",
        "rich",
    ),
    "formats.cells": ("text.escape formats", ""),
    "formats.chart": ("text.escape formats formats.chart_words formats.page", ""),
    "formats.chart_html": ("text.escape formats formats.chart_words formats.html_page", ""),
    "formats.chart_svg": ("text.escape formats formats.chart_words formats.text_width", ""),
    "formats.chart_words": ("model.places model.values text.french schema.keywords review.chart letters.numbers", ""),
    "formats.comparison": (
        "model.places model.said text.codes text.escape text.jsons review.changed_rules review.compare review.sides formats formats.page formats.words",
        "",
    ),
    "formats.criterion_csv": (
        "model.calls model.judged model.results text.escape text.numbers text.phrases engine.aggregate formats formats.cells formats.exact_figures formats.figures",
        "",
    ),
    "formats.descriptions": ("model.act model.judged model.requests model.values formats.words", ""),
    "formats.envelopes": ("model.envelopes text.numbers formats.words", ""),
    "formats.estimates": (
        "model.results model.values text.numbers review.estimates review.optimum review.robustness formats.words",
        "",
    ),
    "formats.exact_figures": ("model.results model.values text.numbers", ""),
    "formats.explanation": (
        "model.calls model.judged model.results text.numbers text.phrases engine.sections formats formats.bonus formats.descriptions formats.page formats.sections formats.words",
        "",
    ),
    "formats.explanation_json": (
        "model.act model.calls model.judged model.places model.requests model.results model.values text.jsons text.numbers text.phrases review.across formats formats.as_json formats.figures formats.statistics",
        "",
    ),
    "formats.explanation_short": (
        "model.calls model.judged model.results text.catalogue text.escape formats formats.bonus formats.explanation formats.page formats.sections formats.words",
        "rich",
    ),
    "formats.figures": ("model.bonus model.judged model.places text.numbers", ""),
    "formats.findings": ("model.places model.said text.escape text.findings_french text.jsons formats", ""),
    "formats.github": ("model.places text.escape formats", ""),
    "formats.giving_360": (
        "model.calls model.places text.escape text.jsons text.numbers review.awards formats.cells",
        "",
    ),
    "formats.html_page": ("", "jinja2"),
    "formats.junit": ("model.places text.escape formats formats.findings", ""),
    "formats.lines": ("", ""),
    "formats.manual_page": ("formats", "rich"),
    "formats.monitoring_files": (
        "__init__ model.judged model.requests model.values text.escape text.jsons text.numbers text.phrases monitoring.goal_progress monitoring.payment_schedule monitoring.projects formats formats.as_json formats.cells formats.monitoring_words formats.results formats.words",
        "",
    ),
    "formats.monitoring_table": (
        "model.judged model.places model.values monitoring.goal_progress monitoring.payment_schedule monitoring.projects formats formats.monitoring_words formats.page formats.words",
        "",
    ),
    "formats.monitoring_words": (
        "model.values text.numbers monitoring.goal_progress monitoring.payment_schedule monitoring.projects formats.words",
        "",
    ),
    "formats.page": ("model.calls text.escape text.phrases formats formats.lines formats.words", "rich"),
    "formats.panel_report": (
        "model.requests text.escape text.jsons text.numbers text.phrases review.panel_report formats formats.cells formats.page formats.words",
        "",
    ),
    "formats.prompt": ("model.requests text.escape review.rating formats.lines formats.words", ""),
    "formats.results": (
        "__init__ model.calls model.results text.escape text.jsons text.numbers text.phrases formats formats.as_json formats.stages formats.words",
        "",
    ),
    "formats.robustness": (
        "model.values text.escape text.jsons text.numbers review.robustness review.single_changes review.stable_ranges formats formats.estimates formats.page formats.words",
        "",
    ),
    "formats.rule_page": ("text.codes text.french", ""),
    "formats.sarif": ("__init__ model.places text.codes text.escape text.jsons formats", ""),
    "formats.sections": ("model.judged model.sections formats.words", ""),
    "formats.selected": ("model.selection formats formats.page formats.words", ""),
    "formats.stages": ("model.stages model.values text.numbers engine.allocation formats formats.words", ""),
    "formats.statistics": ("model.statistics text.numbers", ""),
    "formats.status": (
        "model.places text.escape text.jsons review.status formats formats.lines formats.page formats.words",
        "",
    ),
    "formats.story": ("text.escape text.jsons text.phrases", ""),
    "formats.table": (
        "model.calls model.judged model.results text.phrases engine.paths engine.rank_figures engine.ranking formats formats.page formats.selected formats.stages formats.words",
        "rich",
    ),
    "formats.text_width": ("", ""),
    "formats.whatif": (
        "model.results model.said text.escape text.jsons text.values review.whatif formats formats.comparison formats.page formats.words",
        "",
    ),
    "formats.words": (
        "model.calls model.judged model.places model.values text.catalogue text.findings_french text.french text.numbers text.phrases text.suggestions schema.keywords letters.numbers letters.path_names",
        "",
    ),
    "report": ("", ""),
    "report.best": ("model.results review.optimum report.robust_page report.words", ""),
    "report.builder": (
        "__init__ model.calls model.judged model.places model.results model.values text.phrases engine.plan engine.rank_figures engine.statistic_words review.panel_report review.robustness formats.findings report.best report.digests report.drawn report.heat report.letters report.money report.page report.panel report.ranges report.requests report.spans report.standing report.unknown report.words",
        "",
    ),
    "report.calendar": (
        "model.calls monitoring.goal_progress monitoring.goals monitoring.payment_schedule monitoring.projects report.lights report.monitoring_page report.words",
        "",
    ),
    "report.digests": ("", ""),
    "report.drawn": ("model.results review.estimates report.ranges report.robust_page report.spans report.words", ""),
    "report.goals": (
        "model.calls model.values monitoring.goal_progress monitoring.projects formats.monitoring_words report.lights report.monitoring_page report.spans report.words",
        "",
    ),
    "report.heat": ("model.judged model.results report.page report.spans report.words", ""),
    "report.html": ("text.escape formats.html_page report.monitoring_page report.page", ""),
    "report.labels": ("model.values text.catalogue report.monitoring_labels report.robust_labels", ""),
    "report.letter_page": ("", ""),
    "report.letter_text": ("letters.columns report.letter_page", "markdown_it"),
    "report.letters": (
        "letters.kinds letters.listing report.digests report.letter_page report.letter_text report.words",
        "",
    ),
    "report.lights": (
        "monitoring.goal_progress monitoring.payment_schedule formats.words report.monitoring_page report.words",
        "",
    ),
    "report.money": ("model.calls model.envelopes model.results report.page report.words", ""),
    "report.monitoring_builder": (
        "__init__ model.places engine.assess engine.plan monitoring.goal_progress monitoring.projects report.builder report.calendar report.lights report.monitoring_page report.open_matters report.payments report.projects report.spans report.words",
        "",
    ),
    "report.monitoring_labels": ("model.values", ""),
    "report.monitoring_page": ("model.places report.page report.spans", ""),
    "report.open_matters": (
        "monitoring.goal_progress monitoring.payment_schedule monitoring.projects report.monitoring_page report.payments report.words",
        "",
    ),
    "report.page": ("model.places report.letter_page report.robust_page report.spans", ""),
    "report.panel": ("model.calls model.results review.panel_report report.page report.spans report.words", ""),
    "report.paper": ("text.escape text.typeset report.html report.monitoring_page report.page", ""),
    "report.payments": (
        "monitoring.payment_schedule monitoring.projects report.lights report.monitoring_page report.spans report.words",
        "",
    ),
    "report.projects": (
        "model.judged model.results engine.assess engine.rules monitoring.goal_progress monitoring.projects report.calendar report.goals report.lights report.monitoring_page report.open_matters report.page report.payments report.spans report.words",
        "",
    ),
    "report.ranges": (
        "model.results model.values review.robustness review.single_changes review.stable_ranges report.heat report.robust_page report.spans report.words",
        "",
    ),
    "report.requests": (
        "model.act model.calls model.judged model.requests model.results engine.plan review.explain letters.bonus letters.decisions letters.kinds letters.listing formats.sections formats.words report.heat report.letters report.page report.spans report.standing report.words",
        "",
    ),
    "report.robust_labels": ("model.values", ""),
    "report.robust_page": ("report.spans", ""),
    "report.spans": ("", ""),
    "report.standing": ("model.places model.results", ""),
    "report.unknown": ("model.calls model.results report.page report.spans report.standing report.words", ""),
    "report.words": (
        "model.judged model.places model.results model.values text.french text.numbers text.phrases schema.keywords review.chart letters.numbers letters.path_names report.labels",
        "",
    ),
    "reading": (
        "model.places model.said documents.call_documents documents.files documents.reader documents.workspace check.case check.checker check.lint.options check.sound_documents",
        "",
    ),
    "pipeline": (
        "model.calls model.places model.requests model.results model.said model.stages model.statistics documents.call_documents documents.files documents.reader documents.workspace engine.assess engine.memory engine.plan engine.ranking engine.settle engine.statistics check.call check.case check.checker check.lint.options monitoring.monitor monitoring.projects letters.kinds letters.own_templates reading",
        "",
    ),
    "scored_side": (
        "__init__ model.places model.results model.said documents.reader documents.workspace check.case check.checker review.sides formats formats.as_json pipeline",
        "",
    ),
    "supposed": (
        "model.places documents.call_documents documents.edits documents.files documents.reader documents.workspace schema.dialect review.value_paths reading",
        "",
    ),
    "api": (
        "model.calls model.judged model.places model.results model.values documents.workspace api.calls api.compared api.explained api.scored api.words",
        "",
    ),
    "api.calls": (
        "model.places model.results documents.kept_tree documents.workspace check.case review.compare review.explain review.sides reading pipeline scored_side supposed api.compared api.explained api.scored",
        "",
    ),
    "api.compared": ("review.compare formats formats.comparison api.scored", ""),
    "api.explained": ("model.judged model.places model.results formats api.scored api.words", ""),
    "api.scored": (
        "model.calls model.judged model.places model.results model.values text.numbers engine.aggregate formats api.tables api.words",
        "pandas pyarrow",
    ),
    "api.tables": ("model.values text.numbers formats.exact_figures", "pandas pyarrow"),
    "api.words": ("model.places model.results model.values text.numbers text.phrases report.words", ""),
    "parallel": ("", ""),
    "parallel.alone": (
        "model.calls model.places model.requests model.values documents.call_documents documents.line_parts documents.workspace engine.assess engine.plan engine.statistics check.build check.case check.checker formats reading parallel.messages selection.columns",
        "",
    ),
    "parallel.batch": (
        "model.calls model.places model.requests model.results model.said model.selection model.stages model.statistics documents.call_documents documents.files documents.line_files documents.reader documents.spool documents.workspace engine.settle engine.statistics check.case formats reading pipeline parallel.alone parallel.line_requests parallel.messages selection.choice",
        "",
    ),
    "parallel.cluster": ("documents.workspace parallel.executors parallel.messages cli.console", "distributed"),
    "parallel.dask": (
        "documents.call_documents documents.libraries documents.workspace parallel.cluster parallel.executors parallel.messages",
        "distributed",
    ),
    "parallel.executors": (
        "model.places model.said documents.call_documents documents.line_parts documents.workspace parallel.alone parallel.line_requests parallel.messages",
        "",
    ),
    "parallel.line_requests": (
        "model.places documents.call_documents documents.line_files documents.line_parts documents.spool parallel.alone parallel.messages",
        "",
    ),
    "parallel.messages": (
        "model.calls model.places model.requests model.results model.stages model.statistics documents.call_documents engine.statistics",
        "",
    ),
    "cli": ("cli.app cli.console", ""),
    "cli.answers": ("documents.workspace schema.keywords formats.words cli.console", ""),
    "cli.app": ("cli.completion cli.console cli.parameters", "typer"),
    "cli.at_hand": ("", ""),
    "cli.beside": ("model.places documents.workspace check.case cli.console", ""),
    "cli.call_columns": (
        "documents.call_documents documents.workspace parallel.alone parallel.messages selection.columns",
        "",
    ),
    "cli.call_letters": (
        "model.places model.requests model.results documents.workspace check.case monitoring.monitor monitoring.projects review.explain letters.addendum letters.decisions letters.kinds letters.listing letters.own_templates letters.rendering reading pipeline cli.console cli.monitor",
        "",
    ),
    "cli.chart": (
        "model.places documents.workspace documents.writing check.case review.chart formats formats.chart_words pipeline cli.console cli.options",
        "typer",
    ),
    "cli.check": (
        "model.places model.said documents.files documents.history documents.workspace check.case check.lint.options formats pipeline cli.console cli.mends cli.options cli.watching",
        "typer",
    ),
    "cli.compare": (
        "model.places model.results documents.history documents.workspace schema.dialect review.compare review.sides formats formats.monitoring_files formats.results reading pipeline scored_side cli.console cli.options",
        "typer",
    ),
    "cli.completion": ("documents.workspace cli.console", ""),
    "cli.console": ("__init__ model.places model.said text.escape documents.workspace formats formats.findings", ""),
    "cli.criteria": ("model.results text.suggestions documents.workspace", ""),
    "cli.derived": (
        "model.results model.said documents.workspace documents.writing check.case monitoring.projects review.verify formats formats.monitoring_files formats.results pipeline cli.ids",
        "",
    ),
    "cli.draft": (
        "model.places model.results documents.workspace documents.writing check.case letters.decisions letters.files letters.kinds letters.listing cli.call_letters cli.console cli.draft_folder cli.monitor cli.options cli.score",
        "typer",
    ),
    "cli.draft_folder": (
        "model.places model.results text.escape text.typeset documents.workspace documents.writing check.case letters.decisions letters.files letters.kinds letters.listing formats cli.call_letters cli.ids",
        "",
    ),
    "cli.drawn": (
        "documents.libraries documents.workspace review.draws review.estimates review.optimum review.robustness review.solver review.trials cli.progress",
        "typer",
    ),
    "cli.explain": (
        "model.results documents.workspace engine.plan review.across review.explain formats pipeline cli.console cli.criteria cli.options cli.pager cli.parameters cli.score",
        "typer",
    ),
    "cli.export": (
        "model.places model.results documents.workspace documents.writing check.case review.awards formats.giving_360 cli.console cli.export_result cli.options cli.score",
        "typer",
    ),
    "cli.export_result": (
        "model.places model.results documents.workspace documents.writing check.case monitoring.monitor monitoring.projects spreadsheets.ods_results spreadsheets.result_book spreadsheets.xlsx_results formats pipeline cli.console cli.ids cli.monitor cli.options",
        "",
    ),
    "cli.form": (
        "model.places documents.workspace documents.writing spreadsheets.form_book spreadsheets.ods_form spreadsheets.xlsx_form pipeline cli.console cli.ids cli.opened cli.options",
        "typer",
    ),
    "cli.help_": (
        "model.places text.codes text.suggestions documents.manual documents.workspace formats.manual_page formats.rule_page cli.app cli.console cli.options cli.pager",
        "typer",
    ),
    "cli.ids": ("model.said text.suggestions documents.workspace schema.dialect schema.keywords", ""),
    "cli.import_": (
        "model.places model.said documents.call_documents documents.reader documents.workspace documents.writing check.case spreadsheets.archive spreadsheets.book_reader spreadsheets.conversions spreadsheets.dossiers spreadsheets.filled_forms spreadsheets.form_fields spreadsheets.imported spreadsheets.mapped_tables formats.findings reading pipeline cli.console cli.ids cli.opened cli.options",
        "typer",
    ),
    "cli.init": (
        "model.places documents.reader documents.workspace documents.writing engine.plan authoring.editor_schemas authoring.forms pipeline cli.console cli.new cli.options",
        "typer",
    ),
    "cli.mends": ("model.places documents.files documents.mending documents.workspace documents.writing pipeline", ""),
    "cli.monitor": (
        "model.places model.results documents.files documents.workspace check.case monitoring.monitor monitoring.projects formats formats.monitoring_files reading pipeline cli.console cli.ids cli.options cli.score",
        "typer",
    ),
    "cli.new": (
        "model.places documents.files documents.reader documents.workspace documents.writing authoring.editor_schemas authoring.forms pipeline cli.console cli.ids cli.opened cli.options cli.parameters",
        "typer",
    ),
    "cli.opened": ("model.places model.results documents.workspace check.case pipeline cli.console", ""),
    "cli.options": ("model.places formats cli.call_columns cli.console", "typer"),
    "cli.pager": ("cli.console", "typer"),
    "cli.panel": (
        "documents.workspace review.panel_report formats pipeline cli.console cli.options cli.pager cli.score",
        "typer",
    ),
    "cli.parameters": ("cli.at_hand", "typer"),
    "cli.progress": ("", "rich"),
    "cli.rate": (
        "model.panels model.places model.requests model.results text.suggestions documents.reader documents.workspace documents.writing schema.keywords check.case review.rating review.rating_sheet formats.prompt formats.words pipeline cli.answers cli.console cli.ids cli.opened cli.options",
        "typer",
    ),
    "cli.report": (
        "model.places model.results text.typeset documents.workspace documents.writing check.case review.estimates review.panel_report review.robustness review.trials letters.decisions report.builder report.html report.letters report.monitoring_builder report.monitoring_page report.page report.paper pipeline cli.call_letters cli.console cli.drawn cli.monitor cli.options cli.score",
        "typer",
    ),
    "cli.robustness": (
        "documents.workspace review.trials formats pipeline cli.console cli.drawn cli.options cli.score",
        "typer",
    ),
    "cli.schema": (
        "model.places schema.dialect authoring.editor_schemas authoring.forms authoring.schema_catalog cli.console cli.new cli.opened cli.options cli.parameters",
        "typer",
    ),
    "cli.score": (
        "model.places model.results model.selection text.phrases documents.call_documents documents.files documents.line_files documents.spool documents.workspace documents.writing check.case formats formats.results reading pipeline parallel.alone parallel.batch parallel.dask parallel.executors parallel.messages cli.beside cli.console cli.derived cli.options cli.progress cli.selecting cli.watching",
        "typer",
    ),
    "cli.selecting": ("model.selection documents.workspace formats.selected formats.words cli.console cli.options", ""),
    "cli.show": ("formats.story cli.console", "typer"),
    "cli.status": (
        "model.places model.results documents.workspace check.case monitoring.monitor review.panel_report review.rating review.status formats formats.status pipeline cli.console cli.derived cli.draft_folder cli.ids cli.options",
        "typer",
    ),
    "cli.update": (
        "model.results text.escape documents.workspace documents.writing check.case letters.listing formats cli.console cli.derived cli.draft_folder cli.ids cli.monitor cli.options cli.score",
        "typer",
    ),
    "cli.verify": (
        "model.results text.escape documents.workspace check.case monitoring.projects formats cli.console cli.derived cli.monitor cli.options cli.score",
        "",
    ),
    "cli.watching": ("documents.libraries documents.workspace cli.console", "watchfiles"),
    "cli.whatif": (
        "model.places model.said text.suggestions text.values documents.files documents.kept_tree documents.reader documents.workspace review.sides review.whatif formats supposed cli.compare cli.console cli.options",
        "typer",
    ),
    "selection": ("", ""),
    "selection.choice": (
        "model.calls model.places model.results model.selection documents.workspace selection.columns selection.where",
        "",
    ),
    "selection.columns": ("model.calls model.judged model.places model.results model.stages model.values", ""),
    "selection.comparing": ("model.places selection.columns", ""),
    "selection.where": ("text.suggestions documents.workspace selection.columns selection.comparing", ""),
}
# Between the doors nobody prints, opens files, reads the clock, the environment or the working folder (rule 1).
DOORS: Final = {
    "api.calls",
    "cli",
    "cli.check",
    "cli.console",
    "cli.draft",
    "cli.new",
    "cli.pager",
    "cli.progress",
    "cli.answers",
    "cli.score",
    "documents.files",
    "documents.history",
    "documents.line_files",
    "documents.spool",
    "documents.workspace",
    "documents.writing",
    "letters.files",
    "letters.own_templates",
    "parallel.cluster",
    "parallel.dask",
    "parallel.executors",
}
OUTSIDE: Final = {
    "os",
    "sys",
    "time",
    "random",
    "locale",
    "getpass",
    "socket",
    "subprocess",
    "shutil",
    "tempfile",
    "logging",
}


def room(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")


ROOMS: Final = {room(path): path for path in sorted(SOURCE.rglob("*.py"))}


def imports(path: Path) -> set[str]:
    """Every module a file imports, `from asipgrid import files` as `asipgrid.documents.workspace`."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {_full(node.module, alias.name) for alias in node.names}
    return names


def _full(module: str, name: str) -> str:
    inner = f"{module}.{name}".removeprefix("asipgrid.")
    return f"{module}.{name}" if module.startswith("asipgrid") and inner in ROOMS else module


def test_every_file_has_a_row_and_every_row_a_file() -> None:
    assert set(ROOMS) == set(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_a_room_imports_only_what_its_row_allows(name: str) -> None:
    ours, guests = (set(cell.split()) for cell in TABLE[name])
    found = imports(ROOMS[name])
    inside = {
        (n.removeprefix("asipgrid.") if n != "asipgrid" else "__init__") for n in found if n.split(".")[0] == "asipgrid"
    }
    # Nouns are structs: the library that makes them is at home in every room, as `enum` and `typing` are.
    outside = {n.split(".")[0] for n in found} - {"asipgrid", "__future__", "msgspec"} - set(sys.stdlib_module_names)
    assert inside <= ours
    assert outside <= guests


def test_a_class_name_means_one_thing() -> None:
    found: dict[str, set[str]] = {}
    for name, path in ROOMS.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                found.setdefault(node.name, set()).add(name)
    assert {name: rooms for name, rooms in found.items() if len(rooms) > 1} == {}


# What is drawn by chance, and what a solver finds, are estimates: nothing that is decided comes from there.
ESTIMATED: Final = {"review.chance", "review.drawn_figures", "review.solver"}


@pytest.mark.parametrize("name", sorted(set(TABLE) - DOORS))
def test_between_the_doors_nothing_reaches_outside(name: str) -> None:
    names = {n.split(".")[0] for n in imports(ROOMS[name])}
    calls = {
        node.func.id
        for node in ast.walk(ast.parse(ROOMS[name].read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not names & OUTSIDE
    floats = set() if name in ESTIMATED else {"float"}
    assert not calls & {"print", "open", "input", "exit", *floats}


def test_rooms_do_not_import_in_a_circle() -> None:
    graph = {name: {n.removeprefix("asipgrid.") for n in imports(path)} & set(ROOMS) for name, path in ROOMS.items()}
    done: set[str] = set()
    while len(done) < len(graph):
        ready = {name for name, needs in graph.items() if name not in done and needs - {name} <= done}
        assert ready, f"circle among {sorted(set(graph) - done)}"
        done |= ready


@pytest.mark.parametrize("name", TABLE)
def test_a_room_says_what_it_is_for(name: str) -> None:
    assert ast.get_docstring(ast.parse(ROOMS[name].read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", TABLE)
def test_a_room_and_its_functions_are_seen_at_once(name: str) -> None:
    text = ROOMS[name].read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    assert [each.name for each in functions if (each.end_lineno or 0) - each.lineno >= 40] == []
