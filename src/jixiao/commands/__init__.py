"""The commands, one file each; `framework_list` is spoken `framework list`."""
