"""A decision becomes a letter: which one (`decisions`), what it says (`fields`), its text (`templates`, through `rendering`)."""
