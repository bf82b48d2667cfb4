// Scans a conversation with the worker that the workspace page names, in headless Chromium, and tells how it went.
// Called by scan.rs: PLAN.json in, JSON out.
import { readFile } from "node:fs/promises";
import { launch, plan } from "./browser.mjs";

const { url, question, piece } = plan;
const text = await readFile(question, "utf8");
const browser = await launch();
const page = await browser.newPage();
await page.goto(url);
await page.waitForFunction(() => !document.getElementById("app").hasAttribute("aria-busy"));
// What the worker does not understand it says on the console, and answers nothing.
const refused = new Promise((_, failed) => page.on("console", (said) => said.type() === "error" && failed(new Error(said.text()))));
// The conversation is there before the clock starts: the workspace has it in memory, too.
await page.evaluate((text) => void (globalThis.conversation = JSON.parse(text)), text);
const scanned = page.evaluate(async (piece) => {
  const asked = performance.now();
  const worker = new Worker(document.querySelector("meta[name=scan-worker]").content, { type: "module" });
  const heard = (handle) =>
    new Promise((done, failed) => {
      worker.onerror = (event) => failed(new Error(event.message || "the worker did not start"));
      worker.onmessage = ({ data }) => handle(JSON.parse(data), done);
    });
  const say = (request) => worker.postMessage(JSON.stringify(request));
  await heard((said, done) => said === "ready" && done());
  const ready = performance.now();
  const tasks = [];
  const watch = new PerformanceObserver((list) => tasks.push(...list.getEntries()));
  watch.observe({ type: "longtask" });
  const findings = [];
  let first = null;
  const began = performance.now();
  const finished = heard((report, done) => {
    if (report.findings.length > 0) first ??= performance.now();
    findings.push(...report.findings);
    if (report.done >= report.total) done();
  });
  // As the workspace does: the text goes over in pieces, when the page has nothing more urgent to do.
  const { messages, ...head } = globalThis.conversation;
  say({ begin: { id: 1, conversation: head } });
  for (let from = 0, to = 0; from < messages.length; from = to) {
    await new Promise((done) => requestIdleCallback(done));
    for (let bytes = 0; to < messages.length && (to === from || bytes + messages[to].body.length <= piece); to += 1)
      bytes += messages[to].body.length;
    say({ messages: messages.slice(from, to) });
  }
  say({ scan: {} });
  const sent = performance.now();
  await finished;
  const ended = performance.now();
  // Long tasks are told after they end.
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 200)));
  tasks.push(...watch.takeRecords());
  return {
    ready_ms: ready - asked,
    first_findings_ms: first === null ? null : first - began,
    sent_ms: sent - began,
    scanned_ms: ended - sent,
    longest_task_ms: Math.max(0, ...tasks.filter((task) => task.startTime < ended).map((task) => task.duration)),
    findings,
  };
}, piece);
const told = await Promise.race([scanned, refused]);
await browser.close();
console.log(JSON.stringify(told));
