//! The whole API walked by its own description, in every role: whatever is sent, nothing breaks, every answer has the form that is promised,
//! and nobody reads what isn't for them. What a program would try by the thousand is `bench/hostile.sh`.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Map, Value, json};

use crate::api::program;
use crate::browser::{Answer, Browser, Served, escaped};
use crate::story::RECORDS;

const ROLES: [&str; 7] =
    ["desk-officer", "secretariat", "legal-officer", "analyst", "operator", "auditor", "guest"];
/// Stands in every record that only its owner may see.
const HIDDEN: &str = "Quuxhidden";
/// Requests of each role to each address.
const CASES: usize = 12;

/// What is hard to read, or looks like something else.
fn text() -> BoxedStrategy<String> {
    prop_oneof![
        3 => "\\PC{0,20}",
        1 => Just(String::new()),
        1 => Just("' or 1=1; drop table record; --".to_owned()),
        1 => Just("\u{0}".to_owned()),
        1 => Just("\u{202e}\u{feff}%00%n../../etc/passwd".to_owned()),
        1 => Just("x".repeat(5000)),
        1 => Just(HIDDEN.to_owned()),
        1 => "-?[0-9]{1,30}",
        1 => Just("2026-02-30".to_owned()),
        1 => Just("2026-05-01".to_owned()),
        1 => Just("TLP:GREEN".to_owned()),
    ]
    .boxed()
}

/// Any JSON at all.
fn any_json() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,6}", inner, 0..3)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
    .boxed()
}

/// The description, with what answers are made of.
struct Api(Value);

impl Api {
    fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(name) => &self.0["components"]["schemas"][name.rsplit('/').next().expect("a name")],
            None => schema,
        }
    }

    /// The types of a schema; none where it is a choice or says nothing.
    fn types<'a>(&self, schema: &'a Value) -> Vec<&'a str> {
        match &schema["type"] {
            Value::String(one) => vec![one],
            Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    fn choices<'a>(&self, schema: &'a Value) -> Option<&'a Vec<Value>> {
        ["oneOf", "anyOf", "allOf"].iter().find_map(|word| schema[*word].as_array())
    }

    /// Mostly what the schema asks for, now and then something else.
    fn values(&self, schema: &Value, ids: &[String]) -> BoxedStrategy<Value> {
        let schema = self.resolved(schema);
        if let Some(choices) = self.choices(schema) {
            let each: Vec<_> = choices.iter().map(|choice| self.values(choice, ids)).collect();
            return prop::strategy::Union::new(each).boxed();
        }
        let mut ways = vec![(1, any_json())];
        for kind in self.types(schema) {
            let way = match kind {
                "string" if schema["format"] == "uuid" && !ids.is_empty() => {
                    prop::sample::select(ids.to_vec()).prop_map(Value::from).boxed()
                }
                "string" => match schema["enum"].as_array() {
                    Some(words) => prop::sample::select(words.clone()).boxed(),
                    None => text().prop_map(Value::from).boxed(),
                },
                "integer" => prop_oneof![-2i64..300, any::<i64>()].prop_map(Value::from).boxed(),
                "number" => prop_oneof![-200f64..200.0, any::<f64>()].prop_map(Value::from).boxed(),
                "boolean" => any::<bool>().prop_map(Value::from).boxed(),
                "array" => prop::collection::vec(self.values(&schema["items"], ids), 0..4)
                    .prop_map(Value::from)
                    .boxed(),
                "object" => self.objects(schema, ids),
                _ => Just(Value::Null).boxed(),
            };
            ways.push((9, way));
        }
        prop::strategy::Union::new_weighted(ways).boxed()
    }

    fn objects(&self, schema: &Value, ids: &[String]) -> BoxedStrategy<Value> {
        let empty = Map::new();
        let fields = schema["properties"].as_object().unwrap_or(&empty);
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let each: Vec<_> = fields
            .iter()
            .map(|(name, field)| {
                let chance = if required.contains(&name.as_str()) { 0.95 } else { 0.4 };
                (Just(name.clone()), prop::option::weighted(chance, self.values(field, ids)))
            })
            .collect();
        each.prop_map(|fields| {
            Value::Object(fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect())
        })
        .boxed()
    }

    /// What is wrong with an answer by its schema.
    fn breach(&self, schema: &Value, value: &Value, at: &str) -> Option<String> {
        let schema = self.resolved(schema);
        if let Some(parts) = schema["allOf"].as_array() {
            return parts.iter().find_map(|part| self.breach(part, value, at));
        }
        if let Some(choices) = self.choices(schema) {
            let fits = choices.iter().any(|choice| self.breach(choice, value, at).is_none());
            return (!fits).then(|| format!("{at}: {value} is none of the choices"));
        }
        let types = self.types(schema);
        let fits = types.iter().any(|kind| match *kind {
            "null" => value.is_null(),
            "string" => value.is_string(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "boolean" => value.is_boolean(),
            "array" => value.is_array(),
            _ => value.is_object(),
        });
        if !types.is_empty() && !fits {
            return Some(format!("{at}: {value} is no {types:?}"));
        }
        if let Value::Array(items) = value {
            let each = items.iter().enumerate();
            return each
                .filter(|_| schema["items"].is_object())
                .find_map(|(n, item)| self.breach(&schema["items"], item, &format!("{at}[{n}]")));
        }
        let Value::Object(fields) = value else { return None };
        let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        if let Some(missing) = required.into_iter().find(|name| !fields.contains_key(*name)) {
            return Some(format!("{at}: `{missing}` is missing"));
        }
        let known = schema["properties"].as_object()?;
        known.iter().find_map(|(name, field)| {
            fields.get(name).and_then(|value| self.breach(field, value, &format!("{at}.{name}")))
        })
    }
}

