"""One module or package for each file format; each has ``write(document, path, layout)``, ``read(path)`` or both."""
