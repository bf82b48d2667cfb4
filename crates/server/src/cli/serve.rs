//! `discreet serve`: from flags to a listening server, and back down in good order.

use std::collections::HashMap;
use std::fs::OpenOptions;
use std::future::Future;
use std::io::{IsTerminal, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use axum::http::Uri;
use axum::serve::ListenerExt;
use chrono::TimeDelta;
use clap::{Args, ValueEnum};
use discreet_store::accounts::{LinkPurpose, OneTimeLink};
use discreet_store::audit::AuditHead;
use discreet_store::{Store, StoreError};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;
use tracing_subscriber::EnvFilter;
use uuid::Uuid;

use super::installation::{Installation, Missing, SAMPLE_DATA};
use super::user::readable_password;
use super::{Answer, Failure, Outcome};
use crate::app::{self, App};
use crate::audit::head::HeadText;
use crate::clock;
use crate::config::ServeOptions;
use crate::{Clock, auth, demo};

/// How long requests that are being answered may take once the server is told to stop.
const LAST_ANSWERS: Duration = Duration::from_secs(10);
/// How often expired things are deleted and the heads of the audit chains are written down.
const CHORES: Duration = Duration::from_hours(1);
/// How long the first admin has.
const SET_UP_LASTS: TimeDelta = TimeDelta::minutes(30);
/// What the store of sample data says while it is being filled, and after.
const FILLING: &str = "filling";
const FILLED: &str = "filled";

/// Serves app and API at one address.
#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    options: ServeOptions,

    /// How the log on the error output looks. What it holds is set by `DISCREET_LOG`, such as `info` or
    /// `warn,discreet_server=debug`.
    #[arg(long, env = "DISCREET_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    log_format: LogFormat,
}

#[derive(Clone, Copy, ValueEnum)]
enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

impl Serve {
    /// Serves until told to stop.
    pub async fn run(self) -> Outcome {
        start_log(self.log_format)?;
        let options = self.options;
        check_address(&options)?;
        let listener = TcpListener::bind(options.listen).await.map_err(|error| {
            Failure(format!("{} cannot be listened on: {error}", options.listen))
        })?;
        let address = listener
            .local_addr()
            .map_err(|error| Failure(format!("the server has no address: {error}")))?;
        let origin = options
            .public_url
            .clone()
            .unwrap_or_else(|| format!("http://{address}"));

        let heads_file = heads_file(&options);
        let uploads = options.uploads_folder();
        let installation = Installation::open(&options.store, Missing::Make).await?;
        let sample_data = check_sample_data(&installation, options.demo).await?;
        let Installation { keys, store } = installation;
        let app = App::new(
            store.clone(),
            keys,
            Clock::System,
            options.public_url,
            options.demo,
        );
        app.imports().keep_files_in(uploads);
        let mut greeting = format!("Discreet is at {origin}\n");
        if options.demo {
            greeting.push_str(&fill(&app, sample_data.as_deref()).await?);
        } else if !store.any_people().await? {
            greeting.push_str(&set_up_link(&app, &origin).await?);
        }

        let (stop, stopping) = watch::channel(());
        let listener = listener.tap_io(|stream| {
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "small answers may wait for the network's buffer");
            }
        });
        let service = app::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
        let server =
            axum::serve(listener, service).with_graceful_shutdown(told_to_stop(stopping.clone()));
        let mut server = tokio::spawn(async move { server.await });
        let app_streams = app.clone();
        let chores = tokio::spawn(do_chores(app, heads_file, stopping));

        let mut out = std::io::stdout();
        out.write_all(greeting.as_bytes())?;
        out.flush()?;
        tracing::info!(%address, engine = ?store.engine(), sample_data = options.demo, "serving");

        tokio::select! {
            ended = &mut server => return Err(Failure(format!("the server ended by itself: {ended:?}"))),
            () = asked_to_stop()? => {}
        }
        tracing::info!("stopping");
        app_streams.end_streams();
        drop(stop);
        if tokio::time::timeout(LAST_ANSWERS, &mut server)
            .await
            .is_err()
        {
            tracing::warn!("some requests were not answered in time and were cut off");
            server.abort();
        }
        if let Err(error) = chores.await {
            tracing::error!(%error, "the hourly chores failed");
        }
        store.close().await?;
        Ok(Answer::Yes)
    }
}

fn start_log(format: LogFormat) -> Result<(), Failure> {
    let wanted = std::env::var("DISCREET_LOG").unwrap_or_default();
    let wanted = if wanted.trim().is_empty() {
        "info".to_owned()
    } else {
        wanted
    };
    let filter = EnvFilter::builder().parse(&wanted).map_err(|error| {
        Failure(format!(
            "DISCREET_LOG is not a log filter such as `info`: {error}"
        ))
    })?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match format {
        LogFormat::Text => log.with_ansi(std::io::stderr().is_terminal()).init(),
        LogFormat::Json => log.json().init(),
    }
    Ok(())
}