/// One request that the description allows, or nearly.
#[derive(Debug)]
struct Asked {
    method: String,
    path: String,
    body: Option<(String, Vec<u8>)>,
}

/// Requests to an address.
fn requests(api: &Api, method: &str, path: &str, operation: &Value, ids: &[String]) -> BoxedStrategy<Asked> {
    let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    let each: Vec<_> = parameters
        .iter()
        .filter(|parameter| parameter["in"] != "header")
        .map(|parameter| {
            let chance = if parameter["in"] == "path" { 0.98 } else { 0.35 };
            let place = (parameter["name"].as_str().expect("a name").to_owned(), parameter["in"] == "path");
            (Just(place), prop::option::weighted(chance, api.values(&parameter["schema"], ids)))
        })
        .collect();
    let content = operation["requestBody"]["content"].as_object();
    let body = match content.and_then(|content| content.iter().next()) {
        None => Just(None).boxed(),
        Some((kind, media)) if kind == "application/json" => api
            .values(&media["schema"], ids)
            .prop_map(|value| Some(("application/json".to_owned(), value.to_string().into_bytes())))
            .boxed(),
        Some(_) => prop_oneof![
            prop::collection::vec(any::<u8>(), 0..200).prop_map(file),
            Just(file(b"id,title,start date\nW-1,Walked,2026-01-01\n".to_vec())),
        ]
        .prop_map(Some)
        .boxed(),
    };
    let (method, path) = (method.to_uppercase(), path.to_owned());
    (each, body)
        .prop_map(move |(values, body)| {
            let (mut path, mut query) = (path.clone(), Vec::new());
            for ((name, in_path), value) in values {
                let Some(value) = value else { continue };
                let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                match in_path {
                    true => path = path.replace(&format!("{{{name}}}"), &escaped(&value)),
                    false => query.push(format!("{name}={}", escaped(&value))),
                }
            }
            if !query.is_empty() {
                path = format!("{path}?{}", query.join("&"));
            }
            Asked { method: method.clone(), path, body }
        })
        .boxed()
}

fn file(bytes: Vec<u8>) -> (String, Vec<u8>) {
    let head = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"walk.csv\"\r\n\r\n";
    let body = [head.as_bytes(), &bytes, b"\r\n--x--\r\n"].concat();
    ("multipart/form-data; boundary=x".to_owned(), body)
}

