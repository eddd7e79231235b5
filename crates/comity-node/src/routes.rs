//! Which findings come to a desk by themselves: what its route asks for, in words, and what it would bring.

use std::collections::{BTreeMap, BTreeSet};

use comity_core::{FindingKind, Lang, PlaceLevel};
use comity_store::read::Filter;
use comity_store::{
    Account, Desk as Office, Error as StoreError, Facet, Route, RouteBy, Routed, Thing, Uuid,
};

use crate::desk::Desk;
use crate::error::Error;
use crate::node::Node;
use crate::wait::done;

/// A desk's route, as far as the viewer may know of what it asks for.
#[derive(Clone, Debug)]
pub struct RouteSeen {
    /// The desk.
    pub office: Office,
    /// What it asks for.
    pub route: Route,
    /// Needs that it asks for and that the viewer may not see.
    pub unseen: u64,
}

/// A value that records here have, for a route to ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownValue {
    /// As routes write it.
    pub value: String,
    /// The title of a need; themes and places are named by the node.
    pub title: String,
    /// Activities that have it.
    pub records: u64,
}

/// Words that are no value of their sort.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct UnknownWord {
    pub by: RouteBy,
    pub words: String,
}

impl From<UnknownWord> for Error {
    fn from(UnknownWord { by, words }: UnknownWord) -> Error {
        let way = match by {
            RouteBy::Kind => "use same, chain, part, overlap, conflict, complement, gap or untied",
            RouteBy::Theme => "write its name or a code such as `cluster:health`",
            RouteBy::Place => "write its name or a code such as `iso2:TJ`",
            RouteBy::Need => "write its identifier",
        };
        Error::Input {
            field: by.as_str(),
            reason: format!("`{words}` is no {} that is known: {way}", by.as_str()),
        }
    }
}

/// Values of one sort that are offered; what isn't among them can be named.
const OFFERED: usize = 24;

impl Desk<'_> {
    /// A desk with its route.
    ///
    /// # Errors
    /// Where there is no such desk; when the database can't be read.
    pub async fn route(&self, desk: Uuid) -> Result<RouteSeen, Error> {
        let office = self.desks(None).await?.into_iter().find(|office| office.id == desk);
        let office = office.ok_or(Error::Absent { what: "desk" })?;
        let route = self.node.store.routes().await?.remove(&desk).unwrap_or_default();
        let (route, unseen) = self.seen_of(route).await?;
        Ok(RouteSeen { office, route, unseen: unseen.len() as u64 })
    }

    /// The routes of all desks that have one, as far as the viewer may know of what they ask for.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn routes(&self) -> Result<BTreeMap<Uuid, Route>, Error> {
        let mut out = BTreeMap::new();
        for (desk, route) in self.node.store.routes().await? {
            out.insert(desk, self.seen_of(route).await?.0);
        }
        Ok(out)
    }

    /// A route without the needs that the viewer may not see, and those.
    async fn seen_of(&self, mut route: Route) -> Result<(Route, Route), Error> {
        let mut unseen = Route::new();
        if route.keys().any(|(by, _)| *by == RouteBy::Need) {
            let known: BTreeSet<String> =
                self.known_needs().await?.into_iter().map(|need| need.value).collect();
            let hidden = |(by, value): &(RouteBy, String)| *by == RouteBy::Need && !known.contains(value);
            unseen = route.iter().filter(|(key, _)| hidden(key)).map(|(key, n)| (key.clone(), *n)).collect();
            route.retain(|key, _| !hidden(key));
        }
        Ok((route, unseen))
    }

    /// Themes, places and needs that records which the viewer sees have, the commonest first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn known_values(&self) -> Result<BTreeMap<RouteBy, Vec<KnownValue>>, Error> {
        let facets = [Facet::Theme, Facet::Place];
        let filter = Filter::default();
        let overview = self.node.store.overview(&self.visible, &filter, &facets, OFFERED).await?;
        let mut out = BTreeMap::new();
        for (facet, counts) in overview.facets {
            let by = if facet == Facet::Theme { RouteBy::Theme } else { RouteBy::Place };
            let known = counts.into_iter().map(|count| KnownValue {
                value: count.value,
                title: String::new(),
                records: count.records,
            });
            out.insert(by, known.collect::<Vec<_>>());
        }
        out.insert(RouteBy::Need, self.known_needs().await?);
        Ok(out)
    }

    async fn known_needs(&self) -> Result<Vec<KnownValue>, Error> {
        let mut more = false;
        let stated = self.stated(Thing::Need, &[], &mut more).await?;
        let needs = stated.into_iter().filter_map(|stated| match stated.what {
            Account::Need(need) => Some(KnownValue {
                value: need.id.to_string(),
                title: need.title.value.to_string(),
                records: 0,
            }),
            _ => None,
        });
        let mut needs: Vec<KnownValue> = needs.collect();
        needs.sort_by(|one, other| (&one.title, &one.value).cmp(&(&other.title, &other.value)));
        needs.dedup_by(|one, other| one.value == other.value);
        Ok(needs)
    }

    /// What a route would bring to a desk.
    ///
    /// # Errors
    /// By policies; where there is no such desk.
    pub async fn preview_route(&self, desk: Uuid, route: &Route, keep_unseen: bool) -> Result<Routed, Error> {
        let route = self.with_unseen(desk, route, keep_unseen).await?;
        Ok(self.node.store.preview_route(&self.asker(), desk, &route).await?)
    }

    /// Gives a desk a route, and the open findings that it brings; says how many came.
    ///
    /// # Errors
    /// By policies; where there is no such desk.
    pub async fn keep_route(&self, desk: Uuid, route: &Route, keep_unseen: bool) -> Result<u64, Error> {
        let route = self.with_unseen(desk, route, keep_unseen).await?;
        if route.len() > MOST {
            return Err(
                StoreError::Refused { reason: format!("a route asks for at most {MOST} values") }.into()
            );
        }
        Ok(done(self.node.store.keep_route(&self.asker(), desk, &route, self.node.now()))?)
    }

    /// A route with the needs that it asks for already and that the viewer may not see.
    async fn with_unseen(&self, desk: Uuid, route: &Route, keep: bool) -> Result<Route, Error> {
        let mut route = route.clone();
        if keep {
            let now = self.node.store.routes().await?.remove(&desk).unwrap_or_default();
            route.extend(self.seen_of(now).await?.1);
        }
        Ok(route)
    }
}

