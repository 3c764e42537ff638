"""Words and numbers for people: the catalogue in two languages, sentences, escapes."""
