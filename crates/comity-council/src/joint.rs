//! Joint work: what parties do together, what they hold ready, and what they repeat. Three state machines of the same make as
//! [`proceedings`](crate::proceedings): acts with their days, done whole or refused with a reason, the acts in their order being all that is
//! kept. What somebody may see is asked of each machine's `view` alone.

use comity_core::{Day, Decimal, PartyId};
use serde::{Serialize, de::DeserializeOwned};

pub mod ready;
mod refused;
pub mod series;
pub mod work;

pub use refused::Refused;

/// What acts make, one after the other.
pub trait Machine: Clone + Default + Send + Sync + 'static {
    /// One thing that is done.
    type Act: Clone + Serialize + DeserializeOwned + Send + Sync;

    /// Does an act on a day, whole or not at all.
    ///
    /// # Errors
    /// Why it can't be done; nothing has changed then.
    fn act(&mut self, act: &Self::Act, today: Day) -> Result<(), Refused>;

    /// The word of an act.
    fn word(act: &Self::Act) -> &'static str;

    /// Who does it: an act is always some party's own.
    fn speaker(&self, act: &Self::Act) -> Option<PartyId>;

    /// Who keeps it now: leads, holds or runs it.
    fn keeper(&self) -> Option<&PartyId>;
}

/// Refuses what was left empty.
fn given(text: &str, what: &'static str) -> Result<(), Refused> {
    if text.trim().is_empty() { Err(Refused::Missing(what)) } else { Ok(()) }
}

/// What stands at a number counted from 1.
fn numbered<T>(all: &mut [T], number: usize) -> Result<&mut T, Refused> {
    number.checked_sub(1).and_then(|at| all.get_mut(at)).ok_or(Refused::NoNumber(number))
}

/// 10^15 with six digits after the point: more than any budget, and sums of very many stay exact.
const MOST: Decimal = Decimal::from_parts(2_764_472_320, 232_830, 0, false, 0);
const FINEST: u32 = 6;

/// Refuses amounts that can't be added up exactly.
fn can_be_added(amount: Decimal) -> Result<(), Refused> {
    if amount.abs() > MOST || amount.scale() > FINEST { Err(Refused::TooLarge) } else { Ok(()) }
}

fn not_negative(amount: Decimal) -> Result<(), Refused> {
    if amount < Decimal::ZERO { Err(Refused::Negative) } else { can_be_added(amount) }
}
