"""Workbooks to fill in, and documents from filled workbooks and tables (extra `asipgrid[spreadsheets]`)."""
