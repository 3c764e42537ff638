"""JSON Schema as documents use it: a quick yes, a slow why."""
