"""Kinds of source: one module per kind, each yields pages."""
