"""The tests' environment comes before everything that reads settings, so it is loaded from here."""

pytest_plugins = ["tests.environment", "tests.pace"]
