"""Kept and screened: patients, results, products and checked labels in one encrypted file."""
