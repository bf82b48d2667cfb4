// Coming in and going out: signing in, signing out here and everywhere, and the first admin of a new server.
import type { Page } from "@playwright/test";
import { bringIn } from "./support/api";
import { PASSWORD, startServer } from "./support/server";
import { expect, expectAccessible, people, screenshot, test } from "./support/test";

test("a wrong password and an unknown address are told apart by nobody, and what was typed stays", async ({ anonymous }) => {
  const page = await anonymous.newPage();
  await page.goto("/sign-in");
  const sentences: string[] = [];
  for (const email of [people.owner, "nobody@acme.example"]) {
    await signIn(page, email, "not the password");
    const alert = page.getByRole("alert");
    await expect(alert).toHaveText("Address or password is wrong. Check both, then try again.");
    await expect(alert).toBeFocused();
    sentences.push(await alert.innerText());
    await expect(page.getByRole("textbox", { name: "E-mail address" })).toHaveValue(email);
    await expect(page.getByLabel("Password")).toHaveValue("not the password");
  }
  expect(new Set(sentences).size).toBe(1);
  await signIn(page, people.owner, PASSWORD);
  await expect(page.getByRole("heading", { level: 1, name: "Conversations" })).toBeVisible();
});

test("what is missing is said at its field before anything is sent", async ({ anonymous }) => {
  const page = await anonymous.newPage();
  await page.goto("/sign-in");
  await expect(page.getByRole("textbox", { name: "E-mail address" })).toBeFocused();
  await page.getByRole("button", { name: "Sign in" }).click();
  const summary = page.getByRole("alert");
  await expect(summary).toBeFocused();
  await summary.getByRole("link", { name: "Enter your password." }).click();
  await expect(page.getByLabel("Password")).toBeFocused();
  await expect(page.getByLabel("Password")).toHaveAccessibleDescription("Enter your password.");
});

test("signing in leads back to the page that was asked for", async ({ owner, anonymous }) => {
  const conversation = await bringIn(owner, { messages: [{ sender: "contact", body: "The parcel is late." }] });
  const page = await anonymous.newPage();
  await page.goto(`${conversation.path}?sharing=open`);
  await expect(page).toHaveURL("/sign-in");
  await signIn(page, people.owner, PASSWORD);
  await expect(page.getByRole("dialog", { name: "Sharing" })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`${conversation.path}($|\\?)`));
});

test("signing out leaves nothing on the screen, nor behind the Back button", async ({ enter }) => {
  const context = await enter({ as: "owner" });
  const page = await context.newPage();
  await page.goto("/");
  await expect(page.getByRole("main").getByRole("listitem").first()).toBeVisible();
  await account(page, "Sign out");
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(0);
  expect((await context.request.get("/api/v1/conversations")).status()).toBe(401);
  await page.goBack();
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
});

test("signing out everywhere ends the person's other sessions, and only theirs", async ({ enter }) => {
  const [here, there, other] = [await enter({ as: "reader" }), await enter({ as: "reader" }), await enter({ as: "owner" })];
  const page = await here.newPage();
  await page.goto("/");
  await account(page, "Sign out everywhere");
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  expect((await there.request.get("/api/v1/conversations")).status()).toBe(401);
  expect((await other.request.get("/api/v1/conversations")).status()).toBe(200);
});

test("a session that ended elsewhere is taken up again without losing the page", async ({ enter, owner }) => {
  const context = await enter({ as: "owner" });
  const conversation = await bringIn(owner, { messages: [{ sender: "contact", body: "The parcel is late." }] });
  const page = await context.newPage();
  await page.goto(conversation.path);
  const note = page.getByRole("textbox", { name: "Add a note" });
  await note.fill("Half a thought");
  await context.clearCookies();
  await page.getByRole("button", { name: "Add note" }).click();
  const again = page.getByRole("dialog", { name: "You were signed out" });
  await expect(again.getByRole("textbox", { name: "E-mail address" })).toHaveValue(people.owner);
  await again.getByLabel("Password").fill(PASSWORD);
  await again.getByRole("button", { name: "Sign in" }).click();
  await expect(again).toBeHidden();
  await expect(note).toHaveValue("Half a thought");
  await page.getByRole("button", { name: "Add note" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Half a thought" })).toBeVisible();
});

test("a new server makes its first admin from a link that works once", async ({ browser }) => {
  const server = await startServer({ demo: false });
  const context = await browser.newContext({ baseURL: server.url });
  try {
    const printed = /http:\/\/\S+\/setup#t=\S+/;
    await expect.poll(() => server.log()).toMatch(printed);
    const link = server.log().match(printed)?.[0];
    const page = await context.newPage();
    await page.goto(link ?? "");
    await expect(page.getByRole("heading", { level: 1, name: "Set up Discreet" })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("textbox", { name: "Organisation" }).fill("Acme");
    await page.getByRole("textbox", { name: "Your name" }).fill("First admin");
    await page.getByRole("textbox", { name: "E-mail address" }).fill("admin@acme.example");
    await page.getByLabel("Password").fill("short");
    await page.getByRole("button", { name: "Create organisation" }).click();
    await expect(page.getByRole("alert")).toContainText("12");
    await expect(page.getByLabel("Password")).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByRole("textbox", { name: "Organisation" })).toHaveValue("Acme");
    await screenshot(page, "set-up");
    await page.getByLabel("Password").fill("violet kettle on a long shelf");
    await page.getByRole("button", { name: "Create organisation" }).click();
    await expect(page.getByRole("heading", { name: "No conversations yet" })).toBeVisible();
    await expect(page.getByText("Sample data")).toHaveCount(0);
    await screenshot(page, "first-page");

    const second = await (await browser.newContext({ baseURL: server.url })).newPage();
    await second.goto(link ?? "");
    for (const [name, value] of [["Organisation", "Other"], ["Your name", "Second"], ["E-mail address", "b@acme.example"]] as const) {
      await second.getByRole("textbox", { name }).fill(value);
    }
    await second.getByLabel("Password").fill("another kettle on the shelf");
    await second.getByRole("button", { name: "Create organisation" }).click();
    await expect(second.getByRole("alert")).toContainText("used already");
    await second.context().close();
  } finally {
    await context.close();
    await server.stop();
  }
});

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByRole("textbox", { name: "E-mail address" }).fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

async function account(page: Page, what: string): Promise<void> {
  await page.getByRole("button", { name: /^Account: / }).click();
  await page.getByRole("menuitem", { name: what, exact: true }).click();
}
