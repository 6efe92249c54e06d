"""What was asked for and not there: counted in conversations, month by month, without anything that tells of one."""
