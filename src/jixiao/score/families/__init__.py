"""The families of figures, one file each."""
