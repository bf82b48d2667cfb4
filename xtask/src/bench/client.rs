//! A member of the sample data at work: signs in, brings a conversation in, shares it by a public link.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

use super::sample::Sample;
use super::serving::PASSWORD;

/// Somebody with a cookie.
pub struct Client {
    address: SocketAddr,
    cookie: Option<String>,
}

/// A public link.
pub struct Share {
    /// Its id.
    pub id: String,
    /// What opens it.
    pub secret: String,
}

impl Share {
    /// Where it is opened.
    pub fn open_path(&self) -> String {
        format!("/api/v1/s/{}/open", self.id)
    }

    /// What is asked there.
    pub fn open_body(&self) -> String {
        json!({"secret": self.secret}).to_string()
    }

    /// Where people see it.
    pub fn page(&self) -> String {
        format!("/s/{}#k={}", self.id, self.secret)
    }
}

impl Client {
    /// Somebody whom nobody knows.
    pub fn stranger(address: SocketAddr) -> Self {
        Self {
            address,
            cookie: None,
        }
    }

    /// Signs a member in.
    pub fn sign_in(address: SocketAddr) -> Result<Self> {
        let mut client = Self::stranger(address);
        client.post(
            "/api/v1/session",
            &json!({"email": "agent@acme.example", "password": PASSWORD}).to_string(),
        )?;
        Ok(client)
    }

    /// Brings a conversation in and makes a public link to all of it. What the detector finds in it is kept.
    pub fn share(&mut self, sample: &Sample) -> Result<Share> {
        let report = self.post("/api/v1/imports", &sample.json().to_string())?;
        let id = text(&report, "/imported/0/id")?;
        let found = self.post(&format!("/api/v1/conversations/{id}/findings"), "{}")?;
        let wanted = json!({
            "audience": {"kind": "public"},
            "reviewed": found["revision"],
            "kept": found["findings"],
            "confirm_customer_safe": true,
        });
        let share = self.post(
            &format!("/api/v1/conversations/{id}/shares"),
            &wanted.to_string(),
        )?;
        let link = text(&share, "/url")?;
        let secret = link.split_once("#k=").map(|(_, secret)| secret.to_owned());
        Ok(Share {
            id: text(&share, "/id")?,
            secret: secret.context("the link has no secret")?,
        })
    }

    /// Asks with the POST method; anything but success is an error.
    pub fn post(&mut self, path: &str, body: &str) -> Result<Value> {
        let bytes = self.ask("POST", path, body)?;
        serde_json::from_slice(&bytes).with_context(|| format!("{path} answered no JSON"))
    }

    /// Asks with the GET method; anything but success is an error.
    pub fn get(&mut self, path: &str) -> Result<Value> {
        let bytes = self.ask("GET", path, "")?;
        serde_json::from_slice(&bytes).with_context(|| format!("{path} answered no JSON"))
    }

    /// The body of an answer as it came.
    pub fn ask(&mut self, method: &str, path: &str, body: &str) -> Result<Vec<u8>> {
        let cookie = self
            .cookie
            .as_ref()
            .map_or_else(String::new, |cookie| format!("Cookie: {cookie}\r\n"));
        let mut stream = TcpStream::connect(self.address)?;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\n\
             Content-Type: application/json\r\n{cookie}Content-Length: {}\r\n\r\n",
            self.address,
            body.len()
        );
        stream.write_all(head.as_bytes())?;
        stream.write_all(body.as_bytes())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n");
        let end = end.with_context(|| format!("{path} answered nothing"))?;
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        let body = answer.split_off(end + 4);
        let status = head.split_whitespace().nth(1).unwrap_or_default();
        if !status.starts_with('2') {
            bail!(
                "{path} answered {status}: {}",
                String::from_utf8_lossy(&body)
            );
        }
        for line in head.lines() {
            if let Some((name, value)) = line.split_once(": ")
                && name.eq_ignore_ascii_case("set-cookie")
            {
                self.cookie = value.split(';').next().map(str::to_owned);
            }
        }
        Ok(body)
    }
}

fn text(value: &Value, pointer: &str) -> Result<String> {
    let found = value.pointer(pointer).and_then(Value::as_str);
    found
        .map(str::to_owned)
        .with_context(|| format!("the answer has no {pointer}: {value}"))
}
