//! Passkeys: made by a user who is in, or by a one-time link; shown in place of a password. The checks are webauthn-rs's.
//!
//! What a browser gets and sends is JSON of Web Authentication (level 3); what is kept of a passkey is the library's own JSON.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use comity_store::user::{Credential, Link, LoginMethod, Passkey as Kept, Who};
use comity_store::{Ids, Time, Uuid};
use serde_json::Value;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Webauthn, WebauthnBuilder,
};

use crate::desk::Desk;
use crate::error::Error;
use crate::node::Node;
use crate::people::{LoggedIn, Login, hash};
use crate::wait::done;

/// Seconds in which a browser answers.
const PATIENCE: i64 = 300;
/// So many ceremonies are under way at once; beyond them the oldest is forgotten.
const MOST: usize = 1000;

/// For which address passkeys are made, and the ceremonies that are under way. They are this server's own: another server of the same
/// database doesn't know them.
pub(crate) struct Passkeys {
    webauthn: Webauthn,
    under_way: Mutex<BTreeMap<Uuid, (Time, UnderWay)>>,
}

enum UnderWay {
    Making { user: Uuid, state: PasskeyRegistration },
    LoggingIn(DiscoverableAuthentication),
}

/// What a browser is asked, and the name of the question, which comes back with the answer.
#[derive(Clone, Debug)]
pub struct Ceremony {
    /// The name.
    pub id: Uuid,
    /// `publicKey` with options of creation or of request.
    pub options: Value,
}

impl Passkeys {
    /// Passkeys for pages under this address. Browsers know them for `https` and a name, or for `http://localhost`.
    pub(crate) fn of(url: &str) -> Result<Passkeys, String> {
        let url: Url = url.parse().map_err(|error| format!("`{url}` is no address: {error}"))?;
        let name = url.domain().ok_or_else(|| format!("`{url}` has no name that a passkey could be for"))?;
        let built = WebauthnBuilder::new(name, &url).and_then(|builder| builder.rp_name("Comity").build());
        let webauthn = built.map_err(|error| format!("no passkeys for `{url}`: {error}"))?;
        Ok(Passkeys { webauthn, under_way: Mutex::default() })
    }

    fn begin(&self, under_way: UnderWay, now: Time) -> Uuid {
        let mut all = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, (begun, _)| now.0 - begun.0 < PATIENCE * 1_000_000);
        while all.len() >= MOST {
            all.pop_first();
        }
        let id = Ids::at(now).next();
        all.insert(id, (now, under_way));
        id
    }

    /// Each question is answered once.
    fn take(&self, id: Uuid, now: Time) -> Option<UnderWay> {
        let (begun, under_way) = self.under_way.lock().unwrap_or_else(PoisonError::into_inner).remove(&id)?;
        (now.0 - begun.0 < PATIENCE * 1_000_000).then_some(under_way)
    }
}

fn refused(reason: impl std::fmt::Display) -> Error {
    Error::Input { field: "credential", reason: format!("the passkey can't be taken: {reason}") }
}

/// Reads what a browser sent.
fn sent<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(refused)
}

/// A passkey that was made, ready to be kept.
struct Made {
    credential: Vec<u8>,
    content: String,
}

impl Node {
    /// The same node, reached under this address; passkeys are made for it.
    ///
    /// # Errors
    /// In words, where browsers know no passkeys for such an address.
    pub fn with_passkeys(mut self, url: &str) -> Result<Node, String> {
        self.passkeys = Some(Passkeys::of(url)?);
        Ok(self)
    }

    /// Whether passkeys are made here.
    pub fn has_passkeys(&self) -> bool {
        self.passkeys.is_some()
    }

    fn passkeys(&self) -> Result<&Passkeys, Error> {
        self.passkeys.as_ref().ok_or(Error::Absent { what: "passkey" })
    }

    async fn begin_making(&self, user: Uuid, handle: &str, name: &str) -> Result<Ceremony, Error> {
        let passkeys = self.passkeys()?;
        let known = self.store.credentials(Who::Id(user)).await?;
        let known = known.map(|known| known.passkeys).unwrap_or_default();
        let known = known.into_iter().map(|passkey| passkey.credential).collect();
        let shown = if name.is_empty() { handle } else { name };
        let (options, state) = passkeys
            .webauthn
            .start_passkey_registration(user, handle, shown, Some(known))
            .map_err(refused)?;
        let mut options = serde_json::to_value(options).map_err(refused)?;
        // one that the authenticator doesn't keep couldn't be found at a login without a name
        if let Some(Value::Object(wanted)) = options.pointer_mut("/publicKey/authenticatorSelection") {
            wanted.insert("residentKey".to_owned(), "required".into());
            wanted.insert("requireResidentKey".to_owned(), true.into());
        }
        Ok(Ceremony { id: passkeys.begin(UnderWay::Making { user, state }, self.now()), options })
    }

    fn finish_making(&self, ceremony: Uuid, user: Uuid, credential: &str) -> Result<Made, Error> {
        let passkeys = self.passkeys()?;
        let Some(UnderWay::Making { user: known, state }) = passkeys.take(ceremony, self.now()) else {
            return Err(refused("it took too long: begin again"));
        };
        if known != user {
            return Err(refused("it was begun by another user"));
        }
        let credential: RegisterPublicKeyCredential = sent(credential)?;
        let made = passkeys.webauthn.finish_passkey_registration(&credential, &state).map_err(refused)?;
        let content = serde_json::to_string(&made).map_err(refused)?;
        Ok(Made { credential: made.cred_id().to_vec(), content })
    }

