"""A whole call as one page for the committee: a page model made of the result, and a template that makes HTML of it."""
