"""What leadscout talks about: people, what can be asked of them, what comes back. Standard library only."""
