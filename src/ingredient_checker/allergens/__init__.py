"""The allergy knowledge: what can be patch-tested, and what a positive means on a label."""
