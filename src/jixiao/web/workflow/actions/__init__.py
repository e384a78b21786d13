"""The actions of the workflow, one file each."""
