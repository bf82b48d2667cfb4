//! The least that axum can do: answers with the files of a folder, from memory, whatever the method. Shares are
//! measured beside it.
//!
//! `cargo run --release -p discreet-server --example bare -- FOLDER`

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;

type Files = Arc<HashMap<String, Bytes>>;

#[tokio::main]
async fn main() -> io::Result<()> {
    let folder = std::env::args()
        .nth(1)
        .ok_or_else(|| io::Error::other("usage: bare FOLDER"))?;
    let mut files = HashMap::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            let name = entry.file_name().to_string_lossy().into_owned();
            files.insert(name, Bytes::from(std::fs::read(entry.path())?));
        }
    }
    let app = Router::new()
        .route("/{name}", any(answer))
        .with_state(Arc::new(files));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("Bare is at http://{}", listener.local_addr()?);
    let listener = listener.tap_io(|stream| {
        // Without it small answers only come later.
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, app).await
}

/// The question is read and not looked at.
async fn answer(State(files): State<Files>, Path(name): Path<String>, _body: Bytes) -> Response {
    let Some(bytes) = files.get(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = match name.split('.').nth(1) {
        Some("html") => "text/html; charset=utf-8",
        _ => "application/json",
    };
    let typed = [(header::CONTENT_TYPE, kind)];
    if name.rsplit('.').next() == Some("gz") {
        (typed, [(header::CONTENT_ENCODING, "gzip")], bytes.clone()).into_response()
    } else {
        (typed, bytes.clone()).into_response()
    }
}
