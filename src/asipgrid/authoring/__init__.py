"""The start: schemas for editors, and documents to fill in, both made from the grids' own words."""
