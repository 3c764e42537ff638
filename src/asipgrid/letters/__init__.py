"""The drafting rooms: a decision becomes a letter as structure (`addendum`), then text (`templates`, through `page`)."""
