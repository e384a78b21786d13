"""What lies on the desk of whoever signs in."""
