// Readers of a share discuss it: in place, at the same time, over a lost connection, and without repeating what is
// hidden.
import type { BrowserContext, Locator, Page } from "@playwright/test";
import { bringIn, post, share, stop, unique, type Share } from "./support/api";
import { expect, expectAccessible, people, test } from "./support/test";
import { startServer } from "./support/server";

const messages = [
  { sender: "contact" as const, body: "The parcel never came." },
  { sender: "ai" as const, body: "It is on its way. I promise a refund of everything." },
  { sender: "contact" as const, body: "Thank you, I wait." },
  { sender: "ai" as const, body: "You are welcome." },
];

async function shared(owner: BrowserContext, more: Parameters<typeof share>[3] = {}): Promise<Share> {
  const conversation = await bringIn(owner, { messages });
  return share(owner, conversation, "organisation", { permission: "comment", ...more });
}

/** Opens the share with its discussion beside it. */
async function discuss(who: BrowserContext, { url }: Share): Promise<Page> {
  const page = await who.newPage();
  await page.goto(url);
  await page.getByRole("button", { name: /^Discussion/ }).click();
  await expect(panel(page)).toBeVisible();
  return page;
}

function panel(page: Page): Locator {
  return page.getByRole("complementary", { name: "Discussion" });
}

function thread(page: Page, words: string): Locator {
  return panel(page).getByRole("article").filter({ hasText: words });
}

async function write(page: Page, words: string): Promise<void> {
  await panel(page).getByRole("textbox", { name: "New comment" }).fill(words);
  await panel(page).getByRole("button", { name: "Comment", exact: true }).click();
}

test("two people discuss at the same time: comment, reply, change, resolve, delete", async ({ owner, colleague, reader }) => {
  const open = await shared(owner);
  const [one, two] = [await discuss(colleague, open), await discuss(reader, open)];
  await write(one, "Look at messages 2-3 again.");
  await expect(thread(two, "Look at messages 2-3 again.")).toBeVisible();
  await expect(two.getByRole("status").filter({ hasText: "Acme reviewer commented" })).toBeAttached();
  // Numbers in a comment lead to the messages.
  await thread(two, "Look at").getByRole("link", { name: "messages 2-3" }).click();
  await expect(two.getByRole("article", { name: /^Message 2, / })).toBeFocused();

  await thread(two, "Look at").getByRole("button", { name: "Reply" }).click();
  await panel(two).getByRole("textbox", { name: "Reply" }).fill("The promise in message 2 is too much.");
  await two.keyboard.press("Control+Enter");
  await expect(thread(one, "Look at")).toContainText("The promise in message 2 is too much.");
  await expect(one.getByRole("button", { name: /^Discussion/ })).toContainText("2");

  await thread(one, "Look at").getByRole("button", { name: "Edit" }).click();
  await panel(one).getByRole("textbox", { name: "Change the comment" }).fill("Look at message 2 again.");
  await panel(one).getByRole("button", { name: "Save" }).click();
  await expect(thread(two, "Look at message 2 again.")).toContainText("changed");
  await thread(two, "Look at").getByRole("button", { name: "Resolve" }).click();
  await expect(thread(one, "Look at")).toContainText("Resolved by Acme viewer");
  await panel(one).getByRole("combobox", { name: "Show" }).selectOption("Not resolved");
  await expect(panel(one)).toContainText("Nothing of this kind.");
  await panel(one).getByRole("combobox", { name: "Show" }).selectOption("Everything");
  await thread(one, "Look at").getByRole("button", { name: "Reopen" }).click();
  await expect(thread(two, "Look at").getByRole("button", { name: "Resolve" })).toBeVisible();

  // Nobody deletes another's words; one's own go after a second press.
  await expect(thread(one, "Look at").getByRole("button", { name: "Delete" })).toHaveCount(1);
  await thread(two, "Look at").getByRole("button", { name: "Delete" }).click();
  await thread(two, "Look at").getByRole("button", { name: "Delete for good?" }).click();
  await expect(thread(one, "Look at")).not.toContainText("The promise");
});

