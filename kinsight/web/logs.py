"""What the site's log says of an error: where it happened and of which type, never its message, which may quote a patient's record."""

import logging
import traceback
from types import TracebackType

#: What `sys.exc_info` gives.
Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutValues(logging.Formatter):
    """A database's error shows the row that it refused, and a reader's the text that it could not read: neither is written down."""

    def formatException(self, ei: Raised) -> str:
        """The places of the error and of those that led to it, the first cause first."""
        return "\n".join(line for error in _chain(ei[1]) for line in _places(error))


def _chain(error: BaseException | None) -> list[BaseException]:
    errors: list[BaseException] = []
    while error is not None and error not in errors:
        errors.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return errors[::-1]


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    return [*(f"  {one.filename}:{one.lineno} in {one.name}" for one in frames), type(error).__qualname__]
