// The list of conversations and a conversation's own page: finding, bringing in, changing, deleting.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { bringIn, share, unique } from "./support/api";
import { dialog, visit } from "./support/sharing";
import { expect, screenshot, test } from "./support/test";

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
const late = [{ sender: "contact" as const, body: "The parcel is late." }];

test("the list is searched by title and contact, and the address keeps the search", async ({ owner }) => {
  const [word, contact] = [unique("Teapot"), unique("Contact ")];
  await bringIn(owner, { title: `${word} without a handle`, messages: late });
  await bringIn(owner, { title: unique("Something else "), contact: { name: contact }, messages: late });
  const page = await owner.newPage();
  await page.goto("/");
  const search = page.getByRole("searchbox", { name: "Search conversations" });
  await search.fill(word.toLowerCase());
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText(`${word} without a handle`);
  await expect(page).toHaveURL(`/?q=${word.toLowerCase()}`);
  await page.reload();
  await expect(search).toHaveValue(word.toLowerCase());
  await expect(rows(page)).toHaveCount(1);
  await search.fill(contact);
  await expect(rows(page)).toContainText(contact);
  await expect(rows(page)).toHaveCount(1);
});

test("filters by status and by share narrow the list, and the address says so", async ({ owner }) => {
  const word = unique("Saucer");
  await bringIn(owner, { title: `${word} open`, messages: late });
  const solved = await bringIn(owner, { title: `${word} solved`, status: "resolved", messages: late });
  await share(owner, solved, "public");
  const page = await owner.newPage();
  await page.goto(`/?q=${word}`);
  await expect(rows(page)).toHaveCount(2);
  await page.getByRole("combobox", { name: "Status" }).selectOption("Resolved");
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText(`${word} solved`);
  await expect(rows(page).getByRole("link", { name: /sharing controls/ })).toContainText("Public link · expires in 7 days");
  await page.getByRole("combobox", { name: "Shared" }).selectOption("Public link");
  await expect(page).toHaveURL(`/?q=${word}&status=resolved&shared=public`);
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole("combobox", { name: "Shared" }).selectOption("Private");
  await expect(page.getByRole("heading", { name: "Nothing found" })).toBeVisible();
  await page.getByRole("button", { name: "Clear search and filters" }).click();
  await expect(page).toHaveURL("/");
  await expect(page.getByRole("searchbox", { name: "Search conversations" })).toHaveValue("");
  await expect(page.getByRole("combobox", { name: "Status" })).toHaveValue("");
  await expect(rows(page).first()).toBeVisible();
});

test("a search that finds nothing says so and leads back", async ({ owner }) => {
  const page = await owner.newPage();
  await page.goto(`/?q=${unique("Nowhere")}`);
  await expect(page.getByRole("heading", { name: "Nothing found" })).toBeVisible();
  await screenshot(page, "nothing-found");
  await page.getByRole("button", { name: "Clear search and filters" }).click();
  await expect(rows(page).first()).toBeVisible();
});

test("somebody to whom nothing belongs is told where shared ones are", async ({ reader }) => {
  const page = await reader.newPage();
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "No conversations here" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Import" })).toHaveCount(0);
  await screenshot(page, "nobodys");
});

test("a list that cannot be loaded says why and tries again", async ({ owner }) => {
  const page = await owner.newPage();
  await page.route("**/api/v1/conversations*", (route) => route.abort());
  await page.goto("/");
  await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
  await page.unroute("**/api/v1/conversations*");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(rows(page).first()).toBeVisible();
});

test("a file chosen in the dialog is brought in, and once only", async ({ owner }) => {
  const page = await owner.newPage();
  await page.goto("/");
  await choose(page, fixture("one.json"));
  const report = dialog(page, "Import");
  await report.getByRole("button", { name: "Import 1 conversation" }).click();
  await expect(report).toContainText("1 conversation imported.");
  await report.getByRole("link", { name: "Kettle from one file" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Kettle from one file" })).toBeVisible();
  await expect(page.getByText("The kettle came without its lid.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Status: Escalated" })).toBeVisible();
});

test("a conversation with a source is known again when its file comes twice", async ({ owner }) => {
  const source = { system: "tests", id: unique("source") };
  const file = (messages: { sender: string; body: string }[]) => ({
    name: "again.json",
    mimeType: "application/json",
    buffer: Buffer.from(JSON.stringify({ title: "Sent twice", source, messages })),
  });
  const page = await owner.newPage();
  await page.goto("/");
  const report = dialog(page, "Import");
  await choose(page, file(late));
  await report.getByRole("button", { name: "Import 1 conversation" }).click();
  await expect(report).toContainText("1 conversation imported.");
  await report.getByRole("button", { name: "Done" }).click();
  await choose(page, file([...late, { sender: "ai", body: "It came in the meantime." }]));
  await expect(report).toContainText("Here; 1 new message");
  await report.getByRole("button", { name: "Import 1 conversation" }).click();
  await expect(report).toContainText("1 already here.");
  await report.getByRole("link", { name: "Sent twice" }).click();
  await expect(page.getByText("It came in the meantime.")).toBeVisible();
  await expect(page.getByText("The parcel is late.")).toHaveCount(1);
});

test("a dropped file with good and bad lines keeps the good ones and names the others", async ({ owner }) => {
  const page = await owner.newPage();
  await page.goto("/");
  await expect(rows(page).first()).toBeVisible();
  await drop(page, "mixed.jsonl", await readFile(fixture("mixed.jsonl"), "utf8"));
  const report = dialog(page, "Import");
  await expect(report).toContainText("2 conversations: 2 new, 2 problems.");
  await report.getByRole("button", { name: "Import 2 conversations" }).click();
  await expect(report).toContainText("2 conversations imported, 2 problems.");
  await expect(report.getByRole("listitem").filter({ hasText: "line 2" })).toContainText("title");
  await expect(report.getByRole("listitem").filter({ hasText: "line 3" })).toContainText("sender");
  await screenshot(page, "report");
  await report.getByRole("button", { name: "Done" }).click();
  await expect(rows(page).filter({ hasText: "Good line of a mixed file" }).first()).toBeVisible();
  await expect(rows(page).filter({ hasText: "Last line of a mixed file" }).first()).toBeVisible();
});

test("a broken file is refused with its line, and nothing that was here is lost", async ({ owner }) => {
  const page = await owner.newPage();
  await page.goto("/");
  await expect(rows(page).first()).toBeVisible();
  const before = await rows(page).count();
  await choose(page, fixture("broken.json"));
  const report = dialog(page, "Import");
  await expect(report).toContainText(/line \d+/);
  await expect(report).not.toContainText("imported.");
  await report.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(rows(page)).toHaveCount(before);
});

test("the status is changed from the conversation and true in the list", async ({ owner }) => {
  const conversation = await bringIn(owner, { messages: late });
  const page = await visit(owner, conversation);
  const status = page.getByRole("button", { name: "Status: Open" });
  await status.click();
  await expect(page.getByRole("menuitemradio", { name: "Open" })).toBeChecked();
  await page.getByRole("menuitemradio", { name: "Resolved" }).click();
  await expect(page.getByRole("button", { name: "Status: Resolved" })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "Status: Resolved" })).toBeAttached();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Conversations" }).click();
  await expect(rows(page).filter({ hasText: conversation.title })).toContainText("Resolved");
});

