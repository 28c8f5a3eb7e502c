"""Measurements that anybody can repeat: speed as ratios to the bare libraries."""
