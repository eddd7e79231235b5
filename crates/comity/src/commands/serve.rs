//! `comity serve`: the node's pages and API.

use std::future::Future as _;
use std::io::IsTerminal as _;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args as ClapArgs, ValueEnum};
use comity_node::Node;
use comity_web::{App, Limits, Oidc, Options, Provider, Proxies, ProxyHeader};
use ipnet::IpNet;
use miette::{IntoDiagnostic, Result, WrapErr, miette};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

use crate::database::{Database, now, told};
use crate::node_key::NodeKey;
use crate::reference::OwnReference;

/// Arguments of `comity serve`.
#[derive(ClapArgs, Debug)]
pub struct Args {
    /// Where to listen
    #[arg(long, value_name = "ADDR", env = "COMITY_LISTEN", default_value = "127.0.0.1:8787")]
    listen: SocketAddr,
    /// Pages are reached over https, by a proxy in front: cookies are sent over nothing else
    #[arg(long)]
    https: bool,
    /// A proxy in front, or the network of several, whose word on who stands behind it is believed; may be repeated
    #[arg(long, value_name = "ADDR|CIDR", env = "COMITY_PROXY", value_delimiter = ',', value_parser = network)]
    proxy: Vec<IpNet>,
    /// Where the proxy says so: the other header is never read, because proxies hand it on as anyone wrote it
    #[arg(long, value_name = "HEADER", env = "COMITY_PROXY_HEADER", default_value = "x-forwarded-for")]
    proxy_header: Header,
    /// Requests that one token may send in a minute; 0 sets no bound
    #[arg(long, value_name = "N", env = "COMITY_RATE", default_value_t = 6000)]
    rate: u32,
    /// How browsers reach the node, such as `https://node.example`: for links, passkeys, and to know that it is https
    #[arg(long, value_name = "URL", env = "COMITY_URL")]
    url: Option<String>,
    #[command(flatten)]
    outside: OutsideArgs,
    /// How the log is written
    #[arg(long, value_name = "FORM", env = "COMITY_LOG_FORMAT", default_value = "text")]
    log_format: LogFormat,
    /// What to write into the log on standard error: `warn`, `info`, `comity_web=debug`..
    #[arg(long, value_name = "FILTER", env = "COMITY_LOG", default_value = "info")]
    log: String,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    key: NodeKey,
    #[command(flatten)]
    reference: OwnReference,
}

/// Another provider of logins, by OpenID Connect.
#[derive(ClapArgs, Debug)]
struct OutsideArgs {
    /// A provider of logins by OpenID Connect: its issuer. It says who someone is; roles are given here
    #[arg(long, value_name = "URL", env = "COMITY_OIDC_ISSUER", requires_all = ["url", "oidc_client", "oidc_secret_file"])]
    oidc_issuer: Option<String>,
    /// The node's name at the provider, to which `URL/login/outside/back` must be registered as redirection
    #[arg(long, value_name = "ID", env = "COMITY_OIDC_CLIENT", requires = "oidc_issuer")]
    oidc_client: Option<String>,
    /// A file with the node's secret at the provider
    #[arg(long, value_name = "FILE", env = "COMITY_OIDC_SECRET_FILE", requires = "oidc_issuer")]
    oidc_secret_file: Option<PathBuf>,
    /// What users call the provider
    #[arg(long, value_name = "NAME", env = "COMITY_OIDC_NAME", default_value = "OpenID Connect")]
    oidc_name: String,
}

impl OutsideArgs {
    fn provider(&self, url: Option<&String>) -> Result<Option<Arc<Oidc>>> {
        let (Some(issuer), Some(client), Some(file), Some(url)) =
            (&self.oidc_issuer, &self.oidc_client, &self.oidc_secret_file, url)
        else {
            return Ok(None);
        };
        let secret = std::fs::read_to_string(file)
            .into_diagnostic()
            .wrap_err_with(|| format!("can't read the provider's secret `{}`", file.display()))?;
        let provider = Provider {
            issuer: issuer.clone(),
            client: client.clone(),
            secret: secret.trim().to_owned(),
            name: self.oidc_name.clone(),
            url: url.clone(),
        };
        Oidc::new(provider).map(|oidc| Some(Arc::new(oidc))).map_err(|error| miette!("{error}"))
    }
}

/// How the log is written.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum LogFormat {
    /// Lines for people
    Text,
    /// One JSON object a line, with the request that it belongs to
    Json,
}

/// The header that proxies write.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Header {
    /// What nginx, Caddy, HAProxy and Traefik write
    XForwardedFor,
    /// RFC 7239
    Forwarded,
}

