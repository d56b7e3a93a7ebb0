"""What a visitor has chosen: alone touches the session and the address."""
