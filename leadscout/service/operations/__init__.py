"""What an operator does: looks whether all is well, makes backups, puts them back, reads figures."""
