"""What can be seen in the numbers of many units, one file each."""
