"""HTTP without any dialect: the application, who may call, what is refused."""
