"""What analysts read: checked before it is published."""
