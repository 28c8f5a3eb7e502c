"""Alerts: failed runs, withheld marts and silent sources are told to whom it concerns. They never decide a run."""
