//! Days, periods and instants as people write them: 12 Mar 2006, 12 мар. 2006, 2006年3月12日.

use comity_core::{Day, Period, Precision};
use comity_node::Time;
use fluent_bundle::FluentArgs;

use super::Tongue;

impl Tongue {
    /// A day.
    pub fn day(&self, day: &Day) -> String {
        self.date(*day, Precision::Day)
    }

    /// A day as exactly as it is known.
    pub fn date(&self, day: Day, precision: Precision) -> String {
        let (year, month, day) = day.ymd();
        let mut args = FluentArgs::new();
        // years have no separators
        args.set("year", year.to_string());
        args.set("month", self.say(&format!("month-{month}")));
        args.set("day", day.to_string());
        let key = match precision {
            Precision::Day => "date-day",
            Precision::Month => "date-month",
            Precision::Year => "date-year",
            Precision::Approximate => "date-about",
        };
        self.message(key, Some(&args))
    }

    /// From when to when; empty where nothing is known. The end of a period is the first day after it; the last day is shown.
    pub fn period(&self, period: &Period) -> String {
        let start = period.start.map(|day| self.date(day, period.start_precision));
        let end = period.end.map(|day| self.date(day.plus(-1), period.end_precision));
        let mut args = FluentArgs::new();
        let key = match (start, end) {
            (None, None) => return String::new(),
            (Some(start), Some(end)) if start == end => return start,
            (start, end) => {
                let key = match (&start, &end) {
                    (Some(_), Some(_)) => "period-span",
                    (Some(_), None) => "period-from",
                    _ => "period-until",
                };
                args.set("start", start.unwrap_or_default());
                args.set("end", end.unwrap_or_default());
                key
            }
        };
        self.message(key, Some(&args))
    }

    /// The same of two days, the second the first one after.
    pub fn days(&self, start: &Option<Day>, end: &Option<Day>) -> String {
        self.period(&Period { start: *start, end: *end, ..Period::default() })
    }

    /// An instant, to the minute, in UTC.
    pub fn time(&self, time: &Time) -> String {
        let minute = time.0.div_euclid(60_000_000).rem_euclid(1440);
        format!("{} {:02}:{:02}", self.day(&time.day()), minute / 60, minute % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tongue::Language;

    fn said(say: impl Fn(&Tongue) -> String) -> [String; 3] {
        Language::ALL.map(|language| say(Tongue::of(language)))
    }

    #[test]
    fn days_are_written_as_each_language_does() {
        let day = Day::parse("2006-03-12").expect("a day");
        assert_eq!(said(|tongue| tongue.day(&day)), ["12 Mar 2006", "12 мар. 2006", "2006年3月12日"]);
        assert_eq!(said(|tongue| tongue.date(day, Precision::Month)), ["Mar 2006", "мар. 2006", "2006年3月"]);
        assert_eq!(
            said(|tongue| tongue.date(day, Precision::Approximate)),
            ["c. 2006", "ок. 2006", "约2006年"]
        );
    }

    #[test]
    fn a_period_shows_its_last_day() {
        let day = |text| Day::parse(text);
        let period = Period { start: day("2006-01-01"), end: day("2007-01-01"), ..Period::default() };
        assert_eq!(
            said(|tongue| tongue.period(&period)),
            ["1 Jan 2006 – 31 Dec 2006", "1 янв. 2006 – 31 дек. 2006", "2006年1月1日至2006年12月31日"]
        );
        let open = Period { end: None, ..period };
        assert_eq!(
            said(|tongue| tongue.period(&open)),
            ["from 1 Jan 2006", "с 1 янв. 2006", "自2006年1月1日起"]
        );
    }

    #[test]
    fn an_instant_is_shown_to_the_minute() {
        let time = Time(1_142_173_499_000_000);
        assert_eq!(Tongue::of(Language::English).time(&time), "12 Mar 2006 14:24");
    }
}
