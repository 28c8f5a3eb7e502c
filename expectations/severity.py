"""What a failed check does: critical withholds publication, warning publishes and shows, info only shows."""

from great_expectations.expectations.metadata_types import FailureSeverity

CRITICAL, WARNING, INFO = FailureSeverity.CRITICAL, FailureSeverity.WARNING, FailureSeverity.INFO
