"""What a form says once it is checked."""

from typing import Any

#: By the name of each field what it gave: text, a day, a truth value. Django's forms know no more of their fields' types.
Cleaned = dict[str, Any]
