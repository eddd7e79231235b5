//! comity-link
