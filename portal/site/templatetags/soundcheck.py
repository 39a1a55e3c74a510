"""Template tags of the portal, loaded everywhere."""

from django import template

register = template.Library()
