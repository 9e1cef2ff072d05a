"""The site: settings, addresses, pages and the templates they share."""
