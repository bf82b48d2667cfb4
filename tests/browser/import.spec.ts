// Bringing conversations in: looking first, choosing, numbers while it runs, stopping, folders; and what a file cannot do.
import type { Page } from "@playwright/test";
import { bringIn, unique } from "./support/api";
import { dialog } from "./support/sharing";
import { expect, screenshot, test } from "./support/test";

type Chosen = { name: string; mimeType: string; buffer: Buffer };

const file = (name: string, content: string | Buffer): Chosen => ({ name, mimeType: "", buffer: Buffer.from(content) });

const conversation = (title: string, messages = 1) => ({
  title,
  source: { system: "tests", id: title },
  messages: Array.from({ length: messages }, (_, number) => ({ sender: "contact", body: `Message ${number + 1}.` })),
});

const lines = (...all: unknown[]) => all.map((one) => `${JSON.stringify(one)}\n`).join("");

async function choose(page: Page, ...files: Chosen[]) {
  await page.goto("/");
  const asked = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Import" }).click();
  await (await asked).setFiles(files);
  return dialog(page, "Import");
}

async function titles(page: Page, words: string): Promise<string[]> {
  const list = await page.request.get("/api/v1/conversations?limit=100");
  const rows = ((await list.json()) as { conversations: { title: string }[] }).conversations;
  return rows.map((row) => row.title).filter((title) => title.includes(words)).sort();
}

test("what a file holds is shown first, and only what is ticked is brought in", async ({ owner }) => {
  const word = unique("Lantern");
  await bringIn(owner, conversation(`${word} known`, 2) as never);
  const page = await owner.newPage();
  const text = lines(conversation(`${word} one`, 3), conversation(`${word} two`), conversation(`${word} known`, 2)) + "not json\n";
  const importing = await choose(page, file("export.jsonl", text));
  await expect(importing).toContainText("3 conversations: 2 new, 1 already here, 1 problem.");
  await expect(importing.getByRole("listitem").filter({ hasText: "line 4" })).toBeVisible();
  await expect(importing.getByRole("checkbox", { name: `${word} one` })).toHaveAccessibleDescription("New · 3 messages");
  await expect(importing.getByRole("checkbox", { name: `${word} known` })).toBeDisabled();
  expect(await titles(page, word)).toEqual([`${word} known`]);

  await importing.getByRole("button", { name: "Select none" }).click();
  await expect(importing.getByRole("button", { name: "Import 0 conversations" })).toBeDisabled();
  await importing.getByRole("checkbox", { name: `${word} two` }).focus();
  await page.keyboard.press("Space");
  await screenshot(page, "preview");
  await importing.getByRole("button", { name: "Import 1 conversation" }).click();
  await expect(importing).toContainText("1 conversation imported, 1 problem.");
  expect(await titles(page, word)).toEqual([`${word} known`, `${word} two`]);
  await importing.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("link", { name: `${word} two` })).toBeVisible();
});

test("Escape stores nothing and gives the focus back", async ({ owner }) => {
  const word = unique("Bramble");
  const page = await owner.newPage();
  const importing = await choose(page, file("one.json", JSON.stringify(conversation(word))));
  await expect(importing.getByRole("checkbox", { name: word })).toBeChecked();
  const gone = page.waitForResponse((answer) => answer.request().method() === "DELETE" && answer.url().includes("/imports/"));
  await page.keyboard.press("Escape");
  await expect(importing).toBeHidden();
  expect((await gone).ok(), "the server keeps the file no longer").toBe(true);
  await expect(page.getByRole("button", { name: "Import" })).toBeFocused();
  expect(await titles(page, word)).toEqual([]);
});

test("of several files each is shown by its name, and a broken one loses the others nothing", async ({ owner }) => {
  const word = unique("Cobalt");
  const page = await owner.newPage();
  const importing = await choose(
    page,
    file("good.json", JSON.stringify(conversation(`${word} good`))),
    file("broken.json", '{"title": "Broken"'),
    file("notes.bin", Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70])),
    file("better.json", JSON.stringify(conversation(`${word} better`))),
  );
  await expect(importing.getByRole("heading", { name: "broken.json" })).toBeVisible();
  await importing.getByRole("button", { name: "Import 2 conversations" }).click();
  await expect(importing.getByRole("link", { name: word })).toHaveCount(2);
  expect(await titles(page, word)).toEqual([`${word} better`, `${word} good`]);
});

