"""A call compiled once; each request judged alone; all settled together."""
