//! Asks a server the same thing over and over, on several connections that stay open, each asking again as soon as it
//! was answered. Prints what came of it as JSON; any answer but 200 ends it with an error.
//!
//! `cargo run --release -p discreet-server --example load -- ADDRESS PATH BODY SECONDS CONNECTIONS [CODING]`
//!
//! With CODING, such as `br`, compressed answers are asked for. Cookies are not kept: every question comes from a new
//! visitor.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, path, body, seconds, connections, coding @ ..] = arguments.as_slice() else {
        return Err(io::Error::other(
            "usage: load ADDRESS PATH BODY SECONDS CONNECTIONS [CODING]",
        ));
    };
    let address: SocketAddr = address.parse().map_err(io::Error::other)?;
    let seconds: f64 = seconds.parse().map_err(io::Error::other)?;
    let connections: usize = connections.parse().map_err(io::Error::other)?;
    let coding = coding.first().map_or_else(String::new, |coding| {
        format!("Accept-Encoding: {coding}\r\n")
    });
    let question = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: application/json\r\n{coding}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let began = Instant::now();
    let until = began + Duration::from_secs_f64(seconds);
    let asked: Vec<io::Result<Asked>> = thread::scope(|scope| {
        let askers: Vec<_> = (0..connections)
            .map(|_| scope.spawn(|| ask_until(address, question.as_bytes(), until)))
            .collect();
        askers
            .into_iter()
            .map(|asker| {
                asker
                    .join()
                    .unwrap_or_else(|_| Err(io::Error::other("an asker panicked")))
            })
            .collect()
    });
    let took = began.elapsed().as_secs_f64();
    let mut times = Vec::new();
    let mut bytes = 0;
    for asked in asked {
        let asked = asked?;
        times.extend(asked.times);
        bytes += asked.bytes;
    }
    times.sort_unstable();
    let at = |share: usize| {
        times
            .get((times.len() * share / 100).min(times.len().saturating_sub(1)))
            .copied()
            .unwrap_or_default()
    };
    println!(
        r#"{{"requests":{},"seconds":{took:.3},"bytes":{bytes},"p50_us":{},"p99_us":{}}}"#,
        times.len(),
        at(50),
        at(99)
    );
    Ok(())
}

struct Asked {
    /// Of each question, in microseconds.
    times: Vec<u128>,
    /// Of all bodies, as they came over the wire.
    bytes: usize,
}

fn ask_until(address: SocketAddr, question: &[u8], until: Instant) -> io::Result<Asked> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut reader = BufReader::with_capacity(64 * 1024, stream.try_clone()?);
    let mut asked = Asked {
        times: Vec::new(),
        bytes: 0,
    };
    let mut body = Vec::new();
    while Instant::now() < until {
        let began = Instant::now();
        stream.write_all(question)?;
        read_answer(&mut reader, &mut body)?;
        asked.times.push(began.elapsed().as_micros());
        asked.bytes += body.len();
    }
    Ok(asked)
}

/// Reads one answer; `body` holds its body afterwards, chunk marks left out.
fn read_answer(reader: &mut BufReader<TcpStream>, body: &mut Vec<u8>) -> io::Result<()> {
    body.clear();
    let mut line = String::new();
    next_line(reader, &mut line)?;
    if line.split(' ').nth(1) != Some("200") {
        return Err(io::Error::other(format!("answered {line}")));
    }
    let mut length = None;
    loop {
        next_line(reader, &mut line)?;
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse::<usize>().ok();
        }
    }
    if let Some(length) = length {
        body.resize(length, 0);
        return reader.read_exact(body);
    }
    loop {
        next_line(reader, &mut line)?;
        let length = usize::from_str_radix(&line, 16).map_err(io::Error::other)?;
        let start = body.len();
        body.resize(start + length, 0);
        reader.read_exact(&mut body[start..])?;
        next_line(reader, &mut line)?;
        if length == 0 {
            return Ok(());
        }
    }
}

fn next_line(reader: &mut BufReader<TcpStream>, line: &mut String) -> io::Result<()> {
    line.clear();
    if reader.read_line(line)? == 0 {
        return Err(io::Error::other("the server closed the connection"));
    }
    line.truncate(line.trim_end().len());
    Ok(())
}
