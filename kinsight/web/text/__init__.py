"""The words of the site: dates, ages and counts, and what stances, roles and services are called."""
