"""Audits: Great Expectations suites over staging and marts, their report, their results and decisions as rows."""

APPROVAL_DAYS = 3  # a withheld run waits so long for a person; the snapshot that was audited must outlive it
