"""Base templates, components, form and table helpers: how linli looks."""
