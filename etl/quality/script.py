"""The one script of our pages, and the only one that a browser may run on them: it is allowed by its hash."""

import base64
import hashlib
from pathlib import Path

SCRIPT = Path(__file__).with_name("templates").joinpath("age.js").read_text(encoding="utf-8").strip()
SCRIPT_SOURCE = f"'sha256-{base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()}'"  # as in a CSP
