"""Stage 3: ReadLabel + positives -> findings with their reasons, and a verdict."""
