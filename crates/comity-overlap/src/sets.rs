//! Disjoint sets: things joined two by two, and which set each has come to. A set goes by its smallest member.

/// The sets of things numbered from 0.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sets {
    up: Vec<u32>,
}

impl Sets {
    /// So many sets of one each.
    pub fn new(things: usize) -> Sets {
        Sets { up: (0..things as u32).collect() }
    }

    /// A set of one more thing, whose number it returns.
    pub fn add(&mut self) -> u32 {
        let next = self.up.len() as u32;
        self.up.push(next);
        next
    }

    /// The smallest member of a thing's set.
    pub fn find(&mut self, mut thing: u32) -> u32 {
        while self.up[thing as usize] != thing {
            self.up[thing as usize] = self.up[self.up[thing as usize] as usize];
            thing = self.up[thing as usize];
        }
        thing
    }

    /// Makes one set of two.
    pub fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.find(a), self.find(b));
        self.up[a.max(b) as usize] = a.min(b);
    }
}