test("a long import counts, can be stopped, and keeps what it had brought in", async ({ owner }) => {
  const word = unique("Marble");
  const page = await owner.newPage();
  const many = Array.from({ length: 1500 }, (_, number) => conversation(`${word} ${number}`));
  const importing = await choose(page, file("many.jsonl", lines(...many)));
  await expect(importing.getByRole("button", { name: "Show more (1300 not shown)" })).toBeVisible({ timeout: 30_000 });
  await importing.getByRole("button", { name: "Import 1,500 conversations" }).click();
  await expect(importing.getByText(/^[1-9]\d* of 1,500 conversations$/)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(importing, "it does not run on unseen").toBeVisible();
  await importing.getByRole("button", { name: "Stop import" }).click();
  await expect(importing).toContainText(/Stopped\. [\d,]+ conversations? imported\./);
  expect((await titles(page, word)).length).toBeGreaterThan(0);
  await importing.getByRole("button", { name: "Done" }).click();
});

test("a dropped folder comes in as one file", async ({ owner }) => {
  const word = unique("Willow");
  const page = await owner.newPage();
  await page.goto("/");
  await expect(page.getByRole("main").getByRole("listitem").first()).toBeVisible();
  // No script may drop a real folder: this one answers as a folder does.
  await page.evaluate((text) => {
    const content = new File([text], "one.json");
    const inside = { isDirectory: false, isFile: true, fullPath: "/export/one.json", name: "one.json", file: (good: (file: File) => void) => good(content) };
    let parts = [[inside], []];
    const folder = { isDirectory: true, isFile: false, name: "export", fullPath: "/export", createReader: () => ({ readEntries: (good: (entries: unknown[]) => void) => good(parts.shift() ?? []) }) };
    DataTransferItem.prototype.webkitGetAsEntry = () => folder as unknown as FileSystemEntry;
    const data = new DataTransfer();
    data.items.add(new File([""], "export"));
    const drop = (kind: string) => document.querySelector("main")?.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
    drop("dragover");
    drop("drop");
  }, JSON.stringify(conversation(word)));
  const importing = dialog(page, "Import");
  await expect(importing.getByRole("heading", { name: "export" })).toBeVisible();
  await importing.getByRole("button", { name: "Import 1 conversation" }).click();
  await expect(importing).toContainText("1 conversation imported.");
  expect(await titles(page, word)).toEqual([word]);
});

test("another format and other branches are looked at without sending the file again", async ({ owner }) => {
  const word = unique("Saffron");
  const node = (id: string, parent: string | null, children: string[], role: string, text: string) => ({
    id,
    parent,
    children,
    message: { id, author: { role }, create_time: 1_767_000_000, content: { content_type: "text", parts: [text] } },
  });
  const mapping = {
    root: { id: "root", parent: null, children: ["q"], message: null },
    q: node("q", "root", ["a1", "a2"], "user", "Which lamp?"),
    a1: node("a1", "q", [], "assistant", "The old one."),
    a2: node("a2", "q", [], "assistant", "The new one."),
  };
  const exported = [{ title: word, create_time: 1_767_000_000, update_time: 1_767_000_000, mapping, current_node: "a2", conversation_id: word, id: word }];
  const page = await owner.newPage();
  const uploads: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().includes("dry_run")) uploads.push(request.url());
  });
  const importing = await choose(page, file("conversations.json", JSON.stringify(exported)));
  await expect(importing).toContainText("1 conversation: 1 new.");
  await expect(importing.getByLabel("Format")).toHaveValue("chatgpt");
  await importing.getByLabel("Branches").selectOption("all");
  await expect(importing).toContainText("2 conversations: 2 new.");
  await importing.getByRole("button", { name: "Import 2 conversations" }).click();
  await expect(importing).toContainText("2 conversations imported.");
  expect(uploads).toHaveLength(1);
});
