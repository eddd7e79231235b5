//! Moments as the ledger writes them: UTC, always six digits of a second, `2026-06-01T09:30:00.000000Z`.

use jiff::{RoundMode, Timestamp, TimestampRound, Unit};
use serde::{Deserialize, Serialize};

/// A moment, cut to the microsecond, in the years 0001 to 9999, so that databases and files give it back as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Moment(Timestamp);

const FIRST: i64 = -62_135_596_800;

impl Moment {
    /// Cuts a timestamp; one before the year 1 becomes the first moment of it.
    pub fn new(at: Timestamp) -> Moment {
        let down = TimestampRound::new().smallest(Unit::Microsecond).mode(RoundMode::Floor);
        let cut = at.round(down).unwrap_or(at);
        Moment(cut.max(Timestamp::from_second(FIRST).unwrap_or(cut)))
    }

    /// The timestamp.
    pub fn timestamp(self) -> Timestamp {
        self.0
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.6}", self.0)
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> String {
        moment.to_string()
    }
}

impl TryFrom<String> for Moment {
    type Error = String;
    fn try_from(text: String) -> Result<Moment, String> {
        text.parse()
            .ok()
            .map(Moment::new)
            .filter(|moment| moment.to_string() == text)
            .ok_or_else(|| format!("`{text}` is no moment: `2026-06-01T09:30:00.000000Z` is wanted"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn other_spellings_of_a_moment_are_refused() {
        for bad in [
            "2026-06-01T09:30:00Z",
            "2026-06-01T09:30:00.0000000Z",
            "2026-06-01T11:30:00.000000+02:00",
            "2026-06-01",
        ] {
            assert!(Moment::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn every_moment_reads_back(second in -377_705_000_000i64..253_402_000_000, nano in 0i32..1_000_000_000) {
            let moment = Moment::new(Timestamp::new(second, nano).unwrap());
            prop_assert_eq!(Moment::try_from(moment.to_string()), Ok(moment));
            prop_assert_eq!(moment.to_string().len(), 27);
        }
    }
}
