"""leadscout: a self-hosted B2B lead-search server. See docs/concepts/architecture.md."""
