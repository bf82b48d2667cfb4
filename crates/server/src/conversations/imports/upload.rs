//! A file on its way in: spooled to a file without a name, so that it costs no memory and vanishes with the program.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, header};
use discreet_api_types::problem::ErrorCode;
use http_body_util::BodyExt;

use crate::problem::{Answer, Refusal};

/// Most bytes of a file.
pub const MAX_UPLOAD_BYTES: u64 = 100 * 1024 * 1024;
/// Bytes that are gathered before they are written.
const AT_ONCE: usize = 1024 * 1024;

/// A file to read conversations from. Clones are the same file; each [`Window`] has a place of its own in it.
#[derive(Clone)]
pub struct Upload {
    file: Arc<File>,
    bytes: u64,
}

impl Upload {
    /// Receives a request's body, whatever its media type.
    pub async fn receive(folder: &Path, headers: &HeaderMap, body: Body) -> Answer<Self> {
        let said = |name| {
            headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
        };
        if said(header::CONTENT_TYPE).starts_with("multipart/") {
            return Err(Refusal::new(
                ErrorCode::UnsupportedMediaType,
                "Send the file itself as the body, not a form that holds it: `curl --data-binary @FILE`.",
            ));
        }
        if said(header::CONTENT_LENGTH)
            .parse()
            .is_ok_and(|length: u64| length > MAX_UPLOAD_BYTES)
        {
            return Err(too_large());
        }
        let folder = folder.to_owned();
        let mut file = blocking(move || tempfile::tempfile_in(folder)).await?;
        let mut body = body;
        let (mut bytes, mut waiting) = (0, Vec::<Bytes>::new());
        let mut gathered = 0;
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|_| {
                Refusal::new(
                    ErrorCode::Malformed,
                    "The request broke off before it was complete. Send it again.",
                )
            })?;
            let Ok(data) = frame.into_data() else {
                continue;
            };
            bytes += data.len() as u64;
            if bytes > MAX_UPLOAD_BYTES {
                return Err(too_large());
            }
            gathered += data.len();
            waiting.push(data);
            if gathered >= AT_ONCE {
                file = write(file, std::mem::take(&mut waiting)).await?;
                gathered = 0;
            }
        }
        let file = write(file, waiting).await?;
        Ok(Self {
            file: Arc::new(file),
            bytes,
        })
    }

    /// A file that lies on this machine, read where it is.
    pub fn of(file: File) -> io::Result<Self> {
        let bytes = file.metadata()?.len();
        Ok(Self {
            file: Arc::new(file),
            bytes,
        })
    }

    /// What a reader gives, which cannot be read twice itself.
    pub fn spool(mut from: impl Read) -> io::Result<Self> {
        let mut file = tempfile::tempfile()?;
        let bytes = io::copy(&mut from, &mut file)?;
        Ok(Self {
            file: Arc::new(file),
            bytes,
        })
    }

    /// A reader from its beginning.
    pub fn window(&self) -> Window {
        Window {
            file: Arc::clone(&self.file),
            at: 0,
            bytes: self.bytes,
        }
    }
}

async fn write(mut file: File, waiting: Vec<Bytes>) -> Answer<File> {
    blocking(move || {
        for bytes in waiting {
            file.write_all(&bytes)?;
        }
        Ok(file)
    })
    .await
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Answer<T> {
    let done = tokio::task::spawn_blocking(work)
        .await
        .map_err(io::Error::other)
        .and_then(|done| done);
    done.map_err(|error| {
        tracing::error!(%error, "a file that came in cannot be kept");
        Refusal::new(
            ErrorCode::Unavailable,
            "The server has no room for this file now. Try again later, or ask whoever runs it to look at its log.",
        )
    })
}

fn too_large() -> Refusal {
    Refusal::new(
        ErrorCode::TooLarge,
        "This file is larger than 100 MiB, the most that is taken at once. Split it, or let whoever runs the server bring it in by `discreet import`.",
    )
}

/// A reader of an [`Upload`] with a place of its own.
pub struct Window {
    file: Arc<File>,
    at: u64,
    bytes: u64,
}

impl Read for Window {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        #[cfg(unix)]
        let read = std::os::unix::fs::FileExt::read_at(&*self.file, buffer, self.at)?;
        #[cfg(windows)]
        let read = std::os::windows::fs::FileExt::seek_read(&*self.file, buffer, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Window {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.bytes.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_windows_of_one_upload_do_not_move_each_other() {
        let upload = Upload::spool(&b"0123456789"[..]).unwrap();
        let (mut first, mut second) = (upload.window(), upload.window());
        let mut two = [0; 2];
        first.seek(SeekFrom::End(-2)).unwrap();
        second.read_exact(&mut two).unwrap();
        assert_eq!(&two, b"01");
        first.read_exact(&mut two).unwrap();
        assert_eq!(&two, b"89");
        assert!(second.seek(SeekFrom::Current(-3)).is_err());
    }
}
