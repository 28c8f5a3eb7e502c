"""What is wrong with the machine and not with an article, and what a person can mend."""


class MachineError(Exception):
    """A disk that is full, a server that does not answer, a lock that is held: one line that says what to check."""
