//! A table of parties by something else, each cell shaded by its count: how `marks.html` draws it.

/// What stands across and down.
pub struct Grid {
    /// What stands across.
    pub columns: Vec<Column>,
    /// Parties: address, name, cells.
    pub rows: Vec<(String, String, Vec<Option<Cell>>)>,
}

/// The head of a column.
pub struct Column {
    /// Where it leads.
    pub address: String,
    /// What it is.
    pub name: String,
}

impl Column {
    /// Whether its name is written letter under letter, as Chinese can be, instead of turned.
    pub fn is_upright(&self) -> bool {
        self.name.chars().any(|letter| letter as u32 >= 0x2e80)
    }
}

/// What a party does about a column.
pub struct Cell {
    /// 1 to 5; 0 without an activity.
    pub shade: u64,
    /// `stated` or `unmet`, where a need is; else nothing.
    pub need: &'static str,
    /// How many.
    pub count: String,
    /// The party, the column, how many.
    pub says: String,
    /// Where it leads.
    pub address: String,
}
