"""Stand-ins that speak the messengers' protocols over HTTP, for benches and tests."""
