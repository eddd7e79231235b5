//! The reader's language: messages, dates and numbers. English, Russian and Chinese, all words in `messages/`.

mod moment;
mod says;

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// A language of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Language {
    #[default]
    English,
    Russian,
    Chinese,
}

impl Language {
    /// All of them.
    pub const ALL: [Language; 3] = [Language::English, Language::Russian, Language::Chinese];

    /// The tag, as `lang` attributes and cookies have it.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Russian => "ru",
            Language::Chinese => "zh",
        }
    }

    /// Its name in itself.
    pub fn name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::Russian => "Русский",
            Language::Chinese => "中文",
        }
    }

    /// The language of a tag: `ru`, `zh-Hans-CN`.
    pub fn parse(tag: &str) -> Option<Language> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default().trim();
        Language::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// A number's digits with the separators of the language (CLDR: groups of three, a no-break space and a comma in Russian).
    pub fn separated(self, exact: &str) -> String {
        let (group, point) = match self {
            Language::Russian => ('\u{a0}', ','),
            Language::English | Language::Chinese => (',', '.'),
        };
        let (whole, fraction) =
            exact.split_once('.').map_or((exact, None), |(whole, rest)| (whole, Some(rest)));
        let digits = whole.chars().filter(char::is_ascii_digit).count();
        let mut out = String::new();
        let mut left = digits;
        for letter in whole.chars() {
            if letter.is_ascii_digit() {
                if left < digits && left % 3 == 0 {
                    out.push(group);
                }
                left -= 1;
            }
            out.push(letter);
        }
        if let Some(fraction) = fraction {
            out.push(point);
            out.push_str(fraction);
        }
        out
    }

    /// The first language of an `Accept-Language` header that there is, by its weights.
    pub fn accepted(header: &str) -> Option<Language> {
        let mut wanted: Vec<(f32, Language)> = header
            .split(',')
            .filter_map(|part| {
                let mut pieces = part.split(';');
                let language = Language::parse(pieces.next()?)?;
                let weight =
                    pieces.find_map(|piece| piece.trim().strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
                (weight > 0.0).then_some((weight, language))
            })
            .collect();
        wanted.sort_by(|one, other| other.0.total_cmp(&one.0));
        wanted.first().map(|(_, language)| *language)
    }
}

macro_rules! files {
    ($folder:literal: $($name:literal)*) => {
        &[$(($name, include_str!(concat!("../messages/", $folder, "/", $name, ".ftl")))),*]
    };
    ($language:ident $folder:literal) => {
        (Language::$language, files!($folder: "pages" "views" "work" "council" "joint" "columns" "admin" "policies" "ledger" "reference" "entry" "says" "terms"))
    };
}

/// The files of a language, in the order in which they are read.
pub const FILES: [(Language, &[(&str, &str)]); 3] =
    [files!(English "en"), files!(Russian "ru"), files!(Chinese "zh")];

/// A language ready to speak.
pub struct Tongue {
    /// Which.
    pub language: Language,
    messages: FluentBundle<FluentResource>,
}

static TONGUES: LazyLock<[Tongue; 3]> = LazyLock::new(|| Language::ALL.map(Tongue::new));

