"""The vocabulary: everything that can stand on a label."""
