"""What to do about a failed task: the line of the DAG's own page that speaks of it."""

import re


def what_to_do(doc: str, task_id: str) -> str | None:
    """The advice under `When it fails` for a task: of a list whose items read ``* `task` is red: advice``."""
    _, _, section = doc.partition("When it fails")
    name = task_id.rpartition(".")[2]
    for item in re.split(r"\n\s*[*-] ", section)[1:]:
        head, _, advice = " ".join(item.split("\n\n")[0].split()).partition(": ")
        if advice and {task_id, name} & set(re.findall(r"`([^`]+)`", head)):
            return advice
    return None