test("comments stand at messages and at selected words, of every kind, and are counted there", async ({ owner, colleague, reader }) => {
  const open = await shared(owner);
  const page = await discuss(colleague, open);
  await panel(page).getByRole("button", { name: "Close the panel" }).click();
  await page.getByText("I promise a refund of everything.").selectText();
  await page.getByRole("toolbar", { name: "Selected words" }).getByRole("button", { name: "Comment" }).click();
  await expect(panel(page).getByRole("textbox", { name: "New comment" })).toBeFocused();
  await expect(panel(page)).toContainText("On message 2: “");
  await panel(page).getByRole("combobox", { name: "Kind" }).selectOption("Suggestion");
  await write(page, "I am asking the carrier.");
  const suggestion = page.getByRole("article", { name: "Suggestion, On message 2" });
  await expect(suggestion).toContainText("I promise a refund of everything.");

  await page.getByRole("article", { name: /^Message 4, / }).hover();
  await page.getByRole("button", { name: "Message 4: more" }).click();
  await page.getByRole("menuitem", { name: "Comment", exact: true }).click();
  await panel(page).getByRole("combobox", { name: "Kind" }).selectOption("Good example");
  await panel(page).getByRole("button", { name: "Comment", exact: true }).click();
  await expect(page.getByRole("article", { name: "Good example, On message 4" })).toBeVisible();

  await panel(page).getByRole("combobox", { name: "Kind" }).selectOption("Action");
  await panel(page).getByLabel("Who does it").fill("Acme vi");
  await panel(page).getByRole("option", { name: "Acme viewer" }).click();
  await panel(page).getByLabel("Until").fill("2026-12-24");
  await write(page, "Call the carrier, see message 3.");
  await expect(page.getByRole("article", { name: "Action, On the whole conversation" })).toContainText("For Acme viewer, until 24 Dec 2026");

  const other = await reader.newPage();
  await other.goto(open.url);
  await other.getByRole("button", { name: "1 comment on message 2" }).click();
  await expect(other.getByRole("article", { name: "Suggestion, On message 2" })).toBeFocused();
  await panel(other).getByRole("combobox", { name: "Show" }).selectOption("Good examples");
  await expect(panel(other).getByRole("article")).toHaveCount(1);
  await other.getByRole("button", { name: "Outline" }).click();
  const outline = other.getByRole("complementary", { name: "Outline" });
  await expect(outline.getByRole("link", { name: /Good example/ })).toBeVisible();
  await outline.getByRole("link", { name: /^1 comment/ }).click();
  await expect(other.getByRole("article", { name: /^Message 2, / })).toBeFocused();
});

test("a colleague is mentioned by typing @ and choosing", async ({ owner, colleague }) => {
  const page = await discuss(colleague, await shared(owner));
  const field = panel(page).getByRole("textbox", { name: "New comment" });
  await field.pressSequentially("Please look, @acme vi");
  await expect(panel(page).getByRole("option", { name: "Acme viewer" })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(field).toHaveValue("Please look, @Acme viewer ");
  const sent = page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/comments"));
  await page.keyboard.press("Control+Enter");
  const body = (await sent).postDataJSON() as { mentions?: string[] };
  expect(body.mentions).toHaveLength(1);
  await expect(thread(page, "Please look, @Acme viewer")).toBeVisible();
});

test("a comment that repeats what is hidden is stopped with an explanation, and its words stay", async ({ owner, colleague }) => {
  const hidden = unique("Quartzbay");
  const conversation = await bringIn(owner, { messages: [{ sender: "contact", body: `It went to ${hidden} depot.` }] });
  const open = await share(owner, conversation, "organisation", {
    permission: "comment",
    redactions: [{ field: "message", message: 1, start: 11, end: 11 + hidden.length, label: "OTHER" }],
  });
  const page = await discuss(colleague, open);
  await write(page, `Was it ${hidden.toLowerCase()}?`);
  await expect(panel(page).getByRole("alert")).toContainText("repeats something that this share hides");
  const field = panel(page).getByRole("textbox", { name: "New comment" });
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field).toHaveValue(`Was it ${hidden.toLowerCase()}?`);
  await write(page, "Was it the depot in message 1?");
  await expect(thread(page, "Was it the depot in")).toBeVisible();
});

test("what is being written survives a reload and a lost connection", async ({ owner, colleague }) => {
  const page = await discuss(colleague, await shared(owner));
  await page.getByRole("article", { name: /^Message 3, / }).press("c");
  const field = panel(page).getByRole("textbox", { name: "New comment" });
  await field.fill("Half a thought");
  await page.reload();
  await page.getByRole("button", { name: /^Discussion/ }).click();
  await expect(field).toHaveValue("Half a thought");
  await expect(panel(page)).toContainText("On message 3");
  await colleague.setOffline(true);
  await panel(page).getByRole("button", { name: "Comment", exact: true }).click();
  await expect(panel(page).getByRole("alert")).toContainText("nothing you typed is lost");
  await expect(field).toHaveValue("Half a thought");
  await colleague.setOffline(false);
  await panel(page).getByRole("button", { name: "Comment", exact: true }).click();
  await expect(page.getByRole("article", { name: "Note, On message 3" })).toContainText("Half a thought");
  await expect(field).toHaveValue("");
});

test("a stop while both read and write ends it for both", async ({ owner, colleague, reader }) => {
  const open = await shared(owner);
  const pages = [await discuss(colleague, open), await discuss(reader, open)];
  await Promise.all(pages.map((page) => panel(page).getByRole("textbox", { name: "New comment" }).fill("Almost said")));
  await stop(owner, open);
  for (const page of pages) {
    await expect(page.getByRole("heading", { name: "This link does not open anything" })).toBeVisible({ timeout: 5000 });
    await expect(page.getByText("The parcel never came.")).toHaveCount(0);
    await expect(panel(page)).toHaveCount(0);
  }
});

