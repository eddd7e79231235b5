//! A node on a temporary database, and a browser without script in front of it: cookies, links, forms.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Request, Response, StatusCode, header};
use comity_formats::reference::Library;
use comity_ledger::{KeyKind, KeyName, SignerKey};
use comity_node::{Node, Time};
use comity_store::{Opener, Store, Url};
use comity_web::{App, Options, router, serve};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tower::ServiceExt as _;

/// A served node.
pub struct Served {
    pub node: Arc<Node>,
    app: App,
    router: Router,
    folder: tempfile::TempDir,
}

/// Noon of 2026-03-12.
pub const NOW: Time = Time(1_773_316_800_000_000);

impl Served {
    pub async fn new() -> Served {
        Served::with(Options::default()).await
    }

    /// With other options than a server's own.
    pub async fn with(options: Options) -> Served {
        Served::at(tempfile::tempdir().expect("a folder"), options).await
    }

    /// The same node after an end of the server, with browsers that go on.
    pub async fn again(self, browsers: &mut [&mut Browser]) -> Served {
        let Served { node, app, router, folder } = self;
        drop((router, app));
        browsers.iter_mut().for_each(|browser| browser.router = Router::new());
        Arc::into_inner(node).expect("nobody else holds it").close().await;
        let served = Served::at(folder, Options::default()).await;
        browsers.iter_mut().for_each(|browser| browser.router = served.router.clone());
        served
    }

    async fn at(folder: tempfile::TempDir, options: Options) -> Served {
        let url = Url::Sqlite(folder.path().join("node.db"));
        let store = Store::open(&url, Opener::Server).await.expect("opened");
        let key = SignerKey::from_seed(KeyName::new("test/comity").expect("a name"), KeyKind::Note, &[7; 32]);
        let store = store.with_log(key).await.expect("keyed");
        let in_force = store.policies_in_force().await.expect("policies");
        let node = Node::new(store, in_force, Library::packed(), || NOW);
        node.take_up_reference().await.expect("read");
        let node = Arc::new(node.with_passkeys("https://node.test").expect("a name"));
        let app = App::new(node.clone(), options);
        Served { node, router: router(app.clone()), app, folder }
    }

    /// Another process on the same database.
    pub async fn beside(&self) -> Node {
        self.beside_at(|| NOW).await
    }

    /// The same with another clock.
    pub async fn beside_at(&self, clock: fn() -> Time) -> Node {
        let store = self.store().await;
        let in_force = store.policies_in_force().await.expect("policies");
        let node = Node::new(store, in_force, Library::packed(), clock);
        node.take_up_reference().await.expect("read");
        node
    }

    /// Does what is to be done beside the desks.
    pub async fn work(&self) {
        while self.node.work_once().await.expect("worked") {}
    }

    /// The node on a real socket, until the returned sender goes.
    pub async fn listen(&self) -> (SocketAddr, oneshot::Sender<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel();
        tokio::spawn(serve(listener, self.app.clone(), async {
            let _ = stopped.await;
        }));
        (address, stop)
    }

    /// Another process on the same database, as a command of the operator is.
    pub async fn store(&self) -> Store {
        let url = Url::Sqlite(self.folder.path().join("node.db"));
        let key = SignerKey::from_seed(KeyName::new("test/comity").expect("a name"), KeyKind::Note, &[7; 32]);
        Store::open(&url, Opener::Command).await.expect("opened").with_log(key).await.expect("keyed")
    }

    /// A browser that nobody is logged in with.
    pub fn browser(&self) -> Browser {
        Browser { router: self.router.clone(), cookies: BTreeMap::new(), headers: BTreeMap::new() }
    }

    /// The first operator, who works at a desk of `party`, too.
    pub async fn operator(&self, party: &str) -> Browser {
        let secret = self.node.first_link().await.expect("asked").expect("there is no operator");
        let mut browser = self.browser();
        let link = format!("/link/{secret}");
        let page = browser.get(&link).await;
        let form = [
            ("handle", "olga"),
            ("name", "Olga"),
            ("party", party),
            ("password", PASSWORD),
            ("again", PASSWORD),
        ];
        let answer = browser.post(&page, &link, &form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        browser
    }

    /// Another user, invited by the operator.
    pub async fn user(&self, operator: &mut Browser, handle: &str, party: &str, role: &str) -> Browser {
        let page = operator.get("/users").await;
        let form = [("handle", handle), ("name", ""), ("party", party), ("desk", ""), ("role", role)];
        let answer = operator.post(&page, "/users", &form).await;
        let link = between(&answer.text, "data-link>", "<").to_owned();
        let mut browser = self.browser();
        let page = browser.get(&link).await;
        let answer = browser.post(&page, &link, &[("password", PASSWORD), ("again", PASSWORD)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        browser
    }
}

pub const PASSWORD: &str = "correct horse battery";

/// A browser.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    pub cookies: BTreeMap<String, String>,
    /// Sent with every request.
    pub headers: BTreeMap<&'static str, String>,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: header::HeaderMap,
    pub text: String,
}

impl Answer {
    /// Where it sends to.
    pub fn place(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|place| place.to_str().ok()).unwrap_or_default()
    }

    /// The token of its forms.
    pub fn csrf(&self) -> &str {
        between(&self.text, "name=\"csrf\" value=\"", "\"")
    }
}

/// What stands between two texts, the first time.
pub fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    text.split_once(before).and_then(|(_, rest)| rest.split_once(after)).map_or("", |(found, _)| found)
}

