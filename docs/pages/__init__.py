"""The generated pages of the reference, one file each."""
