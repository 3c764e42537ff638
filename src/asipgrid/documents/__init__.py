"""Texts come in here: files, git and lines become records, each value with its place."""