/// `10.0.0.1` or `10.0.0.0/8`.
fn network(text: &str) -> Result<IpNet, String> {
    let alone = text.parse::<IpAddr>().map(IpNet::from);
    alone
        .or_else(|_| text.parse())
        .map_err(|_| "an address such as 10.0.0.1, or a network such as 10.0.0.0/8".to_owned())
}

impl Args {
    fn options(&self) -> Result<Options> {
        let header = match self.proxy_header {
            Header::XForwardedFor => ProxyHeader::XForwardedFor,
            Header::Forwarded => ProxyHeader::Forwarded,
        };
        let limits = Limits::default();
        Ok(Options {
            https: self.https || self.url.as_ref().is_some_and(|url| url.starts_with("https://")),
            proxies: Proxies { trusted: self.proxy.clone(), header },
            limits: Limits {
                connections: room_for_connections(limits.connections),
                requests: self.rate,
                ..limits
            },
            oidc: self.outside.provider(self.url.as_ref())?,
        })
    }
}

/// As many files may be open as the system lets us, and of those enough stay for the database.
fn room_for_connections(most: usize) -> usize {
    const OWN: u64 = 256;
    let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE) else { return 512 };
    let wanted = (most as u64 + OWN).min(hard);
    let allowed = match soft >= wanted || setrlimit(Resource::RLIMIT_NOFILE, wanted, hard).is_ok() {
        true => soft.max(wanted),
        false => soft,
    };
    usize::try_from(allowed.saturating_sub(OWN).max(allowed / 2)).unwrap_or(most).min(most)
}

/// Runs the command until it is interrupted.
pub fn run(args: &Args) -> Result<()> {
    let filter = EnvFilter::try_new(&args.log)
        .map_err(|error| miette!(help = "such as `info` or `comity_web=debug`", "`{}`: {error}", args.log))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match args.log_format {
        LogFormat::Text => log.with_ansi(std::io::stderr().is_terminal()).init(),
        LogFormat::Json => log.json().flatten_event(true).init(),
    }
    let library = args.reference.told(false)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().into_diagnostic()?;
    runtime.block_on(async {
        let store = args.key.unlock(args.database.open_to_serve().await?).await?;
        let in_force = store.policies_in_force().await.map_err(told)?;
        let shown = store.url().to_string();
        let listener = listen(args.listen).await?;
        let address = listener.local_addr().into_diagnostic()?;
        let node = Arc::new(reached(Node::new(store, in_force, library, now), args.url.as_deref(), address)?);
        node.take_up_reference().await.map_err(|error| miette!("{error}"))?;
        println!("{shown} is served at http://{address}/");
        let base = args.url.clone().unwrap_or_else(|| format!("http://{address}"));
        let base = base.trim_end_matches('/');
        if let Some(secret) = node.first_link().await.map_err(|error| miette!("{error}"))? {
            println!(
                "this node has no operator yet; whoever opens this link within a day becomes it:\n  {base}/link/{secret}"
            );
        }
        // an import that a crash cut off from its findings, or one by command, is caught up with
        node.look_for_findings().await.map_err(|error| miette!("{error}"))?;
        until_interrupted(node, listener, args.options()?).await
    })
}

/// The node as browsers reach it. Passkeys are for a name: without one they work for who opens it as `localhost`.
pub fn reached(node: Node, url: Option<&str>, address: SocketAddr) -> Result<Node> {
    let own = format!("http://localhost:{}", address.port());
    node.with_passkeys(url.unwrap_or(&own)).map_err(|error| {
        miette!(help = "name it as browsers reach it, such as --url https://node.example", "{error}")
    })
}

/// Opens the address that a server listens on.
pub async fn listen(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).await.into_diagnostic().wrap_err_with(|| format!("can't listen on {address}"))
}

/// Serves a node and does its work, until someone ends it; what was begun then is finished.
pub async fn until_interrupted(node: Arc<Node>, listener: TcpListener, options: Options) -> Result<()> {
    let (stop, stopped) = watch::channel(false);
    let work = tokio::spawn(node.clone().work(wait_for(stopped.clone())));
    tokio::spawn(async move {
        interrupted().await;
        tracing::info!("stopping: what was begun is finished");
        stop.send_replace(true);
    });
    comity_web::serve(listener, App::new(node, options), wait_for(stopped)).await;
    work.await.into_diagnostic()
}

async fn wait_for(mut stopped: watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

/// Until someone presses Ctrl-C or the system ends the service.
async fn interrupted() {
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::pin!(terminated);
    let ctrl_c = tokio::signal::ctrl_c();
    tokio::pin!(ctrl_c);
    std::future::poll_fn(|context| {
        if ctrl_c.as_mut().poll(context).is_ready() {
            std::task::Poll::Ready(())
        } else {
            terminated.as_mut().poll(context)
        }
    })
    .await;
}
