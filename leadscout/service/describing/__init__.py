"""Words into filters: who is looked for, as people say it, becomes filters that they can see and change."""