    /// Begins to make a passkey by a user's one-time link.
    ///
    /// # Errors
    /// Where the link is used, too old, or the first operator's, who is no user yet; where no passkeys are made here.
    pub async fn begin_passkey_by_link(&self, secret: &str) -> Result<Ceremony, Error> {
        match self.see_link(secret).await? {
            Some(Link::Credential(user)) => {
                self.begin_making(user.id, user.handle.as_str(), &user.name).await
            }
            _ => Err(Error::Absent { what: "link" }),
        }
    }

    /// Uses a user's one-time link to keep a passkey, and lets them in.
    ///
    /// # Errors
    /// Those of [`Node::begin_passkey_by_link`]; where the passkey doesn't hold.
    pub async fn use_link_by_passkey(
        &self,
        secret: &str,
        ceremony: Uuid,
        name: &str,
        credential: &str,
    ) -> Result<LoggedIn, Error> {
        let Some(Link::Credential(user)) = self.see_link(secret).await? else {
            return Err(Error::Absent { what: "link" });
        };
        let made = self.finish_making(ceremony, user.id, credential)?;
        let credential = Credential::Passkey { credential: &made.credential, name, content: &made.content };
        let user = done(self.store.use_link(&hash(secret), credential, self.now()))?;
        self.begin_session(user.id, LoginMethod::Link, None).await
    }

    /// Begins a login by whatever passkey the browser has for this node.
    ///
    /// # Errors
    /// Where no passkeys are made here.
    pub fn begin_passkey_login(&self) -> Result<Ceremony, Error> {
        let passkeys = self.passkeys()?;
        let (options, state) = passkeys.webauthn.start_discoverable_authentication().map_err(refused)?;
        let options = serde_json::json!({ "publicKey": options.public_key });
        Ok(Ceremony { id: passkeys.begin(UnderWay::LoggingIn(state), self.now()), options })
    }

    /// Lets a user in by a passkey. After failures of a password nobody waits: a passkey can't be guessed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_in_by_passkey(&self, ceremony: Uuid, credential: &str) -> Result<Login, Error> {
        match self.checked(ceremony, credential).await? {
            Ok((user, id, content)) => {
                let used = Some((id.as_slice(), content.as_str()));
                Ok(Login::In(self.begin_session(user, LoginMethod::Passkey, used).await?))
            }
            Err(()) => {
                done(self.store.refuse_login(None, LoginMethod::Passkey, self.now()))?;
                Ok(Login::Wrong)
            }
        }
    }

    /// Whose passkey it is, its id, and what to keep of it from now on; nothing where it doesn't hold, whatever the reason.
    async fn checked(
        &self,
        ceremony: Uuid,
        credential: &str,
    ) -> Result<Result<(Uuid, Vec<u8>, String), ()>, Error> {
        let passkeys = self.passkeys()?;
        let Some(UnderWay::LoggingIn(state)) = passkeys.take(ceremony, self.now()) else {
            return Ok(Err(()));
        };
        let Ok(credential) = sent::<PublicKeyCredential>(credential) else { return Ok(Err(())) };
        let Ok((user, id)) = passkeys.webauthn.identify_discoverable_authentication(&credential) else {
            return Ok(Err(()));
        };
        let known = self.store.credentials(Who::Id(user)).await?;
        let kept = known.and_then(|known| known.passkeys.into_iter().find(|one| one.credential == id));
        let Some(kept) = kept else { return Ok(Err(())) };
        let damaged = |error: serde_json::Error| Error::BrokeOff {
            doing: "reading a passkey",
            reason: error.to_string(),
        };
        let mut passkey: Passkey = serde_json::from_str(&kept.content).map_err(damaged)?;
        match passkeys.webauthn.finish_discoverable_authentication_v2(&credential, state, &passkey) {
            Ok(result) => {
                passkey.update_credential(&result);
                Ok(Ok((user, id.to_vec(), serde_json::to_string(&passkey).map_err(damaged)?)))
            }
            Err(error) => {
                tracing::info!(%error, "a passkey doesn't hold");
                Ok(Err(()))
            }
        }
    }
}

impl Desk<'_> {
    /// Begins to make a passkey for the viewer.
    ///
    /// # Errors
    /// Where the viewer is no user, or no passkeys are made here.
    pub async fn begin_passkey(&self) -> Result<Ceremony, Error> {
        let me = self.me().await?;
        self.node.begin_making(me.id, me.handle.as_str(), &me.name).await
    }

    /// Keeps a passkey that a browser made for the viewer.
    ///
    /// # Errors
    /// [`Error::Input`] where it doesn't hold or took too long; where it is known already.
    pub async fn add_passkey(&self, ceremony: Uuid, name: &str, credential: &str) -> Result<(), Error> {
        let me = self.me().await?;
        let made = self.node.finish_making(ceremony, me.id, credential)?;
        let credential = Credential::Passkey { credential: &made.credential, name, content: &made.content };
        Ok(done(self.node.store.add_credential(&self.asker(), credential, None, self.node.now()))?)
    }

    /// The viewer's passkeys.
    ///
    /// # Errors
    /// Where the viewer is no user; when the database can't be read.
    pub async fn passkeys(&self) -> Result<Vec<Kept>, Error> {
        Ok(self.node.store.my_passkeys(&self.asker()).await?)
    }

    /// Removes a passkey of the viewer.
    ///
    /// # Errors
    /// Where they have none of this id, or it is their only way in.
    pub async fn remove_passkey(&self, passkey: Uuid) -> Result<(), Error> {
        Ok(done(self.node.store.remove_passkey(&self.asker(), passkey, self.node.now()))?)
    }

    async fn me(&self) -> Result<comity_store::user::User, Error> {
        self.node.store.me(&self.asker()).await?.ok_or(Error::Absent { what: "user" })
    }
}
