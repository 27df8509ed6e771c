"""What tells one company, school, web domain or profile from another: whatever way of naming it -> equal keys."""
