"""What a sound grid or call may not have been meant to say."""
