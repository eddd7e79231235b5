//! Another provider's word on who someone is: OpenID Connect, code flow with PKCE (RFC 7636). The provider says who, never in which role.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use comity_node::{OutsideName, Time};
use openidconnect::core::{CoreAuthenticationFlow, CoreClient};
use openidconnect::{
    AsyncHttpClient, AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest, HttpResponse,
    IssuerUrl, LogoutRequest, Nonce, PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl,
    ProviderMetadataWithLogout, RedirectUrl, Scope, TokenResponse as _,
};

/// How the node is known to a provider.
#[derive(Clone, Debug)]
pub struct Provider {
    /// Its address, under which `.well-known/openid-configuration` is found.
    pub issuer: String,
    /// The node's name at the provider.
    pub client: String,
    /// The node's secret at the provider.
    pub secret: String,
    /// What users call the provider.
    pub name: String,
    /// How browsers reach the node; the provider sends them back to `/login/outside/back` there.
    pub url: String,
}

/// A provider that is asked.
pub struct Oidc {
    provider: Provider,
    issuer: IssuerUrl,
    back: RedirectUrl,
    /// Where a browser lands after it has left the provider, too.
    left: PostLogoutRedirectUrl,
    http: Http,
    /// What the provider says of itself, and since when we know.
    known: Mutex<Option<(Instant, Arc<ProviderMetadataWithLogout>)>>,
    under_way: Mutex<BTreeMap<String, UnderWay>>,
}

/// A login that a browser was sent to the provider for.
struct UnderWay {
    begun: Time,
    nonce: Nonce,
    verifier: PkceCodeVerifier,
    next: String,
}

/// Why a login by the provider came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The provider can't be asked now.
    #[error("the provider doesn't answer: {0}")]
    Away(String),
    /// What the browser brought back isn't good.
    #[error("{0}")]
    Void(String),
}

/// Seconds in which a browser comes back.
const PATIENCE: i64 = 600;
/// So many logins are under way at once.
const MOST: usize = 10_000;
/// Keys of providers change; what they say is asked for again after so long.
const KNOWN: Duration = Duration::from_secs(3600);

/// The client of what a provider says of itself. Its type has the state of nine endpoints, which nobody wants to write down.
macro_rules! client {
    ($self:ident, $metadata:ident) => {
        CoreClient::from_provider_metadata(
            ProviderMetadataWithLogout::clone(&$metadata),
            ClientId::new($self.provider.client.clone()),
            Some(ClientSecret::new($self.provider.secret.clone())),
        )
        .set_redirect_uri($self.back.clone())
    };
}

