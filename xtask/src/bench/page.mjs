// Opens pages cold in headless Chromium and tells when the first and the last message could be read, what came over the
// wire and how long the page was held up. Called by page.rs: PLAN.json in, JSON out.
import { launch, plan } from "./browser.mjs";

const PATIENCE = 120_000;
/** No request and no long task for so long: all has arrived and is drawn. */
const QUIET = 1_000;
const SLOW_PROCESSOR = 4;
const FAST_4G = { offline: false, latency: 165, downloadThroughput: (9e6 / 8) * 0.9, uploadThroughput: (1.5e6 / 8) * 0.9 };

/** Runs in the page before anything of its own: looks at every frame for the words on the screen. */
function look({ first, last, hurry }) {
  const seen = { first: null, last: null, tasks: [] };
  globalThis.seen = seen;
  new PerformanceObserver((list) => seen.tasks.push(...list.getEntries().map((task) => [task.startTime, task.duration]))).observe({
    type: "longtask",
    buffered: true,
  });
  // Near its end of the document, so that looking costs the same however long the document is.
  const find = (words, fromEnd) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let node = fromEnd ? walker.lastChild() : walker.nextNode();
    for (let steps = 0; node && steps < 400; steps += 1) {
      if (node.data.includes(words)) return node;
      node = fromEnd ? walker.previousNode() : walker.nextNode();
    }
    return null;
  };
  const isOnScreen = (node, words) => {
    const range = document.createRange();
    const start = node.data.indexOf(words);
    range.setStart(node, start);
    range.setEnd(node, start + words.length);
    const [box] = range.getClientRects();
    if (!box || box.width < 1 || box.height < 1) return false;
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return false;
    // Something laid over it would be hit instead.
    const hit = document.elementFromPoint(x, y);
    return hit !== null && (hit.contains(node) || node.parentElement.contains(hit));
  };
  // A frame's callbacks run before it is painted; a message sent from one is heard after that.
  const afterPaint = (act) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = act;
    port2.postMessage(0);
  };
  const frame = () => {
    const open = !document.body ? null : seen.first === null ? "first" : hurry && seen.last === null ? "last" : null;
    if (open === "last") scrollTo(0, document.documentElement.scrollHeight);
    if (open !== null) {
      const words = open === "first" ? first : last;
      const node = find(words, open === "last");
      if (node && isOnScreen(node, words)) afterPaint(() => (seen[open] ??= performance.now()));
    }
    if (seen.first === null || (hurry && seen.last === null)) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

const kindOf = (url, type) => {
  if (type === "Document") return "page";
  if (type === "Stylesheet" || url.endsWith(".css")) return "style";
  if (url.endsWith(".wasm")) return "program";
  if (type === "Script" || url.endsWith(".js")) return "script";
  return new URL(url).pathname.startsWith("/api/") ? "answers" : "other";
};

/** One cold load. With `hurry` it scrolls to the end at the first message's sight; otherwise it waits for quiet. */
async function load({ throttled, first, last }, { url }, hurry) {
  const browser = await launch();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: "en-GB" });
    const wire = await page.context().newCDPSession(page);
    const requests = new Map();
    let moved = Date.now();
    wire.on("Network.requestWillBeSent", ({ requestId, request, type }) => {
      requests.set(requestId, { url: request.url, type, bytes: 0, open: true });
      moved = Date.now();
    });
    const end = ({ requestId, encodedDataLength = 0 }) => {
      const request = requests.get(requestId);
      if (request) Object.assign(request, { bytes: encodedDataLength, open: false });
      moved = Date.now();
    };
    wire.on("Network.loadingFinished", end);
    wire.on("Network.loadingFailed", end);
    await wire.send("Network.enable");
    if (throttled) {
      await wire.send("Network.emulateNetworkConditions", FAST_4G);
      await wire.send("Emulation.setCPUThrottlingRate", { rate: SLOW_PROCESSOR });
    }
    await page.addInitScript(look, { first, last, hurry });
    await page.goto(url, { waitUntil: "commit", timeout: PATIENCE });
    const reached = await page
      .waitForFunction((what) => globalThis.seen?.[what] !== null, hurry ? "last" : "first", { polling: 100, timeout: PATIENCE })
      .then(() => true, () => false);
    const until = Date.now() + PATIENCE;
    for (;;) {
      const quietFor = await page.evaluate(() => performance.now() - Math.max(0, ...globalThis.seen.tasks.map(([at, took]) => at + took)));
      const busy = [...requests.values()].some((request) => request.open);
      if (hurry || !reached || (!busy && quietFor > QUIET && Date.now() - moved > QUIET)) break;
      if (Date.now() > until) throw new Error(`${url.split("#")[0]} never came to rest`);
      await new Promise((done) => setTimeout(done, 250));
    }
    const seen = await page.evaluate(() => globalThis.seen);
    const bytes = { page: 0, program: 0, script: 0, style: 0, answers: 0, other: 0 };
    for (const request of requests.values()) bytes[kindOf(request.url, request.type)] += request.bytes;
    return { seen, bytes, longest: Math.max(0, ...seen.tasks.map(([, took]) => took)) };
  } finally {
    await browser.close();
  }
}

const loads = [];
for (const test of plan.cases) {
  for (let round = 1; round <= plan.rounds; round += 1) {
    for (const side of test.sides) {
      const rest = await load(test, side, false);
      const hurry = await load(test, side, true);
      loads.push({
        case: test.name,
        side: side.name,
        first_ms: rest.seen.first,
        last_ms: hurry.seen.last,
        longest_task_ms: rest.longest,
        bytes: rest.bytes,
      });
      const said = [rest.seen.first, hurry.seen.last, rest.longest].map((value) => (value === null ? "never" : Math.round(value)));
      console.error(`${test.name}, ${side.name}, round ${round}: first ${said[0]} ms, last ${said[1]} ms, longest task ${said[2]} ms`);
    }
  }
}
const browser = await launch();
const version = browser.version();
await browser.close();
console.log(JSON.stringify({ version, loads }));
