//! The program itself, as a process: the documented examples, the watched folder, and what a large file costs.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

const PASSWORD: &str = "discreet-demo";
const OWNER: &str = "agent@acme.example";

/// A server with sample data in a folder of its own.
struct Program {
    child: Child,
    url: String,
    folder: tempfile::TempDir,
}

fn discreet() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_discreet"));
    command
        .env_remove("DATABASE_URL")
        .env("DISCREET_DEMO_PASSWORD", PASSWORD)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .stdout(Stdio::piped());
    command
}

/// The next line of this program that begins so, without the beginning.
fn line_after(child: &mut Child, beginning: &str) -> String {
    let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let line = lines
        .by_ref()
        .map(|line| line.expect("text"))
        .find_map(|line| line.strip_prefix(beginning).map(str::to_owned))
        .expect("the program says it before it ends");
    // What it says later must find a reader, or it ends.
    std::thread::spawn(move || lines.for_each(drop));
    line
}

impl Program {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut child = discreet()
            .args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder.path().join("data"))
            .spawn()
            .expect("the server starts");
        let url = line_after(&mut child, "Discreet is at ");
        Self { child, url, folder }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Runs an example as its documentation says.
    fn example(&self, program: &str, arguments: &[&Path]) -> Output {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/examples");
        let output = Command::new(root.join(program))
            .args(arguments)
            .env("DISCREET_URL", &self.url)
            .env("DISCREET_EMAIL", OWNER)
            .env("DISCREET_PASSWORD", PASSWORD)
            .output()
            .expect("the example runs: it needs curl or python3");
        assert!(
            output.status.success(),
            "{program}: {}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        output
    }

    /// Asks the API by curl, signed in as the owner of the sample conversations.
    fn ask(&self, arguments: &[&str]) -> Value {
        let cookies = self.folder.path().join("cookies");
        let curl = |arguments: &[&str]| {
            Command::new("curl")
                .args(["--silent", "--show-error", "--fail-with-body"])
                .args(["--header", &format!("Origin: {}", self.url)])
                .arg("--cookie")
                .arg(&cookies)
                .arg("--cookie-jar")
                .arg(&cookies)
                .args(arguments)
                .output()
                .expect("curl runs")
        };
        if !cookies.exists() {
            let who = json!({"email": OWNER, "password": PASSWORD}).to_string();
            let session = format!("{}/api/v1/session", self.url);
            let signed_in = curl(&["--json", &who, &session]);
            assert!(signed_in.status.success(), "{signed_in:?}");
        }
        let output = curl(arguments);
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"))
    }

    fn titled(&self, title: &str) -> usize {
        let list = self.ask(&[&format!("{}/api/v1/conversations?limit=100", self.url)]);
        list["conversations"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|row| row["title"] == title)
            .count()
    }

    fn watch(&self, folder: &Path) -> Child {
        let mut child = discreet()
            .args(["import", "--every", "1", "--owner", OWNER, "--watch"])
            .arg(folder)
            .arg("--data")
            .arg(self.data())
            .spawn()
            .expect("the watcher starts");
        line_after(&mut child, "Watching ");
        child
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits for what somebody who looks into the folder would see.
async fn appears(path: &Path) {
    for _ in 0..600 {
        if path.exists() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{} does not appear", path.display());
}

fn told_to_end(mut child: Child) -> Option<i32> {
    let told = Command::new("kill")
        .arg(child.id().to_string())
        .status()
        .expect("kill runs");
    assert!(told.success());
    child.wait().expect("it ends").code()
}

#[test]
fn the_examples_for_integrators_do_what_they_say() {
    let program = Program::start();
    let export = program.folder.path().join("export.jsonl");
    let good =
        json!({"title": "From an export", "messages": [{"sender": "contact", "body": "Hello."}]});
    fs::write(&export, format!("{good}\nnot json\n")).unwrap();

    let output = program.example("integrate.py", &[&export]);
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said["first"], "created", "{said}");
    assert_eq!(said["again"], "unchanged");
    assert_eq!(said["appended"], 3);
    assert_eq!(said["whole"], "unchanged");
    assert_eq!(said["status"], "closed");
    assert_eq!(
        (
            said["imported"].clone(),
            said["skipped"][0]["where"].clone()
        ),
        (json!(1), json!("line 2"))
    );

    let output = program.example("integrate.sh", &[&export]);
    let said = String::from_utf8(output.stdout).unwrap();
    for word in [
        r#""outcome":"created""#,
        r#""outcome":"unchanged""#,
        r#""messages":3"#,
        r#""format":"discreet""#,
        "Closed: ",
    ] {
        assert!(said.contains(word), "{word} in {said}");
    }
    let again = program.example("integrate.sh", &[]);
    assert!(!String::from_utf8(again.stdout).unwrap().contains("created"));
    assert_eq!(program.titled("Charged twice"), 1);
    assert_eq!(program.titled("Parcel at the neighbour's"), 1);
}

#[tokio::test]
async fn a_watched_folder_is_emptied_even_by_a_program_that_was_killed() {
    let program = Program::start();
    let inbox = program.folder.path().join("inbox");
    fs::create_dir(&inbox).unwrap();
    let one = |title: &str| {
        json!({"title": title, "messages": [{"sender": "contact", "body": "Hello."}]}).to_string()
    };

    let mut watcher = program.watch(&inbox);
    let second = discreet()
        .args(["import", "--owner", OWNER, "--watch"])
        .arg(&inbox)
        .arg("--data")
        .arg(program.data())
        .output()
        .unwrap();
    assert_eq!(
        second.status.code(),
        Some(2),
        "one program watches a folder"
    );

    fs::write(inbox.join("still-written.json.part"), one("Not yet")).unwrap();
    fs::write(inbox.join("good.json"), one("Watched")).unwrap();
    fs::write(inbox.join("bad.json"), "{ this is not JSON").unwrap();
    appears(&inbox.join("done/good.json")).await;
    appears(&inbox.join("failed/bad.json")).await;
    let report = fs::read(inbox.join("done/good.json.report.json")).unwrap();
    let report: Value = serde_json::from_slice(&report).unwrap();
    assert_eq!(report["imported"][0]["title"], "Watched");
    let report = fs::read_to_string(inbox.join("failed/bad.json.report.json")).unwrap();
    assert!(report.contains("line 1"), "{report}");
    assert!(inbox.join("still-written.json.part").exists());

    watcher.kill().unwrap();
    watcher.wait().unwrap();
    // The same again, as if it had been killed between bringing it in and moving it, and one that came meanwhile.
    fs::write(inbox.join("good.json"), one("Watched")).unwrap();
    fs::rename(
        inbox.join("still-written.json.part"),
        inbox.join("later.json"),
    )
    .unwrap();
    let watcher = program.watch(&inbox);
    appears(&inbox.join("done/2-good.json")).await;
    appears(&inbox.join("done/later.json")).await;
    assert_eq!(told_to_end(watcher), Some(0));
    assert_eq!(program.titled("Watched"), 1, "known by its content");
    assert_eq!(program.titled("Not yet"), 1);
}

#[test]
fn the_command_line_brings_in_shows_first_and_exits_by_what_came_of_it() {
    let program = Program::start();
    let file = program.folder.path().join("mixed.jsonl");
    let good = json!({"title": "Good line", "messages": [{"sender": "ai", "body": "Hello."}]});
    fs::write(&file, format!("{good}\nnot json\n")).unwrap();
    let import = |more: &[&str]| {
        let output = discreet()
            .args(["import", "--owner", OWNER, "--data"])
            .arg(program.data())
            .args(more)
            .arg(&file)
            .output()
            .unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
        )
    };
    let (code, shown) = import(&["--dry-run"]);
    assert_eq!(code, Some(1), "{shown}");
    assert!(
        shown.contains("1 to import, 0 to update, 0 unchanged, 1 skipped; nothing was stored"),
        "{shown}"
    );
    assert_eq!(program.titled("Good line"), 0);
    let (code, said) = import(&["--format", "discreet", "--branches", "all"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("1 imported, 0 updated, 1 skipped") && said.contains("line 2"),
        "{said}"
    );
    assert_eq!(program.titled("Good line"), 1);
    assert_eq!(import(&["--format", "papyrus"]).0, Some(2));
}

/// What the program has held at most so far, in MiB.
#[cfg(target_os = "linux")]
fn peak(program: &Program) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", program.child.id())).unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .expect("Linux counts it");
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().unwrap();
    kilobytes / 1024
}

/// A file of just under 100 MiB: conversations of 200 messages of a kilobyte.
#[cfg(target_os = "linux")]
fn large_file(path: &Path) -> usize {
    const MOST: usize = 100 * 1024 * 1024;
    let body = "All work and no play makes a long message. ".repeat(24);
    let messages: Vec<Value> = (0..200)
        .map(|_| json!({"sender": "contact", "body": body}))
        .collect();
    let mut file = std::io::BufWriter::new(fs::File::create(path).unwrap());
    let (mut written, mut conversations) = (0, 0);
    loop {
        let line = json!({
            "title": format!("Long {conversations}"),
            "source": {"system": "large", "id": conversations.to_string()},
            "messages": messages,
        });
        let line = format!("{line}\n");
        if written + line.len() > MOST {
            break;
        }
        file.write_all(line.as_bytes()).unwrap();
        written += line.len();
        conversations += 1;
    }
    file.flush().unwrap();
    conversations
}

#[cfg(target_os = "linux")]
#[test]
fn a_hundred_megabytes_are_read_in_a_tenth_of_that_memory() {
    let program = Program::start();
    let path = program.folder.path().join("large.jsonl");
    let conversations = large_file(&path);
    // Once through everything that a first import loads.
    let small = json!({"title": "Small", "messages": []}).to_string();
    let upload = |query: &str, file: &str| {
        program.ask(&[
            "--request",
            "POST",
            "--data-binary",
            file,
            &format!("{}/api/v1/imports?{query}", program.url),
        ])
    };
    upload("dry_run=true", &small);
    let before = peak(&program);
    let seen = upload("dry_run=true", &format!("@{}", path.display()));
    assert_eq!(
        seen["conversations"].as_array().unwrap().len(),
        conversations
    );
    let after = peak(&program);
    println!("at most {before} MiB before, {after} MiB after");
    assert!(
        after - before < 10,
        "{before} MiB before, {after} MiB after"
    );
}
