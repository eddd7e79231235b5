//! IATI's codelists, 1.0x and 2.0x, in Comity's words. `None` is a code that the lists don't have.
//!
//! Source: IATI codelists OrganisationRole, ActivityDateType, TransactionType, SectorVocabulary, RegionVocabulary, GeographicVocabulary,
//! RelatedActivityType, ActivityStatus, HumanitarianScopeVocabulary, TagVocabulary, and the words that 1.0x used for them.

use comity_core::{ActivityKind, AmountKind, CompactString, DateKind, LinkKind, PlaceLevel, Role, Status};
use compact_str::format_compact;

pub(super) fn role(code: &str) -> Option<Role> {
    Some(match code.to_ascii_lowercase().as_str() {
        "1" | "funding" => Role::Funder,
        "2" | "accountable" => Role::Accountable,
        "3" | "extending" => Role::Extending,
        "4" | "implementing" => Role::Implementer,
        _ => return None,
    })
}

pub(super) fn date_kind(code: &str) -> Option<DateKind> {
    Some(match code.to_ascii_lowercase().as_str() {
        "1" | "start-planned" => DateKind::PlannedStart,
        "2" | "start-actual" => DateKind::ActualStart,
        "3" | "end-planned" => DateKind::PlannedEnd,
        "4" | "end-actual" => DateKind::ActualEnd,
        _ => return None,
    })
}

/// Only pledges received and the flows beside aid proper (interest, repayments, equity, guarantees) are `Other`.
pub(super) fn transaction(code: &str) -> Option<AmountKind> {
    Some(match code.to_ascii_uppercase().as_str() {
        "1" | "IF" => AmountKind::IncomingFunds,
        "2" | "C" => AmountKind::OutgoingCommitment,
        "3" | "D" => AmountKind::Disbursement,
        "4" | "E" => AmountKind::Expenditure,
        "11" => AmountKind::IncomingCommitment,
        "12" => AmountKind::Pledge,
        "5" | "6" | "7" | "8" | "9" | "10" | "13" => AmountKind::Other,
        "IR" | "LR" | "R" | "QP" | "QS" | "CG" => AmountKind::Other,
        _ => return None,
    })
}

pub(super) fn related(code: &str) -> Option<LinkKind> {
    Some(match code {
        "1" => LinkKind::Parent,
        "2" => LinkKind::Child,
        "3" => LinkKind::Sibling,
        "4" => LinkKind::CoFunded,
        "5" => LinkKind::ThirdParty,
        _ => return None,
    })
}

pub(super) fn status(code: &str) -> Option<Status> {
    Some(match code {
        "1" => Status::Planned,
        "2" => Status::Active,
        "3" => Status::Finished,
        "4" => Status::Closed,
        "5" => Status::Cancelled,
        "6" => Status::Suspended,
        _ => return None,
    })
}

/// The vocabulary of a sector in the words of [`comity_core::Theme`]. Unstated means DAC 5-digit purpose codes.
pub(super) fn sector_vocabulary(code: &str) -> Option<CompactString> {
    Some(match code.to_ascii_uppercase().as_str() {
        "" | "1" | "DAC" | "DAC-5" => "dac5".into(),
        "2" | "DAC-3" => "dac3".into(),
        "3" | "COFOG" => "cofog".into(),
        "7" => "sdg-goal".into(),
        "8" => "sdg-target".into(),
        "9" => "sdg-indicator".into(),
        "10" => "cluster".into(),
        "99" | "RO" => "reporting-org".into(),
        "98" | "RO2" => "reporting-org-2".into(),
        "NACE" => "iati:4".into(),
        "NTEE" => "iati:5".into(),
        "ADT" => "iati:6".into(),
        known @ ("4" | "5" | "6" | "11" | "12" | "WB") => format_compact!("iati:{known}"),
        _ => return None,
    })
}

/// The vocabulary of a tag in the words of [`comity_core::Theme`].
pub(super) fn tag_vocabulary(code: &str) -> CompactString {
    match code {
        "2" => "sdg-goal".into(),
        "3" => "sdg-target".into(),
        other => format_compact!("iati-tag:{other}"),
    }
}

/// The vocabulary of a region in the words of [`comity_core::Place`]. Unstated means OECD DAC.
pub(super) fn region_vocabulary(code: &str) -> Option<CompactString> {
    Some(match code {
        "" | "1" => "dac-region".into(),
        "2" => "m49".into(),
        "99" => "reporting-org".into(),
        _ => return None,
    })
}

/// The vocabulary of a location code in the words of [`comity_core::Place`].
pub(super) fn gazetteer(code: &str) -> CompactString {
    match code {
        "G1" | "GEO" => "geonames".into(),
        "G2" | "OSM" => "osm".into(),
        "A4" => "iso2".into(),
        other => format_compact!("gazetteer:{other}"),
    }
}

/// How much a location covers, by the GeoNames feature that it is designated as.
pub(super) fn feature(code: &str) -> Option<PlaceLevel> {
    Some(match code {
        "ADM1" => PlaceLevel::Admin1,
        "ADM2" | "ADM3" | "ADM4" | "ADM5" => PlaceLevel::Admin2,
        "PCLI" | "PCLD" | "PCLF" | "PCLS" | "PCL" | "TERR" => PlaceLevel::Country,
        "" => return None,
        _ => PlaceLevel::Named,
    })
}

/// A humanitarian emergency or appeal by its vocabulary: `glide:EP-2020-000012-001`, `hrp:HAFG20`.
pub(super) fn scope(vocabulary: &str, code: &str) -> CompactString {
    match vocabulary {
        "1-2" => format_compact!("glide:{code}"),
        "2-1" => format_compact!("hrp:{code}"),
        other => format_compact!("iati-scope:{other}:{code}"),
    }
}

/// What sort of thing an aid type (OECD DAC) is: A and B are money given on, C a project, D experts, E scholarships.
pub(super) fn aid_type(code: &str) -> ActivityKind {
    match code.as_bytes().first() {
        Some(b'A' | b'B' | b'F') => ActivityKind::Funding,
        Some(b'C') => ActivityKind::Project,
        Some(b'D') => ActivityKind::Assistance,
        Some(b'E') => ActivityKind::Training,
        _ => ActivityKind::Unknown,
    }
}
