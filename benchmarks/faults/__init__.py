"""What the world does to the record, done on purpose: `python -m benchmarks.faults`."""
