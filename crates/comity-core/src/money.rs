//! Money as stated: amount, currency, day, and between whom.

use compact_str::CompactString;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    origin::At,
    party::PartyRef,
    period::{Day, Period},
};

/// An ISO 4217 code, upper case; `XXX` when the source names none.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// No currency stated (ISO 4217's own code for it).
    pub const NONE: Currency = Currency(*b"XXX");

    /// Three letters in any case; anything else is [`Currency::NONE`].
    pub fn parse(text: &str) -> Currency {
        match <[u8; 3]>::try_from(text.trim().as_bytes()) {
            Ok(code) if code.iter().all(u8::is_ascii_alphabetic) => {
                Currency(code.map(|b| b.to_ascii_uppercase()))
            }
            _ => Currency::NONE,
        }
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }
}

impl Default for Currency {
    fn default() -> Self {
        Currency::NONE
    }
}

impl std::fmt::Debug for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> String {
        currency.as_str().to_owned()
    }
}

impl From<String> for Currency {
    fn from(text: String) -> Currency {
        Currency::parse(&text)
    }
}

/// What kind of money it is. IATI transaction types and budget types map onto it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AmountKind {
    /// What is planned for a period.
    Budget,
    /// Received by the reporter.
    IncomingFunds,
    /// Promised to the reporter.
    IncomingCommitment,
    /// A firm promise to give.
    OutgoingCommitment,
    /// Given on to another.
    Disbursement,
    /// Spent by the reporter itself.
    Expenditure,
    /// Promised without obligation.
    Pledge,
    /// Planned payment.
    PlannedDisbursement,
    /// The whole, as one figure (3W cost, project total).
    Total,
    /// Loan repayments, interest, guarantees, equity and what else a source names.
    Other,
}

/// One sum that a record states.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Amount {
    /// What kind of money.
    pub kind: AmountKind,
    /// The figure, exactly as written.
    pub value: Decimal,
    /// Its currency.
    pub currency: Currency,
    /// Day of its value, for conversion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Day>,
    /// What it covers, for budgets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// Who gives, where said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<Box<PartyRef>>,
    /// Who receives, where said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receiver: Option<Box<PartyRef>>,
    /// The reference the source gives to the transaction.
    #[serde(default, skip_serializing_if = "CompactString::is_empty")]
    pub reference: CompactString,
    /// What the source says about it.
    #[serde(default, skip_serializing_if = "CompactString::is_empty")]
    pub description: CompactString,
    /// Where it was read.
    pub at: At,
}

impl Amount {
    /// A sum of which nothing else is known.
    pub fn new(kind: AmountKind, value: Decimal, currency: Currency, at: At) -> Amount {
        Amount {
            kind,
            value,
            currency,
            day: None,
            period: None,
            provider: None,
            receiver: None,
            reference: CompactString::default(),
            description: CompactString::default(),
            at,
        }
    }
}
