"""The engines that scores can be computed on, one file each."""
