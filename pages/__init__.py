"""The pages: one short file each; what they share is in ``pages.ui``."""
