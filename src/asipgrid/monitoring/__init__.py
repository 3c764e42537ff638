"""Funded projects: goals, progress, payments."""