test("title, tags and notes are changed in place, and a failed save keeps what was typed", async ({ owner }) => {
  const conversation = await bringIn(owner, { messages: late });
  const page = await visit(owner, conversation);
  await page.getByRole("button", { name: "Edit title" }).click();
  const title = page.getByRole("textbox", { name: "Title" });
  await expect(title).toBeFocused();
  await page.route("**/api/v1/conversations/*", (route) => (route.request().method() === "PATCH" ? route.abort() : route.continue()));
  const renamed = unique("Renamed ");
  await title.fill(renamed);
  await page.keyboard.press("Enter");
  await expect(title).toHaveAttribute("aria-invalid", "true");
  await expect(title).toHaveValue(renamed);
  await page.unroute("**/api/v1/conversations/*");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: renamed })).toBeVisible();
  await expect(page.getByRole("button", { name: "Edit title" })).toBeFocused();

  await page.getByRole("button", { name: "Add tags" }).click();
  await page.getByRole("textbox", { name: "Tags" }).fill("#carrier, late");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("list", { name: "Tags" }).getByRole("listitem")).toHaveText(["carrier", "late"]);

  await page.getByRole("textbox", { name: "Add a note" }).fill("Ask the carrier first.");
  await page.getByRole("button", { name: "Add note" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Ask the carrier first." })).toContainText("Acme agent");
  await expect(page.getByRole("textbox", { name: "Add a note" })).toHaveValue("");
});

test("deleting says which live shares will end, and ends them", async ({ owner, anonymous }) => {
  const conversation = await bringIn(owner, { messages: late });
  const open = await share(owner, conversation, "public", { label: "For the carrier" });
  await share(owner, conversation, "organisation");
  const page = await visit(owner, conversation);
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Delete…" }).click();
  const question = dialog(page, "Delete this conversation?");
  await expect(question).toContainText("These 2 shares end at once; their links stop working:");
  await expect(question.getByRole("listitem").filter({ hasText: "Public link · For the carrier" })).toContainText("until");
  await expect(question.getByRole("listitem").filter({ hasText: "Organisation" })).toBeVisible();
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("heading", { level: 1, name: conversation.title })).toBeVisible();
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Delete…" }).click();
  await question.getByRole("button", { name: "Delete conversation" }).click();
  await expect(page.getByText("Conversation deleted; 2 shares ended")).toBeVisible();
  await expect(page).toHaveURL("/");
  await expect(rows(page).filter({ hasText: conversation.title })).toHaveCount(0);
  expect((await anonymous.request.get(new URL(open.url).pathname)).status()).toBe(404);
  await page.goto(conversation.path);
  await expect(page.getByRole("heading", { name: "There is no such conversation here" })).toBeVisible();
});

test("another organisation's conversation is not known to exist", async ({ owner, outsider, colleague }) => {
  const conversation = await bringIn(owner, { messages: late });
  for (const other of [outsider, colleague]) {
    const page = await other.newPage();
    await page.goto(conversation.path);
    await expect(page.getByRole("heading", { name: "There is no such conversation here" })).toBeVisible();
    await expect(page.getByText("The parcel is late.")).toHaveCount(0);
  }
});

/** The conversations in the list. */
function rows(page: Page) {
  return page.getByRole("main").getByRole("listitem").filter({ has: page.getByRole("heading", { level: 2 }) });
}

/** Through the browser's own file dialog. */
async function choose(page: Page, file: string | { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  const asked = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Import" }).click();
  await (await asked).setFiles(file);
}

/** As if a file was dragged from the desktop onto the page. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    ([name, text]) => {
      const data = new DataTransfer();
      data.items.add(new File([text], name));
      return data;
    },
    [name, text] as const,
  );
  const main = page.getByRole("main");
  await main.dispatchEvent("dragover", { dataTransfer });
  await expect(page.getByText("Drop to import")).toBeVisible();
  await main.dispatchEvent("drop", { dataTransfer });
  await expect(page.getByText("Drop to import")).toBeHidden();
}
