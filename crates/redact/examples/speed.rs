//! Measures scan speed on one thread: prose, code, and hostile text of one line.
//!
//! `cargo run --release -p discreet-redact --example speed`

use std::time::Instant;

use discreet_redact::{Settings, scan_text};

const PROSE: &str = "Customer: Hello, my parcel has not come yet and I would like to know where it is. I ordered it two weeks ago.\nAgent: I am sorry to hear that. Could you give me the order number, please, so that I can look it up for you?\nCustomer: Sure, it is 48213377. The address was 12 Harbour Street, Springfield. You can reach me at sam@acme.example or on (201) 555-0123.\nAgent: Thank you. It left our warehouse on Monday and should reach you by the end of this week; I have asked the carrier to hurry.\n";
const CODE: &str = "impl Parser {\n    /// Reads the next line and returns its length.\n    pub fn next_line(&mut self, buffer: &mut String) -> io::Result<usize> {\n        let read = self.inner.read_line(buffer)?;\n        if read == 0 { return Ok(0); }\n        self.count += 1; // 0x1f, see https://docs.example/page#L20\n        Ok(read)\n    }\n}\n";

fn main() {
    let settings = Settings::default();
    let size = 1 << 20;
    let fill = |piece: &str| piece.repeat(size / piece.len() + 1);
    let _ = scan_text("warm up", &settings);
    let samples = [
        ("prose", fill(PROSE)),
        ("code", fill(CODE)),
        ("aaaa", fill("a")),
        ("AAAA", fill("A")),
        ("1 1 1", fill("1 ")),
        ("digits", fill("1234567890")),
        ("123-456-", fill("123-456-")),
        ("a@a@a@", fill("a@")),
        ("a.a.a@", fill("a.")),
        ("slashes", fill("/")),
        ("dots", fill(".")),
        ("brackets", fill("[(")),
        ("http://", fill("http://")),
        ("Aa Aa", fill("Aa ")),
        ("key=key=", fill("key=")),
        ("-----BEGIN", fill("-----BEGIN PRIVATE KEY-----")),
        ("eyJeyJ.", fill("eyJhbGciOiJIUzI1NiJ9.")),
        ("::::", fill(":")),
        ("colons", fill("ab:")),
        ("wide", fill("é日本🙂 ")),
        ("spaces", fill(" ")),
        ("at dot", fill("at a dot ")),
        ("12 A St", fill("12 Aa Bb Street ")),
    ];
    let mut prose = 0.0;
    for (name, text) in &samples {
        let start = Instant::now();
        let found = scan_text(text, &settings).len();
        let seconds = start.elapsed().as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a megabyte fits")]
        let speed = text.len() as f64 / 1e6 / seconds;
        if *name == "prose" {
            prose = speed;
        }
        println!(
            "{name:12} {speed:8.1} MB/s  {:5.2} x prose time  {found} findings",
            prose / speed
        );
    }
}
