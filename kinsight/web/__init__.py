"""Settings, addresses, shared components and templates."""
