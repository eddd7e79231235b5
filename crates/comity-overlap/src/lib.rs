//! comity-overlap
