//! comity-formats
