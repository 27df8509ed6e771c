"""Job titles: the roles they name, their level, their functions, and what means the same in other words."""