impl Oidc {
    /// A provider; it is asked when someone comes, so that a node starts without it.
    ///
    /// # Errors
    /// In words, where an address isn't one.
    pub fn new(provider: Provider) -> Result<Oidc, String> {
        // the library that the database's connections use, too; a second call changes nothing
        let _ = rustls::crypto::ring::default_provider().install_default();
        let base = provider.url.trim_end_matches('/');
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(10))
            // a provider that sends elsewhere could have us ask anything inside the house
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Oidc {
            issuer: IssuerUrl::new(provider.issuer.clone())
                .map_err(|error| format!("the issuer: {error}"))?,
            back: RedirectUrl::new(format!("{base}/login/outside/back"))
                .map_err(|error| format!("--url: {error}"))?,
            left: PostLogoutRedirectUrl::new(format!("{base}/login"))
                .map_err(|error| format!("--url: {error}"))?,
            provider,
            http: Http(http),
            known: Mutex::default(),
            under_way: Mutex::default(),
        })
    }

    /// What users call it.
    pub fn name(&self) -> &str {
        &self.provider.name
    }

    /// Its issuer, by which it is known in the database.
    pub fn issuer(&self) -> &str {
        self.issuer.as_str()
    }

    /// Scheme, name and port, for the policy of pages: leaving ends there, too.
    pub fn origin(&self) -> String {
        self.issuer.url().origin().ascii_serialization()
    }

    /// Where to send a browser, and the state that it must come back with.
    ///
    /// # Errors
    /// Where the provider can't be asked.
    pub async fn begin(&self, next: String, now: Time) -> Result<(String, String), Refusal> {
        let metadata = self.metadata(false).await?;
        let client = client!(self, metadata);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state, nonce) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scope(Scope::new("profile".to_owned()))
            .set_pkce_challenge(challenge)
            .url();
        let state = state.into_secret();
        let mut all = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, one| now.0 - one.begun.0 < PATIENCE * 1_000_000);
        if all.len() >= MOST {
            return Err(Refusal::Away("too many logins are under way".to_owned()));
        }
        all.insert(state.clone(), UnderWay { begun: now, nonce, verifier, next });
        Ok((url.to_string(), state))
    }

    /// Who came back, by the provider's signed word, and where they wanted to go.
    ///
    /// # Errors
    /// Where the state is unknown or too old, the code is refused, or the word doesn't hold.
    pub async fn finish(
        &self,
        state: &str,
        code: String,
        now: Time,
    ) -> Result<(OutsideName, String), Refusal> {
        let under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner).remove(state);
        let under_way = under_way.filter(|one| now.0 - one.begun.0 < PATIENCE * 1_000_000);
        let Some(under_way) = under_way else {
            return Err(Refusal::Void("it took too long: begin again".to_owned()));
        };
        let UnderWay { nonce, verifier, next, .. } = under_way;
        let metadata = self.metadata(false).await?;
        let client = client!(self, metadata);
        let asked = |error: String| Refusal::Void(format!("the provider refuses the code: {error}"));
        let answer = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| asked(error.to_string()))?
            .set_pkce_verifier(verifier)
            .request_async(&self.http)
            .await
            .map_err(|error| asked(error.to_string()))?;
        let token = answer.id_token().ok_or_else(|| asked("it holds no ID token".to_owned()))?;
        let claims = match token.claims(&client.id_token_verifier(), &nonce) {
            Ok(claims) => claims.clone(),
            Err(_) => {
                // its keys may have changed since
                let metadata = self.metadata(true).await?;
                let client = client!(self, metadata);
                let claims = token.claims(&client.id_token_verifier(), &nonce);
                claims
                    .map_err(|error| Refusal::Void(format!("the provider's word doesn't hold: {error}")))?
                    .clone()
            }
        };
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let name = claims.name().and_then(|name| name.get(None)).map(|name| name.as_str());
        let handle = claims.preferred_username().map(|name| name.as_str());
        Ok((
            OutsideName {
                issuer: self.issuer().to_owned(),
                subject: claims.subject().as_str().to_owned(),
                name: text(name),
                handle: text(handle),
            },
            next,
        ))
    }

    /// Where a browser leaves the provider, too; nowhere where the provider has no such place.
    pub async fn leave(&self) -> Option<String> {
        let metadata = self.metadata(false).await.ok()?;
        let place = metadata.additional_metadata().end_session_endpoint.clone()?;
        let leave = LogoutRequest::from(place)
            .set_client_id(ClientId::new(self.provider.client.clone()))
            .set_post_logout_redirect_uri(self.left.clone());
        Some(leave.http_get_url().to_string())
    }

    async fn metadata(&self, anew: bool) -> Result<Arc<ProviderMetadataWithLogout>, Refusal> {
        {
            let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((since, metadata)) = &*known
                && !anew
                && since.elapsed() < KNOWN
            {
                return Ok(metadata.clone());
            }
        }
        let asked = ProviderMetadataWithLogout::discover_async(self.issuer.clone(), &self.http);
        let metadata = Arc::new(asked.await.map_err(|error| Refusal::Away(chain(&error)))?);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        *known = Some((Instant::now(), metadata.clone()));
        Ok(metadata)
    }
}

/// By what the provider is asked.
struct Http(reqwest::Client);

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = reqwest::Error;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, reqwest::Error>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let request = reqwest::Request::try_from(request)?;
            let mut response = self.0.execute(request).await?;
            let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
            let mut answer = HttpResponse::new(response.bytes().await?.to_vec());
            *answer.status_mut() = status;
            *answer.headers_mut() = headers;
            Ok(answer)
        })
    }
}

/// An error with what it came from.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut inner = error.source();
    while let Some(error) = inner {
        text.push_str(&format!(": {error}"));
        inner = error.source();
    }
    text
}
