"""The acts, one verb each: permission -> load -> decide -> save -> event -> commit."""