test("several tabs of one browser share one stream, and all of them hear", async ({ owner, colleague, reader }) => {
  const open = await shared(owner);
  let streams = 0;
  colleague.on("request", (request) => {
    if (request.url().includes("/events?")) streams += 1;
  });
  const tabs = [await discuss(colleague, open), await discuss(colleague, open), await discuss(colleague, open)];
  const other = await discuss(reader, open);
  await write(other, "Heard everywhere.");
  for (const tab of tabs) await expect(thread(tab, "Heard everywhere.")).toBeVisible();
  expect(streams).toBe(1);
  // The one that listened goes; another takes over.
  await tabs[0]?.close();
  await write(other, "Heard again.");
  for (const tab of tabs.slice(1)) await expect(thread(tab, "Heard again.")).toBeVisible();
  expect(streams).toBe(2);
});

test("the action asked for is marked done, and everybody sees by whom", async ({ owner, colleague, reader }) => {
  const open = await shared(owner, { context: { action: "Tell the contact about message 2." } });
  const page = await colleague.newPage();
  await page.goto(open.url);
  await page.getByRole("button", { name: "Mark as done" }).click();
  await expect(page.getByRole("region", { name: "Context note" })).toContainText("Done: Acme reviewer, ");
  const other = await reader.newPage();
  await other.goto(open.url);
  await expect(other.getByRole("region", { name: "Context note" })).toContainText("Done: Acme reviewer, ");
});

test("the owner sees all comments by share, and turns them off", async ({ owner, colleague }) => {
  const conversation = await bringIn(owner, { messages });
  const open = await share(owner, conversation, "organisation", { permission: "comment", label: "For the leads" });
  const page = await discuss(colleague, open);
  await write(page, "One for the owner.");
  await expect(thread(page, "One for the owner.")).toBeVisible();
  const own = await owner.newPage();
  await own.goto(conversation.path);
  const comments = own.getByRole("region", { name: /^Comments on its shares/ });
  await expect(comments).toContainText("Organisation, For the leads");
  await expect(comments).toContainText("One for the owner.");
  await expect(comments.getByRole("link", { name: "CSV" })).toBeVisible();
  await comments.getByRole("button", { name: "Turn comments off" }).click();
  await expect(comments.getByRole("button", { name: "Turn comments on" })).toBeVisible();
  await page.reload();
  await page.getByRole("button", { name: /^Discussion/ }).click();
  await expect(thread(page, "One for the owner.")).toBeVisible();
  await expect(panel(page).getByRole("button", { name: "Comment", exact: true })).toBeHidden();
});

test("a reader who may only read sees no place to write", async ({ owner, colleague }) => {
  const conversation = await bringIn(owner, { messages });
  const { url } = await share(owner, conversation, "organisation");
  const page = await colleague.newPage();
  await page.goto(url);
  await expect(page.getByText("You are welcome.")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Discussion/ })).toHaveCount(0);
  await page.getByRole("article", { name: /^Message 4, / }).hover();
  await page.getByRole("button", { name: "Message 4: more" }).click();
  await expect(page.getByRole("menuitem", { name: "Copy as a quotation" })).toBeVisible();
  await expect(page.getByRole("menuitem", { name: "Comment", exact: true })).toHaveCount(0);
});

test("a discussion is accessible, wide and narrow", async ({ owner, colleague }) => {
  const open = await shared(owner, { context: { action: "Look at message 2." } });
  const page = await discuss(colleague, open);
  await write(page, "A remark on message 2.");
  await thread(page, "A remark").getByRole("button", { name: "Reply" }).click();
  await panel(page).getByRole("combobox", { name: "Kind" }).selectOption("Action");
  await expectAccessible(page);
  await page.setViewportSize({ width: 320, height: 700 });
  await expectAccessible(page);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wider).toBe(0);
});

test.describe("with a server of its own", () => {
  test("a restart in the middle of a discussion loses nothing", async ({ browser }) => {
    test.setTimeout(120_000);
    const server = await startServer();
    try {
      const enter = async (email: string) => {
        const context = await browser.newContext({ baseURL: server.url });
        const answer = await post(context, "/api/v1/session", { email, password: "discreet-demo" });
        expect(answer.ok()).toBe(true);
        return context;
      };
      const [owner, colleague, reader] = [await enter(people.owner), await enter(people.colleague), await enter(people.reader)];
      const open = await shared(owner);
      const [one, two] = [await discuss(colleague, open), await discuss(reader, open)];
      await write(one, "Before the restart.");
      await expect(thread(two, "Before the restart.")).toBeVisible();
      await panel(two).getByRole("textbox", { name: "New comment" }).fill("Written meanwhile");
      await server.restart();
      await panel(two).getByRole("button", { name: "Comment", exact: true }).click();
      await expect(thread(two, "Written meanwhile")).toBeVisible();
      // The other page hears of it by the stream that it takes up again.
      await expect(thread(one, "Written meanwhile")).toBeVisible({ timeout: 20_000 });
      await expect(thread(one, "Before the restart.")).toBeVisible();
      for (const context of [owner, colleague, reader]) await context.close();
    } finally {
      await server.stop();
    }
  });
});
