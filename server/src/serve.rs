//! Starting the server: everything is checked before it listens, and it says what to do where it cannot.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use tokio::net::TcpSocket;

use crate::api_access::limits::ApiLimits;
use crate::audit::verify::{KeptSeal, Verified, verify};
use crate::clock::Clock;
use crate::config::{GatewayChoice, Settings};
use crate::db::{Db, remember};
use crate::directory::limits::InquiryLimits;
use crate::identity::limits::SignInLimits;
use crate::identity::links;
use crate::identity::lookup::Lookup;
use crate::identity::openid::provider::Provider;
use crate::identity::password::Passwords;
use crate::ids::{SecretKey, new_secret};
use crate::jobs;
use crate::mail::Transport;
use crate::offers::cache::FactsCache;
use crate::operators::clock::OFFSET;
use crate::payments::Gateway;
use crate::payments::sandbox::SandboxGateway;
use crate::payments::stripe::{Account, StripeGateway};
use crate::portal::{Parts, Portal};
use crate::programme::versions::{Programme, at_start, file_of};
use crate::webhooks::line::Line;
use crate::{app, competencies, demo, operators, telemetry};

/// How many connections may wait to be accepted, as in tokio's own listener.
const WAITING: u32 = 1_024;

/// The demo, and where its clock starts; or a real programme.
#[derive(Debug, Clone, Copy)]
pub enum Mode {
    /// The demo programme with its companies, users and test clock.
    Demo {
        /// Where the clock is set when the database is made; default: the real time.
        clock: Option<DateTime<Utc>>,
    },
    /// A real programme.
    Real,
}

/// Opens a portal: its database with its tables up to date, its gateway, its key. With it comes the sandbox gateway,
/// where it is used: the demo's cards are kept there whoever charges them.
pub async fn open(settings: Settings, mode: Mode) -> anyhow::Result<(Portal, Option<SandboxGateway>)> {
    file_of(&settings)?;
    let key = match mode {
        Mode::Demo { .. } => None,
        Mode::Real => Some(secret_key(&settings)?),
    };
    let account = match settings.gateway {
        GatewayChoice::Sandbox => None,
        GatewayChoice::Stripe => Some(Account::of(&settings)?),
    };
    let clock = Clock::real();
    let provider = Provider::of(&settings, &clock)?;
    let webhooks = Line::new(&settings, matches!(mode, Mode::Demo { .. }))?;
    std::fs::create_dir_all(&settings.data)
        .with_context(|| format!("the data folder {} cannot be made", settings.data.display()))?;
    let db = Db::open(&settings.database())
        .await
        .context("the database cannot be opened; set DATABASE_URL or --data")?;
    let key = match (key, mode) {
        (Some(key), _) => {
            refuse_demo_data(&db).await?;
            key
        }
        (None, Mode::Demo { clock: start }) => demo_state(&db, &clock, start).await?,
        (None, Mode::Real) => bail!("no secret is set"),
    };
    let sandbox = match (settings.gateway, mode) {
        (GatewayChoice::Stripe, Mode::Real) => None,
        _ => Some(
            SandboxGateway::open(&settings.data, clock.clone())
                .await
                .context("the sandbox gateway cannot open its books")?,
        ),
    };
    let gateway: Arc<dyn Gateway> = match (account, &sandbox) {
        (None, Some(sandbox)) => Arc::new(sandbox.clone()),
        (Some(account), _) => Arc::new(StripeGateway::new(account, db.clone(), clock.clone())?),
        (None, None) => bail!("no gateway is set"),
    };
    let portal = Portal::new(Parts {
        limits: SignInLimits::new(settings.sign_in_attempts),
        api_limits: ApiLimits::new(settings.api_requests_per_minute),
        webhooks,
        openid: provider,
        inquiries: InquiryLimits::new(settings.inquiries_per_hour),
        demo: matches!(mode, Mode::Demo { .. }),
        gateway,
        programme: Programme::new(at_start(&db, &settings, clock.now()).await?),
        passwords: Passwords::default(),
        handlers: app::handlers(),
        mail: Transport::of(&settings)
            .context("smtp_url makes no sense; as smtp://host:25 or smtps://user:password@host")?,
        facts: FactsCache::default(),
        sessions: Lookup::new(db.clone(), clock.clone()),
        db,
        clock,
        key,
        settings,
    });
    if let (true, Some(sandbox)) = (portal.demo, &sandbox) {
        demo::seed(&portal, sandbox).await.context("the demo cannot be set up")?;
    }
    competencies::follow_catalogue(&portal).await.context("competencies cannot be worked out anew")?;
    Ok((portal, sandbox))
}

fn secret_key(settings: &Settings) -> anyhow::Result<SecretKey> {
    SecretKey::new(settings.secret.as_deref().unwrap_or_default()).map_err(|weak| {
        anyhow::anyhow!(
            "{weak}. Set TOKUTEN_SECRET (or `secret` in the configuration file) to at least 32 random characters, \
             for example from `openssl rand -hex 32`, and keep it: with another one everybody has to sign in again. \
             To try the portal without any settings use `tokuten serve --demo`."
        )
    })
}

/// The demo's users all have the same, published password: no real server may run on them.
async fn refuse_demo_data(db: &Db) -> anyhow::Result<()> {
    if db.setting(demo::MARK).await?.is_some() {
        bail!(
            "this database holds the demo, whose passwords everybody knows. Start it with --demo, or set another --data or DATABASE_URL."
        );
    }
    Ok(())
}

