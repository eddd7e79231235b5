//! `comity serve`: the node's pages and API.

use std::future::Future as _;
use std::io::IsTerminal as _;
use std::net::SocketAddr;
use std::sync::Arc;

use clap::Args as ClapArgs;
use comity_node::Node;
use comity_policy::Policies;
use comity_web::{App, Options};
use miette::{IntoDiagnostic, Result, WrapErr, miette};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

use crate::database::{Database, now};
use crate::node_key::NodeKey;
use crate::reference::OwnReference;

/// Arguments of `comity serve`.
#[derive(ClapArgs, Debug)]
pub struct Args {
    /// Where to listen
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8787")]
    listen: SocketAddr,
    /// Pages are reached over https, by a proxy in front: cookies are sent over nothing else
    #[arg(long)]
    https: bool,
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

/// Runs the command until it is interrupted.
pub fn run(args: &Args) -> Result<()> {
    let filter = EnvFilter::try_new(&args.log)
        .map_err(|error| miette!(help = "such as `info` or `comity_web=debug`", "`{}`: {error}", args.log))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    log.with_ansi(std::io::stderr().is_terminal()).init();
    let reference = args.reference.load(false)?;
    let policies = Policies::shipped().map_err(|error| miette!("{error}"))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().into_diagnostic()?;
    runtime.block_on(async {
        let store = args.key.unlock(args.database.open_to_serve().await?).await?;
        let shown = store.url().to_string();
        let node = Arc::new(Node::new(store, policies, reference, now));
        let listener = TcpListener::bind(args.listen)
            .await
            .into_diagnostic()
            .wrap_err_with(|| format!("can't listen on {}", args.listen))?;
        let address = listener.local_addr().into_diagnostic()?;
        println!("{shown} is served at http://{address}/");
        if let Some(secret) = node.first_link().await.map_err(|error| miette!("{error}"))? {
            println!(
                "this node has no operator yet; whoever opens this link within a day becomes it:\n  http://{address}/link/{secret}"
            );
        }
        // an import that a crash cut off from its findings, or one by command, is caught up with
        node.look_for_findings().await.map_err(|error| miette!("{error}"))?;
        let (stop, stopped) = watch::channel(false);
        let work = tokio::spawn(node.clone().work(wait_for(stopped.clone())));
        tokio::spawn(async move {
            interrupted().await;
            tracing::info!("stopping: what was begun is finished");
            stop.send_replace(true);
        });
        let app = App::new(node, Options { https: args.https });
        let served = comity_web::serve(listener, app, wait_for(stopped)).await.into_diagnostic();
        work.await.into_diagnostic()?;
        served
    })
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
