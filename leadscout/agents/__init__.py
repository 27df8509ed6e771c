"""The language of assistants: tools of the Model Context Protocol, which ask the server through its client alone."""
