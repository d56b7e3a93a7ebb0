"""Charts: one function a chart, one file a chart; each takes results and a palette and returns an Altair chart."""
