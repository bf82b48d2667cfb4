// The doors open: pages stand, start their program under the strict CSP, and say so when they cannot.
import { expect, expectAccessible, people, screenshot, test } from "./support/test";

test("somebody who is not signed in is asked to", async ({ anonymous }) => {
  const page = await anonymous.newPage();
  const answer = await page.goto("/");
  expect(answer?.status()).toBe(200);
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await expect(page.getByRole("alert", { name: /went wrong/ })).toBeHidden();
  await expectAccessible(page);
  await screenshot(page, "sign-in");
});

for (const name of ["owner", "colleague", "reader", "admin", "outsider"] as const) {
  test(`${people[name]} finds the workspace`, async ({ enter }) => {
    const page = await (await enter({ as: name })).newPage();
    await page.goto("/");
    await expect(page.locator("#app")).not.toHaveAttribute("aria-busy");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.locator("#broken")).toBeHidden();
    await screenshot(page, "workspace");
  });
}

test("a program that does not arrive is said, with a way out", async ({ anonymous }) => {
  const page = await anonymous.newPage();
  await page.route("**/*.wasm", (route) => route.abort());
  await page.goto("/");
  await expect(page.getByRole("alert")).toContainText("Something went wrong");
  await page.unroute("**/*.wasm");
  await page.getByRole("link", { name: "Reload the page" }).click();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
});

test("a browser without JavaScript is told what is needed", async ({ enter }) => {
  const page = await (await enter({ javaScriptEnabled: false })).newPage();
  await page.goto("/");
  // Playwright looks for no text inside noscript.
  await expect(page.locator("noscript p")).toBeVisible();
  await expect(page.locator("noscript p")).toHaveText(/needs JavaScript and WebAssembly/);
});

test("a share's page asks for it before its program has come, and only in the request's body", async ({ anonymous }) => {
  const page = await anonymous.newPage();
  // The program waits until the question was seen.
  let letGo = () => {};
  const seen = new Promise<void>((done) => (letGo = done));
  await page.route("**/*.wasm", async (route) => {
    await seen;
    await route.continue();
  });
  const addresses: string[] = [];
  page.on("request", (request) => addresses.push(request.url()));
  const asked = page.waitForRequest((request) => request.url().endsWith("/open"));
  const answer = await page.goto("/s/AAAAAAAAAAAAAAAAAAAAAA#m=3-5&k=BBBBBBBBBBBBBBBBBBBBBB", { waitUntil: "commit" });
  expect(answer?.status()).toBe(404);
  const request = await asked;
  letGo();
  expect(new URL(request.url()).pathname).toBe("/api/v1/s/AAAAAAAAAAAAAAAAAAAAAA/open");
  expect(request.postDataJSON()).toEqual({ secret: "BBBBBBBBBBBBBBBBBBBBBB" });
  await expect(page.locator("#app")).not.toHaveAttribute("aria-busy");
  await expectAccessible(page);
  expect(addresses.filter((address) => address.includes("BBBB") && !address.includes("#"))).toEqual([]);
});

test("the pages of recipients forbid indexing and keeping, and tell previews nothing", async ({ anonymous }) => {
  const answer = await anonymous.request.get("/s/AAAAAAAAAAAAAAAAAAAAAA");
  expect(answer.status()).toBe(404);
  expect(answer.headers()["x-robots-tag"]).toContain("noindex");
  expect(answer.headers()["cache-control"]).toContain("no-store");
  const page = await answer.text();
  expect(page).toContain('content="Shared conversation"');
  const robots = await (await anonymous.request.get("/robots.txt")).text();
  expect(robots).not.toMatch(/^Disallow:\s*\S/m);
});
