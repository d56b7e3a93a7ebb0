"""Why dashboards are green and results red."""
