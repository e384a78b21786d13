"""The year as a whole: what puts scoring, checking and papers together."""
