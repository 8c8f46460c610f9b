"""Stage 2: Label + Catalogue -> ReadLabel: which substance each entry names, and how surely."""
