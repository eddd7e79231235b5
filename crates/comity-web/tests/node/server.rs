//! The server itself: health, headers, errors, logins, forms of other sites.

use axum::http::{StatusCode, header};

use crate::browser::{PASSWORD, Served};

#[tokio::test(flavor = "multi_thread")]
async fn health_and_readiness_are_told_to_anyone() {
    let served = Served::new().await;
    let mut browser = served.browser();
    assert_eq!(browser.get("/healthz").await.text, "ok\n");
    assert_eq!(browser.get("/readyz").await.text, "ready\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_the_headers_that_keep_a_page_to_itself() {
    let served = Served::new().await;
    let mut browser = served.browser();
    for path in ["/login", "/healthz", "/no-such-page"] {
        let answer = browser.get(path).await;
        let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("text");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
        assert!(answer.headers.contains_key("x-request-id"), "{path}");
        assert!(
            !answer.text.contains(" style=") && !answer.text.contains(" onclick="),
            "{path} has something inline"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sees_a_page_without_a_login() {
    let served = Served::new().await;
    let mut browser = served.browser();
    for path in ["/findings", "/activities?q=water", "/import", "/ledger", "/users", "/me", "/work"] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert!(answer.place().starts_with("/login?next="), "{path}: {}", answer.place());
    }
    let answer = browser.form("/ledger", &[("csrf", "x")]).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_speaks_the_readers_language_and_json_to_programs() {
    let served = Served::new().await;
    let mut browser = served.browser();
    browser.headers.insert("accept-language", "ru".to_owned());
    let page = browser.get("/nothing").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.text.contains("<html lang=\"ru\"") && page.text.contains("Здесь ничего нет"));
    let problem = browser.get("/api/v1/findings").await;
    assert_eq!(problem.status, StatusCode::UNAUTHORIZED);
    assert_eq!(problem.headers[header::CONTENT_TYPE], "application/problem+json");
    let json: serde_json::Value = serde_json::from_str(&problem.text).expect("JSON");
    assert_eq!((json["code"].as_str(), json["status"].as_u64()), (Some("login"), Some(401)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_link_makes_one_operator_and_is_then_of_no_use() {
    let served = Served::new().await;
    let secret = served.node.first_link().await.expect("asked").expect("no operator");
    let mut operator = served.browser();
    let link = format!("/link/{secret}");
    let page = operator.get(&link).await;
    let short = [("handle", "olga"), ("password", "short"), ("again", "short")];
    assert!(operator.post(&page, &link, &short).await.text.contains("At least 12 characters"));
    let other = [("handle", "olga"), ("password", PASSWORD), ("again", "something else")];
    assert!(operator.post(&page, &link, &other).await.text.contains("The two passwords differ"));
    let right = [("handle", "olga"), ("party", ""), ("password", PASSWORD), ("again", PASSWORD)];
    assert_eq!(operator.post(&page, &link, &right).await.status, StatusCode::SEE_OTHER);
    assert_eq!(served.browser().get(&link).await.status, StatusCode::NOT_FOUND);
    assert_eq!(served.node.first_link().await.expect("asked"), None);
    // an operator without a desk reads no contents: no entry in the bar leads there
    let users = operator.get("/users").await;
    assert!(users.text.contains("href=\"/ledger\"") || users.text.contains("href=\"/users\""));
    assert!(!users.text.contains("href=\"/findings\"") && !users.text.contains("href=\"/import\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_begins_a_session_and_leaving_ends_it() {
    let served = Served::new().await;
    served.operator("agency").await;
    let mut browser = served.browser();
    let page = browser.get("/login?next=%2Factivities").await;
    let wrong = [("handle", "olga"), ("password", "not the password"), ("next", "/activities")];
    let answer = browser.post(&page, "/login", &wrong).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.text.contains("Name or password is wrong."));
    let nobody = [("handle", "nobody"), ("password", PASSWORD), ("next", "")];
    assert!(browser.post(&page, "/login", &nobody).await.text.contains("Name or password is wrong."));
    let right = [("handle", "Olga"), ("password", PASSWORD), ("next", "/activities")];
    let answer = browser.post(&page, "/login", &right).await;
    assert_eq!((answer.status, answer.place()), (StatusCode::SEE_OTHER, "/activities"));
    let cookie = answer.headers[header::SET_COOKIE].to_str().expect("text");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    let stolen = browser.clone();
    let page = browser.get("/activities").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(browser.post(&page, "/logout", &[]).await.place(), "/login");
    assert_eq!(
        stolen.clone().get("/activities").await.status,
        StatusCode::SEE_OTHER,
        "the cookie is of no use"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_another_site_or_without_its_token_changes_nothing() {
    let served = Served::new().await;
    let mut operator = served.operator("agency").await;
    let page = operator.get("/users").await;
    let csrf = page.csrf().to_owned();
    let invite = [("csrf", csrf.as_str()), ("handle", "mallory"), ("role", "operator")];
    let mut foreign = operator.clone();
    foreign.headers.insert("origin", "https://evil.example".to_owned());
    assert_eq!(foreign.form("/users", &invite).await.status, StatusCode::FORBIDDEN);
    let mut foreign = operator.clone();
    foreign.headers.insert("sec-fetch-site", "cross-site".to_owned());
    assert_eq!(foreign.form("/users", &invite).await.status, StatusCode::FORBIDDEN);
    let untold = [("csrf", "guessed"), ("handle", "mallory"), ("role", "operator")];
    assert_eq!(operator.form("/users", &untold).await.status, StatusCode::FORBIDDEN);
    let sent = operator.file("/import", "guessed", "a.csv", b"title\nx\n").await;
    assert_eq!(sent.status, StatusCode::FORBIDDEN);
    assert!(!operator.get("/users").await.text.contains("mallory"));
}

#[tokio::test(flavor = "multi_thread")]
async fn language_and_appearance_are_chosen_and_stay() {
    let served = Served::new().await;
    let mut operator = served.operator("agency").await;
    operator.headers.insert("accept-language", "zh-CN".to_owned());
    assert!(operator.get("/activities").await.text.contains("<html lang=\"zh\""));
    operator.form("/manners", &[("language", "ru"), ("back", "/me")]).await;
    operator.form("/manners", &[("appearance", "dark"), ("back", "/me")]).await;
    let page = operator.get("/me").await;
    assert!(page.text.contains("<html lang=\"ru\" data-appearance=\"dark\""));
    // the language is the user's own: another browser of theirs has it, too
    let mut other = served.browser();
    let login = other.get("/login").await;
    other.post(&login, "/login", &[("handle", "olga"), ("password", PASSWORD)]).await;
    assert!(other.get("/me").await.text.contains("<html lang=\"ru\" data-appearance=\"auto\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn too_large_a_form_is_refused() {
    let served = Served::new().await;
    let mut browser = served.browser();
    let page = browser.get("/login").await;
    let long = "x".repeat(300 << 10);
    let answer = browser.post(&page, "/login", &[("handle", &long), ("password", "y")]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.text.contains("This is too large"));
}
