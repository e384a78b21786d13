"""The ways to make a group's score of its items, one file each; a group names one by `aggregate`."""
