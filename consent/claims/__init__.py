"""Claims: somebody says that something made should not be, or not like this; an operator answers."""
