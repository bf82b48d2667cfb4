// Scans a conversation with the worker that the workspace page names, in headless Chromium, and tells how it went.
// Called by scan.rs: PLAN.json in, JSON out.
import { readFile } from "node:fs/promises";
import { launch, plan } from "./browser.mjs";

const { url, question } = plan;
const text = await readFile(question, "utf8");
const browser = await launch();
const page = await browser.newPage();
await page.goto(url);
await page.waitForFunction(() => !document.getElementById("app").hasAttribute("aria-busy"));
// The question is there before the clock starts: the workspace has its conversation in memory, too.
await page.evaluate((text) => void (globalThis.question = text), text);
const told = await page.evaluate(async () => {
  const asked = performance.now();
  const worker = new Worker(document.querySelector("meta[name=scan-worker]").content, { type: "module" });
  const heard = (handle) =>
    new Promise((done, failed) => {
      worker.onerror = (event) => failed(new Error(event.message || "the worker did not start"));
      worker.onmessage = ({ data }) => handle(JSON.parse(data), done);
    });
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
  worker.postMessage(globalThis.question);
  await finished;
  const ended = performance.now();
  // Long tasks are told after they end.
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 200)));
  tasks.push(...watch.takeRecords());
  return {
    ready_ms: ready - asked,
    first_findings_ms: first === null ? null : first - began,
    scanned_ms: ended - began,
    longest_task_ms: Math.max(0, ...tasks.filter((task) => task.startTime < ended).map((task) => task.duration)),
    findings,
  };
});
await browser.close();
console.log(JSON.stringify(told));
