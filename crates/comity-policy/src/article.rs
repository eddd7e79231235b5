//! Policies one by one, in the order in which they stand, as a lawyer reads them: the sentence of each, and its text.

use cedar_policy::{Effect, PolicySet};
use compact_str::CompactString;
use serde::Serialize;

use crate::load::{PolicyFile, place_at};

/// One policy of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Article {
    /// Its id; empty where it has none.
    pub id: CompactString,
    /// Whether it opens a way; else it closes ways, whatever opens them.
    pub permits: bool,
    /// Its sentence; empty where it gives none.
    pub reason: String,
    /// What is remarked before it, without the slashes, a line for each paragraph.
    pub comment: String,
    /// Its text.
    pub text: String,
    /// The line on which it begins, from 1.
    pub line: usize,
}

/// The policies of a file; none where it can't be read as Cedar.
pub fn articles(file: &PolicyFile) -> Vec<Article> {
    let Ok(set) = file.text.parse::<PolicySet>() else { return Vec::new() };
    let number = |id: &str| id.strip_prefix("policy").and_then(|number| number.parse::<usize>().ok());
    let mut policies: Vec<_> = set.policies().collect();
    policies.sort_by_key(|policy| number(policy.id().as_ref()));
    let mut rest = 0;
    let mut articles = Vec::new();
    for policy in policies {
        let text = policy.to_cedar().unwrap_or_default();
        let between = file.text.get(rest..).unwrap_or_default();
        let Some(at) = between.find(&text) else { continue };
        let annotation = |key: &str| policy.annotation(key).unwrap_or_default().trim();
        articles.push(Article {
            id: annotation("id").into(),
            permits: policy.effect() == Effect::Permit,
            reason: annotation("reason").to_owned(),
            comment: remarks(between.get(..at).unwrap_or_default()),
            line: place_at(&file.text, rest + at).0,
            text: text.clone(),
        });
        rest += at + text.len();
    }
    articles
}

/// Comments as paragraphs: lines are joined, an empty comment begins a new one.
fn remarks(text: &str) -> String {
    let lines = text.lines().filter_map(|line| line.trim().strip_prefix("//")).map(str::trim);
    let mut paragraphs = vec![String::new()];
    for line in lines {
        match (line.is_empty(), paragraphs.last_mut()) {
            (false, Some(last)) if last.is_empty() => last.push_str(line),
            (false, Some(last)) => last.extend([" ", line]),
            _ => paragraphs.push(String::new()),
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::shipped;

    #[test]
    fn every_shipped_policy_is_an_article_with_its_sentence_and_its_text() {
        let policies = crate::Policies::shipped().unwrap();
        let all: Vec<(PolicyFile, Article)> = shipped()
            .into_iter()
            .flat_map(|file| articles(&file).into_iter().map(move |article| (file.clone(), article)))
            .collect();
        let marks: usize = shipped().iter().map(|file| file.text.matches("@id(").count()).sum();
        assert_eq!(all.len(), marks);
        for (file, article) in &all {
            assert_eq!(policies.reason(&article.id), Some(article.reason.as_str()));
            assert!(file.text.lines().nth(article.line - 1).unwrap().starts_with("@id("), "{}", article.id);
            assert!(article.text.ends_with(';') && file.text.contains(&article.text), "{}", article.id);
            assert_eq!(article.permits, article.text.contains("\npermit"), "{}", article.id);
        }
        let (_, first) = &all[0];
        assert!(
            first.comment.starts_with("Who sees a record. ") && first.comment.contains("\nHow to read: ")
        );
        assert_eq!(all[1].1.comment, "");
    }

    #[test]
    fn what_is_no_cedar_has_no_articles() {
        assert_eq!(articles(&PolicyFile { name: "a.cedar".into(), text: "permit (".into() }), []);
    }
}