/// Looks at an answer.
fn holds(api: &Api, role: &str, asked: &Asked, operation: &Value, answer: &Answer) {
    let said = || {
        let body = asked.body.as_ref().map(|(_, body)| String::from_utf8_lossy(body).into_owned());
        format!("{role}: {} {} {body:?}: {} {}", asked.method, asked.path, answer.status, answer.text)
    };
    let status = answer.status.as_u16();
    assert!(status < 500, "it broke: {}", said());
    assert!(!answer.text.contains("hidden of agency"), "it tells what is hidden: {}", said());
    let kind = answer.headers.get("content-type").map_or("", |kind| kind.to_str().unwrap_or_default());
    let responses = &operation["responses"];
    let schema = match status {
        200..300 => &responses[&status.to_string()]["content"]["application/json"]["schema"],
        _ => {
            assert_eq!(kind, "application/problem+json", "{}", said());
            &responses["4XX"]["content"]["application/problem+json"]["schema"]
        }
    };
    if schema.is_null() {
        assert!(responses[&status.to_string()].is_object(), "an answer that isn't described: {}", said());
        return;
    }
    let value: Value = serde_json::from_str(&answer.text).unwrap_or_else(|_| panic!("no JSON: {}", said()));
    if let Some(breach) = api.breach(schema, &value, "answer") {
        panic!("{breach}: {}", said());
    }
}

/// The ids that stand in answers.
fn ids_in(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::String(text) if text.len() == 36 && text.split('-').count() == 5 => out.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| ids_in(item, out)),
        Value::Object(fields) => fields.values().for_each(|field| ids_in(field, out)),
        _ => {}
    }
}

/// A node where an agency hides records from a neighbour, all of whose roles ask.
async fn settled() -> (Served, BTreeMap<&'static str, Browser>, Vec<String>) {
    let served = Served::new().await;
    let mut agency = served.operator("agency").await;
    let hidden =
        format!("id,title,start date,country\nH-1,{HIDDEN} hidden of agency,2026-05-01,Tajikistan\n");
    agency.import(&served, "hidden.csv", &hidden, "TLP:AMBER+STRICT").await;
    let all = ["read", "write", "import"];
    let mut owner = program(&served, &mut agency, &all).await;
    let mut ids = Vec::new();
    // ids of what is hidden are guessed, too
    ids_in(&serde_json::from_str(&owner.get("/api/v1/records").await.text).expect("JSON"), &mut ids);
    let mut roles = BTreeMap::new();
    for role in ROLES {
        let mut user = served.user(&mut agency, role, "neighbour", role).await;
        roles.insert(role, program(&served, &mut user, &all).await);
    }
    let desk = roles.get_mut("desk-officer").expect("there");
    let sent = desk.file("/api/v1/import?label=TLP:GREEN", "", "own.csv", RECORDS.as_bytes()).await;
    assert!(sent.status.is_success(), "{}", sent.text);
    // and one that waits for somebody to decide
    let looked = desk.file("/api/v1/import?preview=true", "", "looked.csv", RECORDS.as_bytes()).await;
    ids_in(&serde_json::from_str(&looked.text).expect("JSON"), &mut ids);
    while served.node.work_once().await.expect("worked") {}
    for path in ["/api/v1/records", "/api/v1/findings"] {
        ids_in(&serde_json::from_str(&desk.get(path).await.text).expect("JSON"), &mut ids);
    }
    roles.insert("nobody", served.browser());
    (served, roles, ids)
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_sent_in_whatever_role_nothing_breaks_and_nothing_leaks() {
    let (_served, mut roles, ids) = settled().await;
    let described = roles.get_mut("nobody").expect("there").get("/api/v1/openapi.json").await;
    let api = Api(serde_json::from_str(&described.text).expect("JSON"));
    let config = Config { failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let mut asked_at = 0;
    for (path, operations) in api.0["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("methods") {
            let requests = requests(&api, method, path, operation, &ids);
            for (role, browser) in &mut roles {
                for _ in 0..CASES {
                    let asked = requests.new_tree(&mut runner).expect("a request").current();
                    let answer = browser.ask(&asked.method, &asked.path, asked.body.clone()).await;
                    holds(&api, role, &asked, operation, &answer);
                    asked_at += usize::from(answer.status.is_success());
                }
            }
        }
    }
    assert!(asked_at > 50, "only {asked_at} requests went through: the walk says little");
    assert_ne!(api.breach(&json!({ "type": "string" }), &json!(1), "x"), None, "breaches are seen");
}
