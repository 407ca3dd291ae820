"""`scripts/bench`: what is measured, and how fast it has to be. docs/performance.md tells more."""
