"""Where data comes from beside an upload: folders and databases that whoever runs the server has named."""
