//! Values on their way into and out of both databases: each of our kinds has a native type in each.

use comity_core::Day;
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::{
    PgArgumentBuffer, PgHasArrayType, PgTypeInfo, PgValueFormat, PgValueRef, Postgres, types::Oid,
};
use sqlx::sqlite::{Sqlite, SqliteArgumentsBuffer, SqliteTypeInfo, SqliteValueRef};
use sqlx::{Decode, Encode, Type};
use uuid::Uuid;

/// An instant, microseconds since 1970-01-01T00:00Z.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct Time(pub i64);

impl Time {
    /// The instant cut to microseconds.
    pub fn of(timestamp: jiff::Timestamp) -> Time {
        Time(timestamp.as_microsecond())
    }

    /// As a timestamp; one beyond the calendar (years -9999 to 9999) is cut to its end.
    pub fn timestamp(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        })
    }

    /// The day of it, in UTC.
    pub fn day(self) -> Day {
        Day(i32::try_from(self.0.div_euclid(DAY)).unwrap_or_default())
    }

    /// Noon of a day, in UTC: what stands for a day as a whole.
    pub fn noon_of(day: Day) -> Time {
        Time(i64::from(day.0).saturating_mul(DAY).saturating_add(DAY / 2))
    }

    /// The first instant of a day, in UTC.
    pub fn start_of(day: Day) -> Time {
        Time(i64::from(day.0).saturating_mul(DAY))
    }

    /// So many seconds later.
    pub fn plus_seconds(self, seconds: i64) -> Time {
        Time(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }
}

/// Microseconds.
const DAY: i64 = 86_400_000_000;

impl std::fmt::Display for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.timestamp().fmt(f)
    }
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A whole number.
    Int,
    /// Text without NUL.
    Text,
    /// Bytes.
    Bytes,
    /// An id.
    Id,
    /// A day of the years 1 to 9999.
    Day,
    /// An instant.
    Time,
}

/// A value of a parameter or a column; NULL knows its kind, because PostgreSQL asks for it.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Value {
    Null(Kind),
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
    Id(Uuid),
    Day(Day),
    Time(Time),
    /// A list for `in @ints(..)`.
    Ints(Vec<i64>),
    /// A list for `in @texts(..)`.
    Texts(Vec<String>),
    /// A list for `in @ids(..)`.
    Ids(Vec<Uuid>),
}

macro_rules! values {
    ($($from:ty => $kind:ident, $make:expr;)*) => {$(
        impl From<$from> for Value {
            fn from(value: $from) -> Value { ($make)(value) }
        }
        impl From<Option<$from>> for Value {
            fn from(value: Option<$from>) -> Value { value.map_or(Value::Null(Kind::$kind), Value::from) }
        }
    )*};
}

values! {
    i64 => Int, Value::Int;
    i32 => Int, |value| Value::Int(i64::from(value));
    u32 => Int, |value| Value::Int(i64::from(value));
    usize => Int, |value| Value::Int(i64::try_from(value).unwrap_or(i64::MAX));
    u64 => Int, |value| Value::Int(i64::try_from(value).unwrap_or(i64::MAX));
    String => Text, Value::Text;
    &str => Text, |value: &str| Value::Text(value.to_owned());
    &String => Text, |value: &String| Value::Text(value.clone());
    Vec<u8> => Bytes, Value::Bytes;
    &[u8] => Bytes, |value: &[u8]| Value::Bytes(value.to_vec());
    Uuid => Id, Value::Id;
    Day => Day, Value::Day;
    Time => Time, Value::Time;
}

impl From<Vec<i64>> for Value {
    fn from(values: Vec<i64>) -> Value {
        Value::Ints(values)
    }
}
impl From<Vec<String>> for Value {
    fn from(values: Vec<String>) -> Value {
        Value::Texts(values)
    }
}
impl From<Vec<Uuid>> for Value {
    fn from(values: Vec<Uuid>) -> Value {
        Value::Ids(values)
    }
}

/// Stands in columns for a start that is not stated: 0001-01-01. It bounds nothing.
pub(crate) const NO_START: Day = Day(-719_162);
/// Stands in columns for an end that is open: 9999-12-31.
pub(crate) const NO_END: Day = Day(2_932_896);

/// A day as a column keeps it, within the calendar of both databases; the exact one stays in the record.
pub(crate) fn column_day(day: Day) -> Day {
    Day(day.0.clamp(NO_START.0, NO_END.0))
}

// PostgreSQL counts days and microseconds from 2000-01-01
const EPOCH_DAYS: i32 = 10_957;
const EPOCH_MICROS: i64 = 946_684_800_000_000;
const DATE: Oid = Oid(1082);
const DATE_ARRAY: Oid = Oid(1182);
const TIMESTAMPTZ: Oid = Oid(1184);
const TIMESTAMPTZ_ARRAY: Oid = Oid(1185);

/// [`Day`] with the encodings of both databases, which its own crate must not know.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SqlDay(pub Day);

macro_rules! native {
    ($type:ty, $oid:ident, $array:ident, $pg:ty, |$value:ident| $to_pg:expr, |$raw:ident| $from_pg:expr,
     $lite:expr, $from_lite:expr) => {
        impl Type<Postgres> for $type {
            fn type_info() -> PgTypeInfo {
                PgTypeInfo::with_oid($oid)
            }
            fn compatible(found: &PgTypeInfo) -> bool {
                found.oid() == Some($oid)
            }
        }
        impl PgHasArrayType for $type {
            fn array_type_info() -> PgTypeInfo {
                PgTypeInfo::with_oid($array)
            }
        }
        impl Encode<'_, Postgres> for $type {
            fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
                let $value = *self;
                let number: $pg = $to_pg;
                buffer.extend(&number.to_be_bytes());
                Ok(IsNull::No)
            }
        }
        impl Decode<'_, Postgres> for $type {
            fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
                if value.format() != PgValueFormat::Binary {
                    return Err("a date or time came as text; ask with a prepared statement".into());
                }
                let $raw = <$pg>::from_be_bytes(value.as_bytes()?.try_into()?);
                Ok($from_pg)
            }
        }
        impl Type<Sqlite> for $type {
            fn type_info() -> SqliteTypeInfo {
                <i64 as Type<Sqlite>>::type_info()
            }
            fn compatible(found: &SqliteTypeInfo) -> bool {
                <i64 as Type<Sqlite>>::compatible(found)
            }
        }
        impl Encode<'_, Sqlite> for $type {
            fn encode_by_ref(&self, arguments: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
                let number: i64 = ($lite)(*self);
                <i64 as Encode<'_, Sqlite>>::encode_by_ref(&number, arguments)
            }
        }
        impl Decode<'_, Sqlite> for $type {
            fn decode(value: SqliteValueRef<'_>) -> Result<Self, BoxDynError> {
                ($from_lite)(<i64 as Decode<'_, Sqlite>>::decode(value)?)
            }
        }
    };
}

native!(
    SqlDay,
    DATE,
    DATE_ARRAY,
    i32,
    |day| day.0.0.saturating_sub(EPOCH_DAYS),
    |days| SqlDay(Day(days.saturating_add(EPOCH_DAYS))),
    |day: SqlDay| i64::from(day.0.0),
    |days: i64| Ok(SqlDay(Day(i32::try_from(days)?)))
);
native!(
    Time,
    TIMESTAMPTZ,
    TIMESTAMPTZ_ARRAY,
    i64,
    |time| time.0.saturating_sub(EPOCH_MICROS),
    |micros| Time(micros.saturating_add(EPOCH_MICROS)),
    |time: Time| time.0,
    |micros: i64| Ok(Time(micros))
);