impl Node {
    /// A route out of values and words: kinds, themes and places by their codes, or by names in any language; needs by their identifiers.
    ///
    /// # Errors
    /// For the first that is nothing that is known.
    pub fn route_of<'v>(
        &self,
        values: impl Iterator<Item = (RouteBy, &'v str)>,
    ) -> Result<Route, UnknownWord> {
        let reference = self.reference();
        let (places, themes) = (&reference.gazetteer, &reference.themes);
        let mut route = Route::new();
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        for (by, words) in values.map(|(by, words)| (by, words.trim())).filter(|(_, words)| !words.is_empty())
        {
            let unknown = || UnknownWord { by, words: words.to_owned() };
            match by {
                RouteBy::Kind => {
                    let kind: FindingKind = words.parse().map_err(|_| unknown())?;
                    route.insert((by, kind.as_str().to_owned()), 0);
                }
                RouteBy::Need => _ = route.insert((by, words.to_owned()), 0),
                RouteBy::Place => {
                    let coded =
                        words.split_once(':').and_then(|(vocabulary, code)| places.by_code(vocabulary, code));
                    let place = coded.or_else(|| places.find(words).first().copied()).ok_or_else(unknown)?;
                    let narrow = number(places.ancestors(place).count());
                    route.insert((by, places.code(place).to_owned()), narrow);
                }
                RouteBy::Theme => {
                    // one word is several themes where vocabularies share it
                    let found = themes.by_id(words).map_or_else(|| themes.find(words), |theme| vec![theme]);
                    if found.is_empty() {
                        return Err(unknown());
                    }
                    for theme in found {
                        let narrow = number(themes.ancestors(theme).count());
                        route.insert((by, themes.code(theme).to_owned()), narrow);
                    }
                }
            }
        }
        Ok(route)
    }

    /// Names that a route can be given in a language: countries, regions and borders, or themes; each once, in their order. Towns are too many.
    pub fn route_names(&self, by: RouteBy, language: &str) -> Vec<String> {
        let (reference, lang) = (self.reference(), Lang::parse(language));
        let (places, themes) = (&reference.gazetteer, &reference.themes);
        let mut names: Vec<String> = match by {
            RouteBy::Kind | RouteBy::Need => Vec::new(),
            RouteBy::Theme => themes.ids().map(|theme| themes.name(theme, lang).to_owned()).collect(),
            RouteBy::Place => {
                let wide = places.ids().filter(|place| places.level(*place) <= PlaceLevel::Line);
                wide.map(|place| places.name(place, lang).to_owned()).collect()
            }
        };
        names.sort();
        names.dedup();
        names
    }
}

/// Values of one route.
const MOST: usize = 400;
