"""Measures, run from the project's folder: `python -m benchmarks.speed`, `python -m benchmarks.accuracy`."""
