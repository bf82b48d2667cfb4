//! What the server is told when it starts: flags, or the environment.

use std::net::SocketAddr;
use std::path::PathBuf;

use axum::http::Uri;
use clap::Args;

/// Flags of `discreet serve`. Each can also be given as the environment variable named.
#[derive(Args, Clone, Debug)]
pub struct ServeOptions {
    /// Address and port to listen on.
    #[arg(long, env = "DISCREET_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,

    /// Where the data is.
    #[command(flatten)]
    pub store: StoreOptions,

    /// Where people reach this server, such as `https://discreet.example.com`. Links are made with it, and writes
    /// are accepted from it. Needed unless it listens on loopback.
    #[arg(long, env = "DISCREET_PUBLIC_URL", value_parser = parse_origin)]
    pub public_url: Option<String>,

    /// Folder for files that are being brought in. They have no name in it and are gone when the server ends. Without,
    /// they lie in the data folder, or with PostgreSQL where the system keeps temporary files.
    #[arg(long, env = "DISCREET_UPLOADS")]
    pub uploads: Option<PathBuf>,

    /// Serve sample data, on this machine only. The store must be empty or have been made so.
    #[arg(long)]
    pub demo: bool,
}

impl ServeOptions {
    /// Where files that are being brought in lie: a folder with room for them, which memory has not.
    pub fn uploads_folder(&self) -> PathBuf {
        match (&self.uploads, &self.store.database_url) {
            (Some(folder), _) => folder.clone(),
            (None, None) => self.store.data.clone(),
            (None, Some(_)) => std::env::temp_dir(),
        }
    }
}

/// Where the data is.
#[derive(Args, Clone, Debug)]
pub struct StoreOptions {
    /// Folder of the embedded SQLite database.
    #[arg(long, env = "DISCREET_DATA", default_value = "discreet-data")]
    pub data: PathBuf,

    /// PostgreSQL address, such as `postgres://user@host/discreet`, instead of the embedded database.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,

    /// Key ring file. With the embedded database it is made beside the data folder if missing; with PostgreSQL it
    /// must be given and must exist.
    #[arg(long, env = "DISCREET_KEYS")]
    pub keys: Option<PathBuf>,
}

impl StoreOptions {
    /// The key ring: the one named, else the data folder's name with `.keys.json` behind it, beside the folder.
    pub fn key_ring_path(&self) -> PathBuf {
        self.keys.clone().unwrap_or_else(|| {
            let mut name = self.data.file_name().unwrap_or_default().to_owned();
            name.push(".keys.json");
            self.data.with_file_name(name)
        })
    }
}

/// An http or https address without path, as an origin.
fn parse_origin(text: &str) -> Result<String, String> {
    let expected = "expected an address such as https://discreet.example.com, without a path";
    let uri: Uri = text
        .trim_end_matches('/')
        .parse()
        .map_err(|_| expected.to_owned())?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(expected.to_owned());
    };
    if !matches!(scheme, "http" | "https")
        || !matches!(uri.path(), "" | "/")
        || uri.query().is_some()
    {
        return Err(expected.to_owned());
    }
    if authority.as_str().contains('@') {
        return Err("the address must not hold a user name".to_owned());
    }
    Ok(format!(
        "{scheme}://{}",
        authority.as_str().to_ascii_lowercase()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_url_is_an_origin() {
        assert_eq!(
            parse_origin("https://Discreet.example/").unwrap(),
            "https://discreet.example"
        );
        assert_eq!(
            parse_origin("http://127.0.0.1:8080").unwrap(),
            "http://127.0.0.1:8080"
        );
        for wrong in [
            "discreet.example",
            "ftp://x.example",
            "https://x.example/app",
            "https://u@x.example",
            "",
        ] {
            assert!(parse_origin(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_key_ring_lies_beside_the_data_folder() {
        let options = StoreOptions {
            data: PathBuf::from("some/where/data"),
            database_url: None,
            keys: None,
        };
        assert_eq!(
            options.key_ring_path(),
            PathBuf::from("some/where/data.keys.json")
        );
    }
}
