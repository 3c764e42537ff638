"""What a document begins as: schemas for editors, and documents to fill in, both made from the grids' own words."""
