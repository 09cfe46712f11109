"""What every diagnostic means, with a wrong example and the right one."""
