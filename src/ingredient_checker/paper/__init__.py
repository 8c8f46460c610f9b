"""What goes home: plain data and HTML templates."""
