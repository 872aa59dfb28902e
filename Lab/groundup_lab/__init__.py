"""The lab of groundup: a real six-host estate on one machine."""
