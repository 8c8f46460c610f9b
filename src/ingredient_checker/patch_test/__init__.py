"""The patient's side: what was tested, how it was read, what counts as positive."""