impl Browser {
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, None, Body::empty()).await
    }

    /// Sends a form of a page.
    pub async fn post(&mut self, page: &Answer, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = page.csrf().to_owned();
        self.form(path, &[&[("csrf", csrf.as_str())], fields].concat()).await
    }

    /// Sends a form as it is.
    pub async fn form(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let encoded: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        self.send("POST", path, Some("application/x-www-form-urlencoded"), Body::from(encoded.join("&")))
            .await
    }

    /// Sends a file.
    pub async fn file(&mut self, path: &str, csrf: &str, name: &str, bytes: &[u8]) -> Answer {
        self.files(path, csrf, &[(name, bytes)]).await
    }

    /// Sends files in one form.
    pub async fn files(&mut self, path: &str, csrf: &str, files: &[(&str, &[u8])]) -> Answer {
        self.fields_and_files(path, &[("csrf", csrf)], files).await
    }

    /// Sends a form with fields and files.
    pub async fn fields_and_files(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &[u8])],
    ) -> Answer {
        const PART: &str = "--an-unlikely-line\r\nContent-Disposition: form-data; name=";
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(format!("{PART}\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
        }
        for (name, bytes) in files {
            body.extend(format!("{PART}\"file\"; filename=\"{name}\"\r\n\r\n").into_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--an-unlikely-line--\r\n");
        let kind = "multipart/form-data; boundary=an-unlikely-line";
        self.send("POST", path, Some(kind), Body::from(body)).await
    }

    /// Asks for something to be removed or taken back.
    pub async fn delete(&mut self, path: &str) -> Answer {
        self.send("DELETE", path, None, Body::empty()).await
    }

    /// Sends JSON.
    pub async fn json(&mut self, path: &str, value: &serde_json::Value) -> Answer {
        self.send("POST", path, Some("application/json"), Body::from(value.to_string())).await
    }

    /// Puts JSON in a place.
    pub async fn put_json(&mut self, path: &str, value: &serde_json::Value) -> Answer {
        self.send("PUT", path, Some("application/json"), Body::from(value.to_string())).await
    }

    /// Imports a file, applies it and has findings looked for.
    pub async fn import(&mut self, served: &Served, name: &str, text: &str, tlp: &str) -> Answer {
        let page = self.get("/import").await;
        let sent = self.file("/import", page.csrf(), name, text.as_bytes()).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
        let place = sent.place().to_owned();
        served.work().await;
        let preview = self.get(&place).await;
        let applied = self.post(&preview, &place, &[("tlp", tlp)]).await;
        assert_eq!(applied.status, StatusCode::SEE_OTHER, "{}", applied.text);
        served.work().await;
        let ended = self.get(applied.place()).await;
        assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.text);
        self.get(ended.place()).await
    }

    /// Sends what is put together elsewhere.
    pub async fn ask(&mut self, method: &str, path: &str, body: Option<(String, Vec<u8>)>) -> Answer {
        let (kind, body) = body.unzip();
        self.send(method, path, kind.as_deref(), body.map_or_else(Body::empty, Body::from)).await
    }

    async fn send(&mut self, method: &str, path: &str, kind: Option<&str>, body: Body) -> Answer {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "node.test");
        request = request.header(header::COOKIE, cookies.join("; "));
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let mut request = request.body(body).expect("a request");
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 4000))));
        let response: Response<Body> = self.router.clone().oneshot(request).await.expect("answered");
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().expect("text").split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').expect("a cookie");
            match value {
                "" => self.cookies.remove(name),
                value => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        let bytes = to_bytes(body, 64 << 20).await.expect("a body");
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
}

pub fn escaped(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            },
        )
        .collect()
}
