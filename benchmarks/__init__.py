"""What leadlife costs, as ratios to something well known, measured side by side in one process."""