impl Tongue {
    /// The tongue of a language.
    pub fn of(language: Language) -> &'static Tongue {
        let [english, russian, chinese] = &*TONGUES;
        match language {
            Language::English => english,
            Language::Russian => russian,
            Language::Chinese => chinese,
        }
    }

    fn new(language: Language) -> Tongue {
        let tag: LanguageIdentifier = language.tag().parse().unwrap_or_default();
        let mut messages = FluentBundle::new_concurrent(vec![tag]);
        // marks of isolation would stand in the way of copying and searching; no language here is written from the right
        messages.set_use_isolating(false);
        messages.set_formatter(Some(match language {
            Language::English => |value, _| formatted(Language::English, value),
            Language::Russian => |value, _| formatted(Language::Russian, value),
            Language::Chinese => |value, _| formatted(Language::Chinese, value),
        }));
        for (_, text) in FILES.iter().filter(|(of, _)| *of == language).flat_map(|(_, files)| *files) {
            // a test reads every file; what is wrong in one leaves the rest standing
            let resource = match FluentResource::try_new((*text).to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            let _ = messages.add_resource(resource);
        }
        Tongue { language, messages }
    }

    /// A message without arguments.
    pub fn say(&self, key: &str) -> String {
        self.message(key, None)
    }

    /// A message with a number, `$n`.
    pub fn n(&self, key: &str, n: impl Number) -> String {
        let mut args = FluentArgs::new();
        args.set("n", n.number());
        self.message(key, Some(&args))
    }

    /// A message with words, `$what`.
    pub fn w(&self, key: &str, what: &str) -> String {
        let mut args = FluentArgs::new();
        args.set("what", what.to_owned());
        self.message(key, Some(&args))
    }

    /// A message with a number and words, `$n` and `$what`.
    pub fn nw(&self, key: &str, n: impl Number, what: &str) -> String {
        let mut args = FluentArgs::new();
        args.set("n", n.number());
        args.set("what", what.to_owned());
        self.message(key, Some(&args))
    }

    /// A message with words by their names.
    pub fn all(&self, key: &str, words: &[(&'static str, &str)]) -> String {
        let mut args = FluentArgs::new();
        for (name, word) in words {
            args.set(*name, (*word).to_owned());
        }
        self.message(key, Some(&args))
    }

    /// A message by a key that comes from outside, if there is one.
    pub fn said(&self, key: &str) -> Option<String> {
        self.messages.has_message(key).then(|| self.say(key))
    }

    /// A word of ours (a kind, a role) by its table and key; what the table lacks is shown as it is.
    pub fn word(&self, table: &str, key: &str) -> String {
        let id = format!("{table}-{key}");
        self.said(&id).unwrap_or_else(|| key.replace('-', " "))
    }

    fn message(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let Some(pattern) = self.messages.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(key, language = self.language.tag(), "a message is missing");
            return key.to_owned();
        };
        let mut errors = Vec::new();
        self.messages.format_pattern(pattern, args, &mut errors).into_owned()
    }

    /// A whole number.
    pub fn number(&self, number: impl Number) -> String {
        self.decimal(number.number(), 0)
    }

    /// A number with so many digits behind the point, always shown.
    pub fn decimal(&self, number: f64, digits: u8) -> String {
        self.language.separated(&format!("{number:.*}", usize::from(digits)))
    }

    /// A weight in bits with its sign.
    pub fn bits(&self, weight: f64) -> String {
        let rounded = (weight * 10.0).round() / 10.0;
        let sign = if rounded > 0.0 {
            "+"
        } else if rounded < 0.0 {
            "\u{2212}"
        } else {
            ""
        };
        format!("{sign}{}", self.decimal(rounded.abs(), 1))
    }

    /// A share in percent.
    pub fn percent(&self, share: f64) -> String {
        let shown = if share > 0.9995 {
            format!("> {}", self.decimal(99.9, 1))
        } else if share < 0.0005 {
            format!("< {}", self.decimal(0.1, 1))
        } else {
            self.decimal(share * 100.0, u8::from(share > 0.99))
        };
        format!("{shown} %")
    }

    /// Things one after the other, the last with "and".
    pub fn list<S: AsRef<str>>(&self, items: &[S]) -> String {
        let comma = self.say("list-comma");
        let (last, head) = match items {
            [] => return String::new(),
            [one] => return one.as_ref().to_owned(),
            [head @ .., last] => (last.as_ref(), head),
        };
        let head: Vec<&str> = head.iter().map(AsRef::as_ref).collect();
        format!("{}{}{last}", head.join(&comma), self.say("list-and"))
    }
}

/// What can be said as a number.
pub trait Number {
    /// The number.
    fn number(&self) -> f64;
}

macro_rules! numbers {
    ($($of:ty),*) => {$(
        impl Number for $of {
            fn number(&self) -> f64 { *self as f64 }
        }
    )*};
}
numbers!(u8, u32, u64, usize, i32, i64, f32, f64);

impl<N: Number> Number for &N {
    fn number(&self) -> f64 {
        (**self).number()
    }
}

fn formatted(language: Language, value: &FluentValue<'_>) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let digits = usize::from(number.value.fract() != 0.0);
    Some(language.separated(&format!("{:.digits$}", number.value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_each_language_does() {
        let said = Language::ALL.map(|language| Tongue::of(language).decimal(1_234_567.5, 1));
        assert_eq!(said, ["1,234,567.5", "1\u{a0}234\u{a0}567,5", "1,234,567.5"]);
    }

    #[test]
    fn the_browser_is_listened_to() {
        assert_eq!(Language::accepted("fr-FR, ru;q=0.8, en;q=0.5"), Some(Language::Russian));
        assert_eq!(Language::accepted("zh-Hans-CN,zh;q=0.9"), Some(Language::Chinese));
        assert_eq!(Language::accepted("fr, de;q=0.3"), None);
    }

    #[test]
    fn words_follow_the_number() {
        let said = [1, 2, 5, 21].map(|n| Tongue::of(Language::Russian).n("n-findings", n));
        assert_eq!(said, ["1 находка", "2 находки", "5 находок", "21 находка"]);
    }
}
