"""Rules of monitoring, one file each: what stands out in a watched year, and the light that it gets."""
