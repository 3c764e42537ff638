"""JSON Schema as documents use it: a quick yes (`accept`) and a slow why (`explain`) behind one door (`dialect.Validator`).

Both ask `keywords` about what the libraries would answer in another way than we do.
"""