/// Links and the check of origins need to know where people reach a server that others can reach; sample data is
/// for this machine alone.
fn check_address(options: &ServeOptions) -> Result<(), Failure> {
    let loopback = options.listen.ip().is_loopback();
    if options.demo && !(loopback && options.public_url.as_deref().is_none_or(is_loopback_url)) {
        return Err(Failure(
            "--demo serves this machine only: listen on 127.0.0.1 and leave --public-url out"
                .to_owned(),
        ));
    }
    if !loopback && options.public_url.is_none() {
        return Err(Failure(format!(
            "{} can be reached from elsewhere; say where people reach it by --public-url https://…",
            options.listen
        )));
    }
    Ok(())
}

fn is_loopback_url(url: &str) -> bool {
    let Some(host) = url
        .parse::<Uri>()
        .ok()
        .and_then(|uri| uri.host().map(str::to_owned))
    else {
        return false;
    };
    let address = host.trim_matches(['[', ']']);
    host == "localhost"
        || address
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// Refuses to mix sample data and real data; answers what the store says about sample data.
async fn check_sample_data(
    installation: &Installation,
    demo: bool,
) -> Result<Option<String>, Failure> {
    let found = installation.sample_data().await?;
    match (demo, &found) {
        (false, Some(_)) => Err(Failure(
            "this store holds sample data; serve it with --demo, or give another folder by --data".to_owned(),
        )),
        (true, None) if !is_empty(&installation.store).await? => Err(Failure(
            "this store holds data of yours; --demo needs an empty one: give another folder by --data".to_owned(),
        )),
        _ => Ok(found),
    }
}

async fn is_empty(store: &Store) -> Result<bool, StoreError> {
    Ok(!store.any_people().await? && store.organisations().await?.is_empty())
}

/// Fills the store with sample data where that is not done yet, and says how to sign in.
async fn fill(app: &App, state: Option<&str>) -> Result<String, Failure> {
    let chosen = std::env::var("DISCREET_DEMO_PASSWORD")
        .ok()
        .filter(|password| !password.is_empty());
    let store = app.store();
    let password = match (state, chosen) {
        (Some(FILLED), None) => None,
        (Some(FILLED), Some(chosen)) => {
            demo::people(app, &chosen).await?;
            Some(chosen)
        }
        (_, chosen) => {
            let password = chosen.unwrap_or_else(readable_password);
            // Marked first: a store that was left half filled is still one of sample data.
            store.set_setting(SAMPLE_DATA, FILLING).await?;
            demo::fill(app, &password).await?;
            store.set_setting(SAMPLE_DATA, FILLED).await?;
            Some(password)
        }
    };
    let mut text = "It holds sample data. Sign in as\n".to_owned();
    for account in &demo::ACCOUNTS {
        text.extend(["  ", account.email, "\n"]);
    }
    let how = match password {
        Some(password) => format!("with the password {password}\n"),
        None => {
            "with the password that the first start printed; DISCREET_DEMO_PASSWORD sets another\n"
                .to_owned()
        }
    };
    Ok(text + &how)
}

/// Makes the link by which the first admin is made.
async fn set_up_link(app: &App, origin: &str) -> Result<String, Failure> {
    let (token, hash) = auth::new_token();
    let link = OneTimeLink {
        token: hash,
        purpose: LinkPurpose::Setup,
        person: None,
        expires_at: app.now() + SET_UP_LASTS,
    };
    app.store().create_one_time_link(link).await?;
    Ok(format!(
        "Nobody is here yet. Make the first admin within {} minutes, once, at\n  {origin}/setup#t={token}\n",
        SET_UP_LASTS.num_minutes()
    ))
}

/// Ends when the sender of `stopping` is gone.
async fn told_to_stop(mut stopping: watch::Receiver<()>) {
    while stopping.changed().await.is_ok() {}
}

/// Ends when the operating system or the person at the terminal asks for it.
pub(super) fn asked_to_stop() -> Result<impl Future<Output = ()>, Failure> {
    let unheard =
        |error: std::io::Error| Failure(format!("the server cannot be told to stop: {error}"));
    #[cfg(unix)]
    let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
        .map_err(unheard)?;
    #[cfg(unix)]
    let mut interrupted = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())
        .map_err(unheard)?;
    #[cfg(unix)]
    return Ok(async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
    });
    #[cfg(windows)]
    return tokio::signal::windows::ctrl_c()
        .map_err(unheard)
        .map(|mut asked| async move {
            asked.recv().await;
        });
}

