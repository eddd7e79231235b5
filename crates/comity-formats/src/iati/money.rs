//! Transactions, budgets and planned disbursements of an activity.

use comity_core::{Amount, AmountKind, Currency, Decimal, LinkKind, Loss, PartyRef, Period};

use super::{activity::Activity, code, tree::Element, value};

/// A figure, its currency and its day.
struct Figure {
    value: Decimal,
    currency: Currency,
    day: Option<comity_core::Day>,
}

impl Activity<'_, '_> {
    pub(super) fn transaction(&mut self, element: Element<'_>) {
        let code =
            element.child("transaction-type").and_then(|kind| kind.attribute("code")).unwrap_or_default();
        let kind = code::transaction(code).unwrap_or_else(|| {
            self.unknown_code(element.at(), "transaction/transaction-type", code, "TransactionType");
            AmountKind::Other
        });
        if kind == AmountKind::Other {
            self.note("transaction/transaction-type", code, element.at());
        }
        let made = element.child("transaction-date").and_then(|date| {
            let written = date.attribute("iso-date").unwrap_or(date.text());
            self.day(written, date.at(), "transaction/transaction-date")
        });
        for child in element.children() {
            match child.name() {
                "sector" => self.sector(child, "transaction/sector"),
                "recipient-country" => self.country(child, "transaction/recipient-country"),
                "recipient-region" => self.region(child, "transaction/recipient-region"),
                "provider-org" | "receiver-org" => {
                    let known = ["ref", "type", "provider-activity-id", "receiver-activity-id"];
                    self.keep_rest(child, &format!("transaction/{}", child.name()), &known, &["narrative"]);
                }
                "transaction-type" | "transaction-date" | "value" => {}
                "description" => {
                    for text in self.texts(child).into_iter().skip(1) {
                        self.note("transaction/description", &text.value, text.at);
                    }
                }
                name => self.keep(child, &format!("transaction/{name}")),
            }
        }
        self.keep_attributes(element, "transaction", &["ref"]);
        let Some(figure) = self.figure(element, "transaction") else { return };
        let made = made.map(|(day, _)| day);
        if let (Some(made), Some(valued)) = (made, figure.day)
            && made != valued
        {
            self.note("transaction/transaction-date", &made.to_string(), element.at());
        }
        let description = element.child("description").and_then(|said| self.texts(said).into_iter().next());
        let provider = self.side(element, "provider-org", "provider-activity-id", LinkKind::ProviderActivity);
        let receiver = self.side(element, "receiver-org", "receiver-activity-id", LinkKind::ReceiverActivity);
        self.record.amounts.push(Amount {
            kind,
            value: figure.value,
            currency: figure.currency,
            day: figure.day.or(made),
            period: None,
            provider,
            receiver,
            reference: element.attribute("ref").unwrap_or_default().into(),
            description: description.map(|text| text.value).unwrap_or_default(),
            at: element.at(),
        });
    }

    pub(super) fn budget(&mut self, element: Element<'_>) {
        // 1 is "original" and "indicative": what a budget is when nothing is said
        for (name, value) in element.attributes() {
            if !matches!(value.trim(), "" | "1") {
                self.note(&format!("budget@{name}"), value, element.at());
            }
        }
        self.planned(element, "budget", AmountKind::Budget);
    }

    pub(super) fn planned_disbursement(&mut self, element: Element<'_>) {
        self.keep_attributes(element, "planned-disbursement", &[]);
        self.planned(element, "planned-disbursement", AmountKind::PlannedDisbursement);
    }

    fn planned(&mut self, element: Element<'_>, path: &str, kind: AmountKind) {
        for child in element.children().filter(|child| !PLANNED.contains(&child.name())) {
            self.keep(child, &format!("{path}/{}", child.name()));
        }
        let mut end = |name: &str| {
            let child = element.child(name)?;
            let written = child.attribute("iso-date").unwrap_or(child.text());
            self.day(written, child.at(), &format!("{path}/{name}"))
        };
        let (first, last) = (end("period-start"), end("period-end"));
        let period = Period {
            start: first.map(|(day, _)| day),
            end: last.map(|(day, _)| day.plus(1)),
            start_precision: first.map(|(_, precision)| precision).unwrap_or_default(),
            end_precision: last.map(|(_, precision)| precision).unwrap_or_default(),
        };
        // two publishers of the pool set the start of each past payment to the start of their year: 2,912 periods
        // that nobody meant. Such a period covers no day; its two dates are kept as written
        let backwards = first.zip(last).filter(|((first, _), (last, _))| last < first);
        let period = match backwards {
            Some(((first, _), (last, _))) => {
                let reason = format!("the period ends on {last}, before it begins on {first}");
                self.odd(element.at(), path, reason, "correct one of the two dates");
                self.note(&format!("{path}/period-start"), &first.to_string(), element.at());
                self.note(&format!("{path}/period-end"), &last.to_string(), element.at());
                Period::default()
            }
            None => period,
        };
        let Some(figure) = self.figure(element, path) else { return };
        let provider = self.side(element, "provider-org", "provider-activity-id", LinkKind::ProviderActivity);
        let receiver = self.side(element, "receiver-org", "receiver-activity-id", LinkKind::ReceiverActivity);
        self.record.amounts.push(Amount {
            kind,
            value: figure.value,
            currency: figure.currency,
            day: figure.day,
            period: (!period.is_unknown()).then_some(period),
            provider,
            receiver,
            reference: Default::default(),
            description: Default::default(),
            at: element.at(),
        });
    }

    /// The figure; an amount without one is reported and kept as far as it goes.
    fn figure(&mut self, element: Element<'_>, path: &str) -> Option<Figure> {
        let path = format!("{path}/value");
        let Some(stated) = element.child("value") else {
            self.lost(element.at(), &path, "a sum of money without its value", "give the value");
            return None;
        };
        let value = match value::number(stated.text()) {
            Ok((value, odd)) => {
                if let Some(reason) = odd {
                    self.odd(stated.at(), &path, reason, "write numbers as 1234.50");
                }
                value
            }
            Err(reason) => {
                self.lost(stated.at(), &path, reason, "write numbers as 1234.50");
                self.keep(stated, &path);
                return None;
            }
        };
        let written = stated.attribute("currency").unwrap_or_default();
        let currency = if written.is_empty() { self.currency } else { Currency::parse(written) };
        if currency == Currency::NONE && !written.eq_ignore_ascii_case("XXX") {
            let reason = match written {
                "" => "no currency is stated, neither here nor for the activity".to_owned(),
                written => format!("`{written}` is no currency of ISO 4217"),
            };
            self.out.problem(
                Loss::Nothing,
                stated.at(),
                &path,
                &self.record.id,
                reason,
                "give the currency's code",
            );
        }
        let day = stated.attribute("value-date").and_then(|day| self.day(day, stated.at(), &path));
        self.keep_rest(stated, &path, &["currency", "value-date"], &[]);
        Some(Figure { value, currency, day: day.map(|(day, _)| day) })
    }

    fn side(&mut self, element: Element<'_>, name: &str, id: &str, kind: LinkKind) -> Option<Box<PartyRef>> {
        let side = element.child(name)?;
        if let Some(other) = side.attribute(id)
            && other != self.record.id
        {
            self.link(kind, other, side.at());
        }
        let party = self.party(side);
        (!party.reference.is_empty() || !party.names.is_empty()).then(|| Box::new(party))
    }
}

const PLANNED: [&str; 5] = ["period-start", "period-end", "value", "provider-org", "receiver-org"];
