"""Measurements that anybody can repeat: quality on public gold data, speed as ratios to the bare libraries."""