/// The demo keeps its key and where its clock stands in its database.
async fn demo_state(db: &Db, clock: &Clock, start: Option<DateTime<Utc>>) -> anyhow::Result<SecretKey> {
    if let Some(key) = db.setting(demo::KEY).await? {
        let offset = db.setting(OFFSET).await?.and_then(|offset| offset.parse().ok());
        clock.set_offset(offset.unwrap_or(0));
        return Ok(SecretKey::new(&key)?);
    }
    if let Some(start) = start {
        clock.move_to(start);
    }
    let key = new_secret();
    let tx = db.begin().await?;
    remember(&tx, demo::KEY, &key).await?;
    remember(&tx, OFFSET, &clock.offset().to_string()).await?;
    tx.commit().await?;
    Ok(SecretKey::new(&key)?)
}

/// Serves until the process is asked to stop; requests under way are finished.
pub async fn serve(settings: Settings, mode: Mode) -> anyhow::Result<()> {
    telemetry::start_logging(&settings);
    let metrics = telemetry::start_measuring().context("measurements cannot be taken")?;
    let (socket, settings) = bound(settings)?;
    let address = settings.listen;
    let (portal, sandbox) = open(settings, mode).await?;
    let sandbox = sandbox.filter(|_| portal.settings.gateway == GatewayChoice::Sandbox);
    if !portal.demo {
        if sandbox.is_some() {
            tracing::warn!("cards are taken by the sandbox gateway: no money moves");
        }
        print_setup_link(&portal).await?;
    }
    let background = tokio::spawn(jobs::keep_running(portal.clone()));
    tokio::spawn(ask_provider(portal.clone()));
    let of_sandbox = sandbox.map(|sandbox| sandbox.router(portal.demo)).unwrap_or_default();
    let router = app::router(&portal, Some(metrics)).merge(of_sandbox);
    let listener = socket.listen(WAITING).with_context(|| taken(address))?;
    println!("Tokuten listens on http://{address}");
    axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(asked_to_stop())
        .await?;
    // Whatever it was doing is a job or an attempt under a lease: another node, or the next start, goes on.
    background.abort();
    portal.db.clone().close().await?;
    Ok(())
}

/// Looks whether the provider of sign-ins is there, so that the log says early what its settings have wrong. The portal
/// works without it.
async fn ask_provider(portal: Portal) {
    if let Some(provider) = &portal.openid
        && let Err(failure) = provider.describe().await
    {
        tracing::warn!(%failure, issuer = provider.issuer(), "nobody can sign in by the provider for now");
    }
}

/// Takes the address to listen on, before anybody is let in. Where a free port was asked for, the settings then
/// say which it is: what is written meanwhile links there.
fn bound(settings: Settings) -> anyhow::Result<(TcpSocket, Settings)> {
    let listen = settings.listen;
    let socket = if listen.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // Else a restarted server waits until the last one's connections are forgotten.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(listen).with_context(|| taken(listen))?;
    let listen = socket.local_addr()?;
    Ok((socket, Settings { listen, ..settings }))
}

fn taken(listen: SocketAddr) -> String {
    format!("{listen} cannot be listened on; is another server there? Set --listen")
}

async fn print_setup_link(portal: &Portal) -> anyhow::Result<()> {
    if let Some(token) = links::first_operator(portal).await? {
        println!(
            "There is no operator yet. Open this link within 24 hours to become the first; it works once:"
        );
        println!("  {}/welcome/{token}", portal.address());
    }
    Ok(())
}

/// Makes a one-time link for a user and gives its address.
pub async fn user_link(settings: Settings, email: &str) -> anyhow::Result<String> {
    let (portal, _) = open(settings, Mode::Real).await?;
    let token = links::for_user(&portal, email).await?;
    Ok(format!("{}/welcome/{token}", portal.address()))
}

/// Takes away the second factors of an operator who has lost them.
pub async fn reset_factors(settings: Settings, email: &str) -> anyhow::Result<()> {
    let (portal, _) = open(settings, Mode::Real).await?;
    Ok(operators::team::reset_factors_of(&portal, email).await?)
}

/// Does everything that is due; answers how much it did.
pub async fn run_due(settings: Settings) -> anyhow::Result<usize> {
    let (portal, _) = open(settings, Mode::Real).await?;
    jobs::run_due(&portal).await.map_err(|error| anyhow::anyhow!("what is due could not be done: {error}"))
}

/// The jobs that are not done, one a line.
pub async fn list_jobs(settings: Settings) -> anyhow::Result<String> {
    let (portal, _) = open(settings, Mode::Real).await?;
    Ok(jobs::listed(&portal).await?)
}

/// Verifies the audit log, or what was written to it after a seal.
pub async fn verify_audit(settings: &Settings, from: Option<&KeptSeal>) -> anyhow::Result<Verified> {
    let db = Db::open(&settings.database()).await.context("the database cannot be opened")?;
    Ok(verify(&db, from).await?)
}

async fn asked_to_stop() {
    let interrupted = async {
        // Without a handler there is nothing to wait for; the process then ends by the signal itself.
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! { () = interrupted => {}, () = terminated => {} }
    tracing::info!("asked to stop; finishing what is under way");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn on_a_free_port_links_lead_to_the_port_that_was_taken() {
        let folder = tempfile::tempdir().unwrap();
        let free = Settings {
            listen: "127.0.0.1:0".parse().unwrap(),
            data: folder.path().to_owned(),
            ..Settings::default()
        };
        let (socket, settings) = bound(free).unwrap();
        let (portal, _) = open(settings, Mode::Demo { clock: None }).await.unwrap();
        let listener = socket.listen(WAITING).unwrap();
        assert_ne!(listener.local_addr().unwrap().port(), 0);
        assert_eq!(portal.address(), format!("http://{}", listener.local_addr().unwrap()));
        let second = bound(portal.settings.clone()).unwrap_err();
        assert!(second.to_string().contains("is another server there?"), "{second}");
    }
}
