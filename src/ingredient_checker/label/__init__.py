"""Stage 1: label text -> Label."""
