// Finding conversations: where words are looked for, how the list shows what it found, and that its address holds it.
import type { Page } from "@playwright/test";
import { bringIn, unique } from "./support/api";
import { expect, screenshot, test } from "./support/test";

const plain = [{ sender: "contact" as const, body: "The parcel is late." }];

test("words are found in messages, titles, contacts, tags and notes, and marked there", async ({ owner }) => {
  const word = (place: string) => unique(place);
  const [message, title, contact, tag, note] = [word("Samovar"), word("Teacup"), word("Ladle"), word("whisk"), word("Colander")];
  const { id } = await bringIn(owner, {
    title: `A ${title} without a handle`,
    contact: { name: `Contact ${contact}`, email: "contact3001@example.com" },
    tags: [tag, "late"],
    messages: [...plain, { sender: "agent", body: `We sent the **${message}** on Monday.` }],
    notes: [{ author: "Acme agent", body: `Ask for the ${note} first.` }],
  });
  const page = await owner.newPage();
  await page.goto("/");
  for (const [words, place] of [
    [message, "Message 2"],
    [title, ""],
    [contact, ""],
    [note, "Note"],
  ] as const) {
    await field(page).fill(words.toLowerCase());
    await expect(rows(page), words).toHaveCount(1);
    await expect(rows(page).locator("mark").first(), words).toHaveText(words);
    await expect(rows(page), words).toContainText(place);
  }
  await field(page).fill(tag);
  await expect(page).toHaveURL(`/?q=${tag}`);
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page).locator("a.tag[data-found]")).toContainText(tag);
  await screenshot(page, "found");
  // The words in the message lead to that message.
  await field(page).fill(message);
  await expect(rows(page).locator("mark")).toHaveText([message]);
  await rows(page).getByRole("heading", { level: 2 }).getByRole("link").click();
  await expect(page).toHaveURL(`/conversations/${id}#m=2`);
  await expect(page.getByRole("article", { name: /^Message 2, / })).toHaveAttribute("data-target", "");
  await expect(page.getByRole("article", { name: /^Message 2, / })).toBeInViewport();
});

test("all words must occur, the last one may be unfinished, and quotation marks keep words together", async ({ owner }) => {
  const word = unique("Kettle");
  await bringIn(owner, { title: `${word} one`, messages: [{ sender: "contact", body: "The blue lid is broken." }] });
  await bringIn(owner, { title: `${word} two`, messages: [{ sender: "contact", body: "The lid is blue, and broken." }] });
  const page = await owner.newPage();
  await page.goto("/");
  for (const [asked, found] of [
    [`${word} lid broken`, 2],
    [`${word} broken bl`, 2],
    [`${word} bro blue`, 0],
    [`${word} "blue lid"`, 1],
    [`"lid blue" ${word}`, 0],
    [word.slice(0, -1), 2],
  ] as const) {
    await field(page).fill(asked);
    if (found > 0) await expect(rows(page).filter({ hasText: word }), asked).toHaveCount(found);
    else await expect(page.getByRole("heading", { name: "Nothing found" }), asked).toBeVisible();
  }
});

test("tag, channel and dates narrow the list, each can be dropped, and the address keeps them", async ({ owner }) => {
  const [word, tag] = [unique("Saucer"), unique("fragile")];
  const sent = (at: string) => [{ sender: "contact" as const, sent_at: at, body: "It broke." }];
  await bringIn(owner, { title: `${word} in May`, channel: "chat", tags: [tag], messages: sent("2025-05-10T12:00:00Z") });
  await bringIn(owner, { title: `${word} in June`, channel: "e-mail", tags: [tag], messages: sent("2025-06-10T12:00:00Z") });
  await bringIn(owner, { title: `${word} untagged`, channel: "chat", messages: sent("2025-06-20T12:00:00Z") });
  const page = await owner.newPage();
  await page.goto(`/?q=${word}`);
  await expect(rows(page)).toHaveCount(3);
  await rows(page).getByRole("link", { name: tag }).first().click();
  await expect(page).toHaveURL(`/?tag=${tag}`);
  await expect(rows(page)).toHaveCount(2);
  await page.getByRole("combobox", { name: "Channel" }).selectOption("chat");
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText(`${word} in May`);
  await page.reload();
  await expect(page.getByRole("combobox", { name: "Channel" })).toHaveValue("chat");
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole("combobox", { name: "Channel" }).selectOption("");
  await page.getByText("Dates", { exact: true }).click();
  await page.getByLabel("Last message from").fill("2025-06-01");
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText(`${word} in June`);
  await expect(page).toHaveURL(`/?tag=${tag}&from=2025-06-01`);
  await page.getByRole("button", { name: "Remove filter From: 2025-06-01" }).click();
  await expect(rows(page)).toHaveCount(2);
  await page.getByRole("button", { name: `Remove filter Tag: ${tag}` }).click();
  await expect(page).toHaveURL("/");
});

