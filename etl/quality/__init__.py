"""Audits: Great Expectations suites over staging and marts, their report and their results as rows."""
