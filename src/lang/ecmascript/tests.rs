//! What is gathered from scripts.