test("the list is sorted as chosen", async ({ owner }) => {
  const word = unique("Spoon");
  for (const title of [`Best ${word}`, `Zebra ${word}`, `Apple ${word}`]) await bringIn(owner, { title, messages: plain });
  const page = await owner.newPage();
  await page.goto(`/?q=${word}`);
  await expect(rows(page)).toHaveCount(3);
  await expect(page.getByRole("combobox", { name: "Sort by" })).toHaveValue("relevance");
  await page.getByRole("combobox", { name: "Sort by" }).selectOption("Title");
  await expect(page).toHaveURL(`/?q=${word}&sort=title`);
  await expect(rows(page).getByRole("heading")).toHaveText([`Apple ${word}`, `Best ${word}`, `Zebra ${word}`]);
  await page.getByRole("combobox", { name: "Sort by" }).selectOption("Newest");
  await expect(rows(page).getByRole("heading")).toHaveText([`Apple ${word}`, `Zebra ${word}`, `Best ${word}`]);
});

test("back, forward and reload lead through what was searched for", async ({ owner }) => {
  const [first, second] = [unique("Pitcher"), unique("Tureen")];
  await bringIn(owner, { title: first, messages: plain });
  await bringIn(owner, { title: second, messages: plain });
  const page = await owner.newPage();
  await page.goto("/");
  await field(page).fill(first);
  await expect(rows(page)).toHaveText([new RegExp(first)]);
  await rows(page).getByRole("link", { name: first }).click();
  await expect(page.getByRole("heading", { level: 1, name: first })).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(`/?q=${first}`);
  await expect(field(page)).toHaveValue(first);
  await expect(rows(page)).toHaveText([new RegExp(first)]);
  await page.goBack();
  await expect(page).toHaveURL("/");
  await expect(field(page)).toHaveValue("");
  await expect(rows(page).filter({ hasText: second })).toHaveCount(1);
  await page.goForward();
  await expect(field(page)).toHaveValue(first);
  await expect(rows(page)).toHaveText([new RegExp(first)]);
  await page.reload();
  await expect(field(page)).toHaveValue(first);
  await expect(rows(page)).toHaveText([new RegExp(first)]);
});

test("a search without an answer says what was asked and offers ways out", async ({ owner }) => {
  const word = unique("Thermos");
  await bringIn(owner, { title: word, messages: plain });
  const page = await owner.newPage();
  await page.goto(`/?q=${word}&status=closed`);
  await expect(page.getByRole("heading", { name: "Nothing found" })).toBeVisible();
  await expect(page.getByText(`No conversation with these filters says`)).toContainText(word);
  await page.getByRole("button", { name: "Search without filters" }).click();
  await expect(page).toHaveURL(`/?q=${word}`);
  await expect(rows(page)).toHaveCount(1);
});

test("an admin finds others' conversations by what the list shows, never by their text", async ({ owner, admin, outsider }) => {
  const [title, message, note] = [unique("Goblet"), unique("Beaker"), unique("Flask")];
  await bringIn(owner, { title, messages: [{ sender: "contact", body: message }], notes: [{ author: "Acme agent", body: note }] });
  const page = await admin.newPage();
  await page.goto(`/?q=${title}`);
  await expect(rows(page)).toHaveCount(1);
  for (const hidden of [message, note]) {
    await page.goto(`/?q=${hidden}`);
    await expect(page.getByRole("heading", { name: "Nothing found" })).toBeVisible();
  }
  const strange = await outsider.newPage();
  for (const any of [title, message, note]) {
    await strange.goto(`/?q=${any}`);
    await expect(strange.getByRole("heading", { name: "Nothing found" })).toBeVisible();
  }
});

test("back leads to the rows that were shown and to the place among them", async ({ owner }) => {
  const tag = unique("crockery");
  for (let number = 1; number <= 120; number += 1) {
    await bringIn(owner, { title: `Plate ${String(number).padStart(3, "0")} ${tag}`, tags: [tag], messages: plain });
  }
  const page = await owner.newPage();
  await page.goto(`/?tag=${tag}&sort=title`);
  await expect(rows(page)).toHaveCount(50);
  await page.getByRole("button", { name: "Show more" }).click();
  await expect(rows(page)).toHaveCount(100);
  const plate = page.getByRole("link", { name: `Plate 090 ${tag}` });
  await plate.scrollIntoViewIfNeeded();
  await plate.click();
  await expect(page.getByRole("heading", { level: 1, name: `Plate 090 ${tag}` })).toBeVisible();
  await page.goBack();
  await expect(rows(page)).toHaveCount(100);
  await expect(plate).toBeInViewport();
  await page.reload();
  await expect(rows(page)).toHaveCount(100);
  await expect(plate).toBeInViewport();
});

/** The conversations in the list. */
function rows(page: Page) {
  return page.getByRole("main").getByRole("listitem").filter({ has: page.getByRole("heading", { level: 2 }) });
}

function field(page: Page) {
  return page.getByRole("searchbox", { name: "Search conversations" });
}
