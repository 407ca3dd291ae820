"""The house's own checks; scripts/check runs them together with ruff, import-linter and Django's."""
