//! Ways in: who may try how often.

use axum::http::StatusCode;
use comity_web::{Options, Proxies};

use crate::browser::{Browser, PASSWORD, Served};

/// Logs in, or tries to.
async fn enter(served: &Served, from: &str, handle: &str, password: &str) -> (StatusCode, String) {
    let mut browser = served.browser();
    browser.headers.insert("x-forwarded-for", from.to_owned());
    let page = browser.get("/login").await;
    let answer = browser.post(&page, "/login", &[("handle", handle), ("password", password)]).await;
    (answer.status, answer.text)
}

/// A node behind a proxy on this machine.
async fn proxied() -> (Served, Browser) {
    let trusted = vec!["127.0.0.0/8".parse().expect("a network")];
    let proxies = Proxies { trusted, ..Proxies::default() };
    let served = Served::with(Options { proxies, ..Options::default() }).await;
    let operator = served.operator("agency").await;
    (served, operator)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_institution_comes_in_from_one_address() {
    let served = Served::new().await;
    let mut operator = served.operator("agency").await;
    // each by a link of their own first, then by password
    for n in 0..30 {
        served.user(&mut operator, &format!("user-{n}"), "agency", "desk-officer").await;
    }
    for n in 0..30 {
        let (status, text) = enter(&served, "", &format!("user-{n}"), PASSWORD).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_one_users_password_is_slowed_down() {
    let served = Served::new().await;
    served.operator("agency").await;
    let mut last = String::new();
    for _ in 0..7 {
        last = enter(&served, "", "olga", "guess guess guess").await.1;
    }
    assert!(last.contains("Too many failures."), "{last}");
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_names_is_slowed_down_by_address_and_others_go_on() {
    let (served, _) = proxied().await;
    for _ in 0..21 {
        assert_eq!(
            enter(&served, "192.0.2.1", "nobody", "guess guess guess").await.0,
            StatusCode::UNAUTHORIZED
        );
    }
    let (status, text) = enter(&served, "192.0.2.1", "olga", PASSWORD).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "even what would be right isn't looked at");
    assert!(text.contains("Too often"), "{text}");
    assert_eq!(enter(&served, "192.0.2.2", "olga", PASSWORD).await.0, StatusCode::SEE_OTHER);
    // what the client writes before the proxy's own word is of no use
    assert_eq!(
        enter(&served, "198.51.100.9, 192.0.2.1", "olga", PASSWORD).await.0,
        StatusCode::TOO_MANY_REQUESTS
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_a_proxy_says_who_asks() {
    let served = Served::new().await;
    served.operator("agency").await;
    for n in 0..21 {
        enter(&served, &format!("192.0.2.{n}"), "nobody", "guess guess guess").await;
    }
    assert_eq!(enter(&served, "192.0.2.99", "olga", PASSWORD).await.0, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_links_is_slowed_down_too() {
    let served = Served::new().await;
    served.operator("agency").await;
    let mut browser = served.browser();
    for n in 0..21 {
        assert_eq!(browser.get(&format!("/link/guess-{n}")).await.status, StatusCode::NOT_FOUND);
    }
    let answer = browser.get("/link/guess").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND, "a look at a link needs no password checked");
    assert_eq!(enter(&served, "", "olga", PASSWORD).await.0, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_passkey_made_lets_nobody_in() {
    let served = Served::new().await;
    let mut operator = served.operator("agency").await;
    let page = operator.get("/me").await;
    assert!(page.text.contains("data-passkey=\"/me/passkeys/begin\" hidden"), "it needs script");
    let begun = operator.post(&page, "/me/passkeys/begin", &[]).await;
    let question: serde_json::Value = serde_json::from_str(&begun.text).expect("JSON");
    let options = &question["options"]["publicKey"];
    assert_eq!((&options["rp"]["id"], &options["user"]["name"]), (&"node.test".into(), &"olga".into()));
    assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
    let id = question["id"].as_str().expect("an id").to_owned();
    let made_up = [("ceremony", id.as_str()), ("name", "x"), ("credential", "{}")];
    assert_eq!(operator.post(&page, "/me/passkeys", &made_up).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let foreign = operator.form("/me/passkeys/begin", &[("csrf", "guessed")]).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);

    let mut browser = served.browser();
    let login = browser.get("/login").await;
    let begun = browser.post(&login, "/login/passkey/begin", &[]).await;
    let question: serde_json::Value = serde_json::from_str(&begun.text).expect("JSON");
    assert_eq!(question["options"]["publicKey"]["rpId"], "node.test");
    assert!(
        question["options"]["publicKey"]["allowCredentials"].as_array().is_none_or(Vec::is_empty),
        "it names nobody"
    );
    for ceremony in [question["id"].as_str().expect("an id"), "01a20e9b-0000-7000-8000-000000000000"] {
        let answer = [("ceremony", ceremony), ("credential", "{}")];
        let answer = browser.post(&login, "/login/passkey", &answer).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert!(answer.text.contains("This passkey isn’t known here."), "{}", answer.text);
    }
    let mut nobody = served.browser();
    let page = nobody.get("/login").await;
    let begun = nobody.post(&page, "/link/none/passkey/begin", &[]).await;
    assert_eq!(begun.status, StatusCode::NOT_FOUND);
}
