"""Which ingredients on a label must a patient avoid, and why.

label         label text            -> Label: what is written, where exactly, in which section
substances    the vocabulary        -> Catalogue: everything that can stand on a label
allergens     the allergy knowledge -> AllergenIndex: what a positive patch test means on a label
matching      Label + Catalogue     -> ReadLabel: which substance each entry names, and how surely
patch_test    the patient's side    -> Patient: what was tested, how it was read, what counts
assessment    ReadLabel + positives -> Assessment: findings with their reasons, and a verdict
spreadsheets  tables in             -> patch-test results and product lists, nothing dropped silently
library       kept and screened     -> patients, results, products, checked labels in an encrypted file
paper         what goes home        -> safe list, check report as HTML
gui, cli      the two doors; both talk to the workbench only
"""

__version__ = "0.1.0"
