//! Sectors and tags of an activity, and the shares of one whole that its sectors and places state.

use comity_core::{At, CompactString, Theme};
use compact_str::format_compact;

use super::{activity::Activity, code, tree::Element, value};

impl Activity<'_, '_> {
    pub(super) fn sector(&mut self, element: Element<'_>, path: &str) {
        let written = element.attribute("vocabulary").unwrap_or_default();
        let vocabulary = code::sector_vocabulary(written).unwrap_or_else(|| {
            self.unknown_code(element.at(), "sector@vocabulary", written, "SectorVocabulary");
            format_compact!("iati:{written}")
        });
        let code = element.attribute("code").unwrap_or_default();
        let digits = match vocabulary.as_str() {
            "dac5" => 5,
            "dac3" => 3,
            _ => code.len(),
        };
        if code.len() != digits || (digits != code.len() && !code.bytes().all(|byte| byte.is_ascii_digit())) {
            self.unknown_code(element.at(), path, code, "Sector");
        }
        let percent = self.percent(element, path);
        self.theme(element, vocabulary, percent);
        self.keep_rest(element, path, &["code", "vocabulary", "percentage"], &["narrative"]);
    }

    pub(super) fn theme(&mut self, element: Element<'_>, vocabulary: CompactString, percent: Option<f32>) {
        let code: CompactString = element.attribute("code").unwrap_or_default().into();
        let names = self.texts(element);
        let key =
            if code.is_empty() { names.first().map(|name| name.value.clone()) } else { Some(code.clone()) };
        let Some(key) = key else {
            return self.lost(element.at(), element.name(), "neither code nor words", "give the code");
        };
        // a transaction repeats its activity's sectors thousands of times; a share is said once, by the activity
        if self.said.insert((vocabulary.clone(), key)) || percent.is_some() {
            self.record.themes.push(Theme { vocabulary, code, names, percent, at: element.at() });
        }
    }

    pub(super) fn percent(&mut self, element: Element<'_>, path: &str) -> Option<f32> {
        let text = element.attribute("percentage")?;
        let read = value::number(text.trim_end_matches('%'));
        let percent = read.as_ref().ok().and_then(|(value, _)| f32::try_from(*value).ok());
        match percent.filter(|percent| (0.0..=100.0).contains(percent)) {
            Some(percent) => {
                if let Ok((_, Some(reason))) = read {
                    self.odd(element.at(), path, reason, "write percentages as 33.3");
                }
                Some(percent)
            }
            None => {
                let reason = format!("`{text}` is no percentage");
                self.lost(element.at(), path, reason, "write a number from 0 to 100");
                self.note(&format!("{path}@percentage"), text, element.at());
                None
            }
        }
    }

    /// Shares of one vocabulary that don't sum up to a whole.
    pub(super) fn check_shares(&mut self) {
        let mut sums: Vec<(&'static str, CompactString, f32, At)> = Vec::new();
        let mut add = |what: &'static str, vocabulary: &CompactString, percent: Option<f32>, at: At| {
            let Some(percent) = percent else { return };
            match sums.iter_mut().find(|sum| sum.0 == what && sum.1 == *vocabulary) {
                Some(sum) => sum.2 += percent,
                None => sums.push((what, vocabulary.clone(), percent, at)),
            }
        };
        for theme in &self.record.themes {
            add("sector", &theme.vocabulary, theme.percent, theme.at);
        }
        for place in &self.record.places {
            // countries and regions share one whole
            add("recipient-country", &CompactString::default(), place.percent, place.at);
        }
        for (element, vocabulary, sum, at) in sums {
            if (sum - 100.0).abs() > 0.5 {
                let of = if vocabulary.is_empty() {
                    String::new()
                } else {
                    format!(" of vocabulary {vocabulary}")
                };
                let reason = format!("percentages{of} sum up to {sum:.1}, not 100");
                self.odd(at, element, reason, "make them sum up to 100");
            }
        }
    }
}
