//! What is gathered from components.
