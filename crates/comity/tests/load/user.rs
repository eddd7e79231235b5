//! A user with a browser: cookies, forms, and the token that pages carry.

use reqwest::{Client, Response, StatusCode, redirect::Policy};

pub const PASSWORD: &str = "a password for many";

/// Someone at a browser.
#[derive(Clone)]
pub struct User {
    client: Client,
    address: String,
    csrf: String,
}

/// What stands between two texts, the first time.
pub fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    text.split_once(before).and_then(|(_, rest)| rest.split_once(after)).map_or("", |(found, _)| found)
}

impl User {
    /// Nobody in particular yet.
    pub fn at(address: &str) -> User {
        let client = Client::builder().cookie_store(true).redirect(Policy::none()).build().expect("a client");
        User { client, address: address.to_owned(), csrf: String::new() }
    }

    /// By a one-time link, with a password; the first operator gives a name and a party, too.
    pub async fn by_link(address: &str, secret: &str, first: &[(&str, &str)]) -> User {
        let mut user = User::at(address);
        let link = format!("/link/{secret}");
        user.page(&link).await;
        let fields = [first, &[("password", PASSWORD), ("again", PASSWORD)]].concat();
        let (status, text) = user.post(&link, &fields).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{text}");
        user
    }

    /// By handle and password.
    pub async fn by_password(address: &str, handle: &str, password: &str) -> User {
        let mut user = User::at(address);
        user.page("/login").await;
        let (status, text) = user.post("/login", &[("handle", handle), ("password", password)]).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{text}");
        user
    }

    /// A page that must be there; its token is kept for the next form.
    pub async fn page(&mut self, path: &str) -> String {
        let (status, text) = self.get(path).await;
        assert_eq!(status, StatusCode::OK, "{path}: {text}");
        let csrf = between(&text, "name=\"csrf\" value=\"", "\"");
        if !csrf.is_empty() {
            self.csrf = csrf.to_owned();
        }
        text
    }

    pub async fn get(&self, path: &str) -> (StatusCode, String) {
        whole(self.client.get(self.to(path)).send().await).await
    }

    /// A form with the token of the last page.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
        let fields = [&[("csrf", self.csrf.as_str())], fields].concat();
        whole(self.client.post(self.to(path)).form(&fields).send().await).await
    }

    /// A token for programs.
    pub async fn token(&mut self, scope: &str) -> String {
        self.page("/me").await;
        let (_, text) = self.post("/me/tokens", &[("name", "load"), ("days", "1"), (scope, "on")]).await;
        let token = between(&text, "class=\"secret\">", "<");
        assert!(!token.is_empty(), "{text}");
        token.to_owned()
    }

    /// What a program is told.
    pub async fn api(&self, path: &str, token: &str) -> serde_json::Value {
        let answer = self.client.get(self.to(path)).bearer_auth(token).send().await;
        answer.and_then(Response::error_for_status).expect("an answer").json().await.expect("JSON")
    }

    /// What a program is told when it sends something.
    pub async fn send_json(&self, path: &str, token: &str, body: &serde_json::Value) -> serde_json::Value {
        let answer = self.client.post(self.to(path)).bearer_auth(token).json(body).send().await;
        answer.and_then(Response::error_for_status).expect("an answer").json().await.expect("JSON")
    }

    fn to(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }
}

async fn whole(answer: Result<Response, reqwest::Error>) -> (StatusCode, String) {
    match answer {
        Ok(answer) => {
            let status = answer.status();
            (status, answer.text().await.unwrap_or_else(|error| format!("cut off: {error}")))
        }
        // no status of HTTP says that nothing came
        Err(error) => (StatusCode::IM_A_TEAPOT, error.to_string()),
    }
}
