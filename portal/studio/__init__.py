"""The built-in tools: an AI partner like any other, which asks, is permitted and reports through the API."""
