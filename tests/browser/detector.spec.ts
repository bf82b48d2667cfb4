// The detector in the browser: the worker beside the page runs the code that the server runs.
import { answer, bringIn, post } from "./support/api";
import { startShare, visit } from "./support/sharing";
import { expect, test } from "./support/test";

const BODIES = [
  "My name is Priya Raman, write to priya.raman@customer.example or call +44 20 7946 0815.",
  "🙂🙂 card 4111 1111 1111 1111, again ４１１１ １１１１ １１１１ １１１１, IBAN DE89 3704 0044 0532 0130 00",
  "بريدي هو raman@customer.example وشكرا",
  "The password is correct-Horse7battery and the host is db01.corp.internal:5432",
  "```\nexport DATABASE_URL=postgres://app:Zq8vLm2Xr5Tn@10.2.3.4/app\n```\n12 Market Street, Springfield",
  "DRAFT, do not share: tenant 3f2b8c1e-7a4d-4e0b-9c55-0a1b2c3d4e5f",
];

test("the worker finds exactly what the server finds", async ({ owner }) => {
  const messages = BODIES.map((body, index) => ({ sender: index % 2 ? ("ai" as const) : ("contact" as const), body }));
  const conversation = await bringIn(owner, {
    contact: { name: "Priya Raman", email: "priya.raman@customer.example" },
    tags: ["CUST-88213"],
    notes: [{ author: "First shift", body: "Ask raman again." }],
    messages,
  });
  const onServer = await answer<{ findings: unknown[] }>(
    await post(owner, `/api/v1${conversation.path}/findings`, {}),
  );
  const page = await owner.newPage();
  await page.goto("/");
  const inWorker = await page.evaluate(
    async ({ title, messages }) => {
      const address = document.querySelector<HTMLMetaElement>("meta[name=scan-worker]")!.content;
      const worker = new Worker(address, { type: "module" });
      const conversation = {
        title,
        contact: { name: "Priya Raman", email: "priya.raman@customer.example" },
        tags: ["CUST-88213"],
        notes: [{ author: "First shift", body: "Ask raman again." }],
      };
      const numbered = messages.map((message, index) => ({ number: index + 1, ...message }));
      return await new Promise<unknown[]>((done, failed) => {
        const found: unknown[] = [];
        worker.onerror = (event) => failed(new Error(event.message));
        worker.onmessage = ({ data }) => {
          const report = JSON.parse(data);
          if (report === "ready") {
            worker.postMessage(JSON.stringify({ begin: { id: 1, conversation } }));
            worker.postMessage(JSON.stringify({ messages: numbered }));
            worker.postMessage(JSON.stringify({ scan: {} }));
            return;
          }
          found.push(...report.findings);
          if (report.done >= report.total) {
            worker.terminate();
            done(found);
          }
        };
      });
    },
    { title: conversation.title, messages },
  );
  const sorted = (findings: unknown[]) => findings.map((finding) => JSON.stringify(finding, Object.keys(finding as object).sort())).sort();
  expect(onServer.findings.length).toBeGreaterThan(8);
  expect(sorted(inWorker)).toEqual(sorted(onServer.findings));
});

test("findings of a long conversation appear in the review while it can be read", async ({ owner }) => {
  const messages = Array.from({ length: 600 }, (_, index) => ({
    sender: "contact" as const,
    body: `Line ${index + 1}: nothing to see. ${index % 100 === 7 ? `Write to contact${index}@customer.example.` : ""}`,
  }));
  const conversation = await bringIn(owner, { messages });
  const page = await visit(owner, conversation);
  // The review asks the worker, not the server.
  let asked = false;
  page.on("request", (request) => (asked ||= request.url().endsWith("/findings")));
  const share = await startShare(page);
  await expect(share.getByText("6 findings: 0 redacted, 0 kept, 6 undecided")).toBeVisible();
  expect(asked).toBe(false);
});
