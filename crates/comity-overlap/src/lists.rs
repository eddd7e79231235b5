//! Lists of several values a record, in two flat columns.

/// For every record a list of values: record `r` has `items[starts[r]..starts[r + 1]]`.
#[derive(Clone, Debug)]
pub struct Lists<T> {
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Lists { starts: vec![0], items: Vec::new() }
    }
}

impl<T> Lists<T> {
    /// Appends the list of the next record.
    pub fn push(&mut self, list: impl IntoIterator<Item = T>) {
        self.items.extend(list);
        self.starts.push(u32::try_from(self.items.len()).unwrap_or(u32::MAX));
    }

    /// The list of a record; empty for a record that doesn't exist.
    pub fn get(&self, record: usize) -> &[T] {
        match (self.starts.get(record), self.starts.get(record + 1)) {
            (Some(from), Some(to)) => self.items.get(*from as usize..*to as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// True when there is no record.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All values of all records, in order.
    pub fn items(&self) -> &[T] {
        &self.items
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_comes_back_by_its_record() {
        let mut lists = Lists::default();
        lists.push([1, 2]);
        lists.push([]);
        lists.push([3]);
        assert_eq!(
            (lists.get(0), lists.get(1), lists.get(2), lists.get(9)),
            (&[1, 2][..], &[][..], &[3][..], &[][..])
        );
        assert_eq!((lists.len(), lists.items().len()), (3, 3));
    }
}