/// Beside the key ring, since a thief of the data must not be able to change it along with the data.
fn heads_file(options: &ServeOptions) -> PathBuf {
    let ring = options.store.key_ring_path();
    let mut name = ring.file_name().unwrap_or_default().to_owned();
    name.push(".audit-heads.log");
    ring.with_file_name(name)
}

/// At once, every hour, and a last time when the server stops.
async fn do_chores(app: App, heads_file: PathBuf, stopping: watch::Receiver<()>) {
    let mut hours = tokio::time::interval(CHORES);
    hours.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut heads = Heads {
        file: heads_file,
        written: HashMap::new(),
    };
    let mut last = std::pin::pin!(told_to_stop(stopping));
    loop {
        let stops = tokio::select! {
            _ = hours.tick() => false,
            () = &mut last => true,
        };
        if !stops {
            sweep(&app).await;
        }
        if let Err(error) = heads.write(&app).await {
            tracing::error!(%error, "the heads of the audit chains were not written down");
        }
        if stops {
            return;
        }
    }
}

async fn sweep(app: &App) {
    app.imports().sweep(app.now());
    app.shelf().sweep();
    if let Err(error) = app
        .store()
        .settle_denials(&app.audit_key(), app.now())
        .await
    {
        tracing::error!(%error, "refused opens were not counted into the trail");
    }
    let now = app.now();
    if let Err(error) = app
        .store()
        .remind_of_endings(|| clock::new_id(now), now)
        .await
    {
        tracing::error!(%error, "owners were not reminded of shares that end soon");
    }
    match app.store().delete_expired(app.now()).await {
        Ok(swept) => tracing::info!(
            sessions = swept.sessions,
            grants = swept.grants,
            one_time_links = swept.one_time_links,
            throttles = swept.throttles,
            snapshots = swept.snapshots,
            "deleted what nobody can use any more"
        ),
        Err(error) => tracing::error!(%error, "the sweep failed and is tried again in an hour"),
    }
}

/// The heads of the audit chains, written where a change of the database does not reach.
struct Heads {
    file: PathBuf,
    /// What was written last, by organisation.
    written: HashMap<Uuid, AuditHead>,
}

impl Heads {
    /// Appends the heads that have moved: time, organisation and head, one a line.
    async fn write(&mut self, app: &App) -> Result<(), Failure> {
        let store = app.store();
        let now = app.now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        let (mut lines, mut moved) = (String::new(), Vec::new());
        for organisation in store.organisations().await? {
            let Some(head) = store.audit_head(organisation.id).await? else {
                continue;
            };
            if self.written.get(&organisation.id) == Some(&head) {
                continue;
            }
            let text = HeadText(head);
            tracing::info!(organisation = %organisation.id, head = %text, "audit head");
            let id = organisation.id.to_string();
            lines.extend([&now, " ", &id, " ", &text.to_string(), "\n"]);
            moved.push((organisation.id, head));
        }
        if lines.is_empty() {
            return Ok(());
        }
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options
            .open(&self.file)
            .and_then(|mut file| file.write_all(lines.as_bytes()))
            .map_err(|error| {
                Failure(format!(
                    "{} cannot be written: {error}",
                    self.file.display()
                ))
            })?;
        self.written.extend(moved);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        options: ServeOptions,
    }

    fn check(flags: &[&str]) -> bool {
        let line =
            Line::try_parse_from(std::iter::once("serve").chain(flags.iter().copied())).unwrap();
        check_address(&line.options).is_ok()
    }

    #[test]
    fn an_address_that_others_reach_needs_a_public_url() {
        assert!(check(&["--listen", "127.0.0.1:0"]));
        assert!(check(&["--listen", "[::1]:0"]));
        assert!(!check(&["--listen", "0.0.0.0:80"]));
        assert!(!check(&["--listen", "192.0.2.1:80"]));
        assert!(check(&[
            "--listen",
            "0.0.0.0:80",
            "--public-url",
            "https://discreet.example"
        ]));
    }

    #[test]
    fn sample_data_is_for_this_machine_only() {
        assert!(check(&["--demo"]));
        assert!(check(&["--demo", "--public-url", "http://127.0.0.1:8080"]));
        assert!(check(&["--demo", "--public-url", "http://[::1]:8080"]));
        assert!(!check(&[
            "--demo",
            "--public-url",
            "https://discreet.example"
        ]));
        assert!(!check(&[
            "--demo",
            "--public-url",
            "http://127.0.0.1.evil.example"
        ]));
        assert!(!check(&[
            "--demo",
            "--listen",
            "0.0.0.0:80",
            "--public-url",
            "http://127.0.0.1"
        ]));
    }
}
