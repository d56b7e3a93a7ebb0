"""What stands around every page: frame, way in, scenario bar, tour, errors."""
