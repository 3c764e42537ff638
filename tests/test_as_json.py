"""JSON as files hold it: what the standard library writes, only sooner, and with escapes for what nobody can see."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from asipgrid.text import jsons
from asipgrid.text.escape import json_text

VALUES: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=2).map(tuple)
        | st.dictionaries(st.text(), inner, max_size=4)
    ),
)


@given(VALUES)
def test_an_indented_document_is_what_the_library_writes(value: Any) -> None:
    assert jsons.document(value) == json_text(json.dumps(value, indent=2, ensure_ascii=False)) + "\n"
