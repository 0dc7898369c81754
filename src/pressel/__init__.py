"""A self-hosted walkie-talkie."""

from typing import Final

VERSION: Final = "0.1.0"
