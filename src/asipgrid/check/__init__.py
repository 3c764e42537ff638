"""Documents against their shapes (`shape`), against sense (by kind of document), then as values that are true (`build_*`)."""
