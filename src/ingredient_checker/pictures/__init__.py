"""What people would rather look at than read, as SVG text: it shows in the window and prints on paper alike."""
