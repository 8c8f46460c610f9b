"""Tables in: patch-test results and product lists; what was not understood is listed with its cell."""
