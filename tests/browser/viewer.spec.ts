// The recipients' door: what opens, what does not, and that the secret stays where it was put.
import type { BrowserContext, Page } from "@playwright/test";
import { answer, append, bringIn, post, share, stop, unique } from "./support/api";
import { everythingSentTo } from "./support/sharing";
import { expect, people, screenshot, test } from "./support/test";
import { PASSWORD } from "./support/server";

const DEAD = "This link does not open anything";

/** Twelve messages, tall enough to scroll. */
const twelve = Array.from({ length: 12 }, (_, at) => ({
  sender: at % 2 ? ("ai" as const) : ("contact" as const),
  body: Array.from({ length: 8 }, (_, line) => `Paragraph ${line + 1} of message ${at + 1}.`).join("\n\n"),
}));

test("a public link opens without an account and says what it is", async ({ owner, anonymous }) => {
  const conversation = await bringIn(owner, { messages: twelve, tags: ["carrier"] });
  const { url } = await share(owner, conversation, "public", { context: { why: "You asked for it." }, leave_out: [2] });
  const page = await anonymous.newPage();
  const answer = await page.goto(url);
  expect(answer?.status()).toBe(200);
  expect(await answer?.text()).not.toContain(conversation.title);
  await expect(page.getByRole("heading", { level: 1, name: conversation.title })).toBeVisible();
  await expect(page.getByText("Anyone with the link")).toBeVisible();
  await expect(page.getByText(/^Shared by Acme agent, /)).toBeVisible();
  await expect(page.getByText("11 of 12 messages, nothing redacted")).toBeVisible();
  await expect(page.getByText("You can read it")).toBeVisible();
  await expect(page.getByText("You asked for it.")).toBeVisible();
  await expect(page.getByRole("article", { name: /^Message 1, Contact/ })).toBeVisible();
  await expect(page.getByRole("article", { name: /^Message 2, / })).toHaveCount(0);
  await expect(page.getByRole("article", { name: /^Message 12, AI/ })).toContainText("Paragraph 8 of message 12.");
  // Neither who wrote it nor what is not included, and no word of it in the browser's history.
  await expect(page.getByText("carrier")).toHaveCount(0);
  await expect(page).toHaveTitle("Shared conversation · Discreet");
  await screenshot(page, "public");
});

test("a link to messages scrolls to them and highlights them", async ({ owner, anonymous }) => {
  const conversation = await bringIn(owner, { messages: twelve });
  const { url } = await share(owner, conversation, "public");
  const page = await anonymous.newPage();
  await page.goto(`${url}&m=7-9`);
  await expect(page.getByRole("article", { name: /^Message 7, / })).toBeInViewport();
  await expect(page.getByRole("article", { name: /^Message 7, / })).toBeFocused();
  await expect(page.getByRole("article", { name: /^Message 1, / })).not.toBeInViewport();
  await expect(page.getByRole("status").filter({ hasText: "Went to messages 7-9" })).toBeAttached();
  await expectHighlighted(page, [7, 8, 9]);
  await screenshot(page, "highlighted");
});

test("“messages 3-5” in the context note leads there, and the address keeps the secret", async ({ owner, anonymous }) => {
  const conversation = await bringIn(owner, { messages: twelve });
  const { url } = await share(owner, conversation, "public", {
    context: { focus: "Look at messages 3-5, then at message 11." },
  });
  const page = await anonymous.newPage();
  await page.goto(url);
  await page.getByRole("link", { name: "messages 3-5", exact: true }).click();
  await expect(page.getByRole("article", { name: /^Message 3, / })).toBeInViewport();
  await expect(page.getByRole("article", { name: /^Message 3, / })).toBeFocused();
  await expectHighlighted(page, [3, 4, 5]);
  expect(page.url()).toBe(`${url}&m=3-5`);
  await page.getByRole("link", { name: "message 11", exact: true }).click();
  await expect(page.getByRole("article", { name: /^Message 11, / })).toBeInViewport();
  await expectHighlighted(page, [11]);
  // The address is a link by itself: it opens at the same message.
  const again = await anonymous.newPage();
  await again.goto(page.url());
  await expect(again.getByRole("article", { name: /^Message 11, / })).toBeInViewport();
});

test("a message's number copies its link, with Shift a range's", async ({ owner, anonymous }) => {
  const conversation = await bringIn(owner, { messages: twelve });
  const { url } = await share(owner, conversation, "public");
  const page = await anonymous.newPage();
  await page.goto(url);
  await page.getByRole("link", { name: "Copy link to message 2", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "Link to message 2 copied" })).toBeAttached();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${url}&m=2`);
  await page.getByRole("link", { name: "Copy link to message 4", exact: true }).click({ modifiers: ["Shift"] });
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(`${url}&m=2-4`);
  await expectHighlighted(page, [2, 3, 4]);
});

test("stopping a share turns open pages into the neutral page within five seconds", async ({ owner, anonymous, colleague }) => {
  const conversation = await bringIn(owner, { messages: twelve });
  const open = await share(owner, conversation, "public");
  const inner = await share(owner, conversation, "organisation");
  const [stranger, member] = [await anonymous.newPage(), await colleague.newPage()];
  await stranger.goto(open.url);
  await member.goto(inner.url);
  for (const page of [stranger, member]) await expect(page.getByText("Paragraph 1 of message 1.")).toBeVisible();
  await Promise.all([stop(owner, open), stop(owner, inner)]);
  await Promise.all(
    [stranger, member].map(async (page) => {
      await expect(page.getByRole("heading", { name: DEAD })).toBeVisible({ timeout: 5000 });
      await expect(page.getByText("message 1.")).toHaveCount(0);
    }),
  );
});

test("unknown, expired, stopped, replaced and wrong links show one neutral page", async ({ owner, anonymous }) => {
  const conversation = await bringIn(owner, { messages: twelve });
  const soon = new Date(Date.now() + 1000).toISOString();
  const expired = await share(owner, conversation, "public", { expires_at: soon });
  const stopped = await share(owner, conversation, "public");
  await stop(owner, stopped);
  const live = await share(owner, conversation, "public");
  await expect.poll(async () => (await anonymous.request.get(new URL(expired.url).pathname)).status()).toBe(404);
  const wrong = live.url.replace(/#k=.*/, "#k=AAAAAAAAAAAAAAAAAAAAAA");
  const page = await anonymous.newPage();
  const seen = new Set<string>();
  for (const [what, url, status] of [
    ["expired", expired.url, 404],
    ["stopped", stopped.url, 404],
    ["unknown", live.url.replace(/\/s\/[\w-]+/, "/s/AAAAAAAAAAAAAAAAAAAAAA"), 404],
    // The page of a live share opens: its secret is no part of what the server is asked for it.
    ["wrong secret", wrong, 200],
  ] as const) {
    const opened = page.waitForResponse((response) => response.url().endsWith("/open"));
    await page.goto("about:blank");
    const answer = await page.goto(url);
    expect(answer?.status(), what).toBe(status);
    expect(answer?.headers()["x-robots-tag"], what).toContain("noindex");
    expect((await opened).status(), what).toBe(404);
    await expect(page.getByRole("heading", { name: DEAD }), what).toBeVisible();
    await expect(page.getByRole("button", { name: "Sign in" }), what).toBeVisible();
    seen.add(await page.locator("body").ariaSnapshot());
  }
  expect([...seen]).toHaveLength(1);
  // Without its last part a public link may be anybody's: it asks for signing in, as an unknown one does.
  await page.goto(live.url.replace(/#.*/, ""));
  await expect(page.getByRole("heading", { name: "Sign in to open this" })).toBeVisible();
});

test("an organisation's link leads through signing in back to the same address and message", async ({ owner, anonymous }) => {
  const conversation = await bringIn(owner, { messages: twelve });
  const { url } = await share(owner, conversation, "organisation");
  const page = await anonymous.newPage();
  await page.goto(`${url}#m=9`);
  await page.getByRole("button", { name: "Sign in to open" }).click();
  await signIn(page, people.colleague);
  await expect(page).toHaveURL(`${url}#m=9`);
  await expect(page.getByRole("article", { name: /^Message 9, / })).toBeInViewport();
  await expectHighlighted(page, [9]);
});

test("the secret is seen by no other origin, no address and no Referer, signing in included", async ({ owner, enter, server }) => {
  const conversation = await bringIn(owner, { messages: twelve });
  const { url } = await share(owner, conversation, "public");
  const secret = url.split("#k=")[1] ?? "";
  expect(secret).toMatch(/^[\w-]{22}$/);
  const context = await enter();
  const asked = listen(context);
  const page = await context.newPage();
  await page.goto(url);
  await expect(page.getByText("Paragraph 1 of message 1.")).toBeVisible();
  await page.reload();
  await expect(page.getByText("Paragraph 1 of message 1.")).toBeVisible();
  // And where it opens nothing any more, whoever then signs in takes it along unseen.
  const { url: other, id } = await share(owner, conversation, "public");
  const second = other.split("#k=")[1] ?? "";
  await stop(owner, { id });
  await page.goto(other);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(`${server.url}/sign-in`);
  await signIn(page, people.colleague);
  await expect(page).toHaveURL(other);
  await expect(page.getByRole("heading", { name: DEAD })).toBeVisible();

  const requests = await asked();
  expect(requests.length).toBeGreaterThan(10);
  for (const request of requests) {
    expect(new URL(request.url).origin).toBe(server.url);
    for (const held of [secret, second]) {
      expect(request.url).not.toContain(held);
      expect(request.headers).not.toContain(held);
      if (request.body.includes(held)) expect(new URL(request.url).pathname).toMatch(/^\/api\/v1\/s\/[\w-]+\/open$/);
    }
    expect(request.referer).toBe("");
  }
  expect(server.log()).not.toContain(secret);
  expect(server.log()).not.toContain(second);
});

test("a redaction never becomes a link, whatever the message defines", async ({ owner, anonymous }) => {
  const hidden = unique("Quartzbay");
  const body = `The parcel went to ${hidden}, see [the depot](https://depot.example/${hidden}).\n\n[redacted]: https://evil.example\n[REDACTED]: https://evil.example`;
  const conversation = await bringIn(owner, { messages: [{ sender: "contact", body }] });
  const redactions = [...body.matchAll(new RegExp(hidden, "g"))].map(({ index }) => ({
    field: "message", message: 1, start: index, end: index + hidden.length, label: "OTHER",
  }));
  expect(redactions).toHaveLength(2);
  const { url } = await share(owner, conversation, "public", { redactions });
  const sent = everythingSentTo(anonymous);
  const page = await anonymous.newPage();
  await page.goto(url);
  const message = page.getByRole("article", { name: /^Message 1, / });
  await expect(message.getByRole("img", { name: "Redacted" })).not.toHaveCount(0);
  await expect(message).toContainText("the depot");
  await expect(message.getByRole("paragraph").getByRole("link")).toHaveCount(0);
  expect(await page.locator("a[href*='evil']").count()).toBe(0);
  const everything = await sent();
  expect(everything).not.toContain("evil.example");
  expect(everything).not.toContain(hidden);
});

test("redactions across bold, links, code and table cells leave the rest intact", async ({ owner, anonymous }) => {
  const body = [
    "Before **bold quartzbay words** after.",
    "",
    "See [the quartzbay page](https://example.com/page) now.",
    "",
    "```sh",
    "ship --to quartzbay --fast",
    "```",
    "",
    "| Place | State |",
    "|---|---|",
    "| quartzbay | *lost* |",
  ].join("\n");
  const conversation = await bringIn(owner, { messages: [{ sender: "ai", body }] });
  const redactions = [...body.matchAll(/quartzbay/g)].map(({ index }) => ({
    field: "message", message: 1, start: index, end: index + "quartzbay".length, label: "OTHER",
  }));
  const { url } = await share(owner, conversation, "public", { redactions });
  const page = await anonymous.newPage();
  await page.goto(url);
  const message = page.getByRole("article", { name: /^Message 1, / });
  await expect(message.getByRole("strong")).toHaveText(/^bold \[REDACTED\] words$/);
  await expect(message.getByRole("link", { name: "the Redacted page" })).toHaveAttribute("href", "https://example.com/page");
  await expect(message.getByRole("group", { name: "Code, sh" })).toContainText("ship --to [REDACTED] --fast");
  await expect(message.getByRole("cell", { name: "lost" })).toBeVisible();
  await expect(message.getByRole("img", { name: "Redacted" })).toHaveCount(4);
});

test("a message's own HTML and images are text and links, and nothing is fetched for them", async ({ owner, anonymous }) => {
  const conversation = await bringIn(owner, {
    messages: [
      { sender: "contact", body: '<img src=x onerror="document.title=1"> <b>not bold</b> ![A picture](https://images.example/a.png)' },
    ],
  });
  const { url } = await share(owner, conversation, "public");
  const page = await anonymous.newPage();
  await page.goto(url);
  const message = page.getByRole("article", { name: /^Message 1, / });
  await expect(message).toContainText("<b>not bold</b>");
  await expect(message.getByRole("link", { name: "A picture" })).toHaveAttribute("href", "https://images.example/a.png");
  await expect(message.locator("img")).toHaveCount(0);
  await expect(page).toHaveTitle("Shared conversation · Discreet");
});

test("a transcript of 1,000 messages opens, its last message is reached, and the browser finds any of it", async ({ owner, anonymous }) => {
  const messages = Array.from({ length: 1000 }, (_, at) => ({
    sender: at % 2 ? ("ai" as const) : ("contact" as const),
    body: `Line ${at + 1} of a long story about a parcel.${at === 776 ? " Here stands the violet kettle." : ""}`,
  }));
  const conversation = await bringIn(owner, { messages: messages.slice(0, 10) });
  await append(owner, conversation, messages.slice(10));
  const { url } = await share(owner, conversation, "public");
  const page = await anonymous.newPage();
  await page.goto(url);
  await expect(page.getByText("Line 1 of a long story")).toBeVisible();
  await expect(page.getByText("End of the shared conversation")).toBeAttached();
  await expect(page.getByRole("article", { name: /^Message \d+, / })).toHaveCount(1000);
  await page.keyboard.press("End");
  await expect(page.getByRole("article", { name: /^Message 1000, / })).toBeInViewport();
  await page.keyboard.press("Home");
  await expect(page.getByRole("article", { name: /^Message 1, / })).toBeInViewport();
  // What Ctrl F does: the browser's own search over the drawn text.
  const finds = () => page.evaluate(() => (window as unknown as { find(words: string): boolean }).find("violet kettle"));
  await expect.poll(finds).toBe(true);
  await expect(page.getByRole("article", { name: /^Message 777, / })).toBeInViewport();

  const straight = await anonymous.newPage();
  await straight.goto(`${url}&m=900`);
  await expect(straight.getByRole("article", { name: /^Message 900, / })).toBeInViewport();
  await expect(straight.getByRole("article", { name: /^Message 900, / })).toBeFocused();
});

test("the keyboard makes a range as the mouse does", async ({ owner, anonymous }) => {
  const conversation = await bringIn(owner, { messages: twelve });
  const { url } = await share(owner, conversation, "public");
  const page = await anonymous.newPage();
  await page.goto(url);
  await page.getByRole("link", { name: "Copy link to message 2", exact: true }).press("Enter");
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(`${url}&m=2`);
  await page.getByRole("link", { name: "Copy link to message 4", exact: true }).press("Shift+Enter");
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(`${url}&m=2-4`);
  await expectHighlighted(page, [2, 3, 4]);
});

test("the messages that the context note names are one click away above the transcript", async ({ owner, anonymous }) => {
  const conversation = await bringIn(owner, { messages: twelve });
  const { url } = await share(owner, conversation, "public", {
    context: { why: "Because of message 9.", focus: "See messages 3-5, message 9." },
  });
  const page = await anonymous.newPage();
  await page.goto(url);
  const chips = page.getByRole("list", { name: "Messages to look at" });
  await expect(chips.getByRole("link")).toHaveText(["3-5", "9"]);
  await chips.getByRole("link", { name: "Go to message 9" }).click();
  await expect(page.getByRole("article", { name: /^Message 9, / })).toBeInViewport();
  await expectHighlighted(page, [9]);
});

test("a message and selected words are quoted with number, writer and time, and without the link's secret", async ({ owner, anonymous }) => {
  const hidden = unique("Quartzbay");
  const conversation = await bringIn(owner, {
    messages: [
      { sender: "contact", sent_at: "2026-11-20T10:02:00Z", body: `It went to ${hidden} yesterday.\n\n- one\n- two` },
      { sender: "ai", body: "I am sorry." },
    ],
  });
  const start = "It went to ".length;
  const redactions = [{ field: "message", message: 1, start, end: start + hidden.length, label: "OTHER" }];
  const { url } = await share(owner, conversation, "public", { redactions, utc: true });
  const secret = url.split("#k=")[1] ?? "";
  const page = await anonymous.newPage();
  await page.goto(url);
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole("article", { name: /^Message 1, / }).hover();
  await page.getByRole("button", { name: "Message 1: more" }).click();
  await page.getByRole("menuitem", { name: "Copy as a quotation" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Quotation copied" })).toBeAttached();
  await expect.poll(copied).toBe("Message 1, Contact, 20 November 2026 at 10:02 UTC:\n“It went to [REDACTED] yesterday.\n\n- one\n- two”");
  await expect(page.getByRole("button", { name: "Message 1: more" })).toBeFocused();
  // The same by keyboard, as Markdown.
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Copy as a quotation" })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect
    .poll(copied)
    .toBe("> It went to \\[REDACTED\\] yesterday.\n>\n> - one\n> - two\n>\n> — Message 1, Contact, 20 November 2026 at 10:02 UTC");
  // A selection, by the bar that appears below it.
  await page.getByText("I am sorry.").selectText();
  await page.getByRole("toolbar", { name: "Selected words" }).getByRole("button", { name: "Quote" }).click();
  await expect.poll(copied).toBe("Message 2, AI:\n“I am sorry.”");
  expect(await copied()).not.toContain(secret);
  await page.getByRole("heading", { level: 1 }).click();
  await expect(page.getByRole("toolbar", { name: "Selected words" })).toBeHidden();
});

test("the search counts all matches, goes through them, and finds what stands folded or far down", async ({ owner, anonymous }) => {
  const code = Array.from({ length: 60 }, (_, at) => `step ${at}${at === 50 ? " with the brass kettle" : ""}`).join("\n");
  const messages = Array.from({ length: 260 }, (_, at) => ({
    sender: at % 2 ? ("ai" as const) : ("contact" as const),
    body: at === 5 ? `\`\`\`sh\n${code}\n\`\`\`` : `Line ${at + 1}.${at === 2 || at === 240 ? " A brass *ketTle*." : ""}`,
  }));
  const conversation = await bringIn(owner, { messages });
  const { url } = await share(owner, conversation, "public");
  const page = await anonymous.newPage();
  await page.goto(url);
  await page.getByRole("button", { name: "Search", exact: true }).click();
  const field = page.getByRole("searchbox", { name: "Search in messages" });
  await expect(field).toBeFocused();
  await field.fill("brass kettle");
  const count = page.getByRole("search").getByRole("status");
  await expect(count).toHaveText("1 of 3");
  await expect(page.getByRole("article", { name: /^Message 3, / })).toBeInViewport();
  await expect(page.getByRole("button", { name: "Show all 60 lines" })).toBeAttached();
  await page.keyboard.press("Enter");
  await expect(count).toHaveText("2 of 3");
  await expect(page.getByRole("button", { name: "Show fewer lines" })).toBeVisible();
  await page.getByRole("button", { name: "Next match" }).click();
  await expect(count).toHaveText("3 of 3");
  await expect(page.getByRole("article", { name: /^Message 241, / })).toBeInViewport();
  await field.press("Shift+Enter");
  await expect(count).toHaveText("2 of 3");
  await field.fill("nothing of this");
  await expect(count).toHaveText("No match");
  await page.keyboard.press("Escape");
  await expect(field).toBeHidden();
  await expect(page.getByRole("button", { name: "Search", exact: true })).toBeFocused();
});

test("the outline leads to days and to who joins", async ({ owner, anonymous }) => {
  const conversation = await bringIn(owner, {
    messages: twelve.map((message, at) => ({
      ...message,
      sender: at === 10 ? ("agent" as const) : message.sender,
      sent_at: `2026-11-${at < 8 ? "18" : "19"}T10:0${at % 10}:00Z`,
    })),
  });
  const { url } = await share(owner, conversation, "public", { utc: true });
  const page = await anonymous.newPage();
  await page.goto(url);
  await page.getByRole("button", { name: "Outline" }).click();
  const outline = page.getByRole("complementary", { name: "Outline" });
  await expect(outline.getByRole("link")).toHaveText([
    "Wednesday, 18 November 20261",
    "Contact begins1",
    "AI joins2",
    "Thursday, 19 November 20269",
    "Agent 1 joins11",
  ]);
  await outline.getByRole("link", { name: /Agent 1 joins/ }).click();
  await expect(page.getByRole("article", { name: /^Message 11, / })).toBeFocused();
  await outline.getByRole("button", { name: "Close the panel" }).press("Escape");
  await expect(outline).toBeHidden();
  await expect(page.getByRole("button", { name: "Outline" })).toBeFocused();
});

test("times are shown in the reader's own zone or in UTC, and the choice is remembered", async ({ owner, enter }) => {
  const conversation = await bringIn(owner, {
    messages: [{ sender: "contact", sent_at: "2026-11-20T23:30:00Z", body: "It is late." }],
  });
  const { url } = await share(owner, conversation, "public");
  const far = await enter({ timezoneId: "Asia/Tokyo" });
  const page = await far.newPage();
  await page.goto(url);
  const message = page.getByRole("article", { name: /^Message 1, / });
  await expect(message).toContainText("08:30");
  await expect(page.getByRole("heading", { name: "Saturday, 21 November 2026" })).toBeVisible();
  await page.getByRole("button", { name: /^Local time: / }).click();
  await expect(message).toContainText("23:30");
  await expect(page.getByRole("heading", { name: "Friday, 20 November 2026" })).toBeVisible();
  await expect(page.getByText("All times are UTC")).toBeVisible();
  await page.reload();
  await expect(message).toContainText("23:30");
  await page.getByRole("button", { name: /^UTC: / }).click();
  await expect(message).toContainText("08:30");
});

test("on paper there are numbers, links and redactions, all of the code and no controls", async ({ owner, anonymous }) => {
  const code = Array.from({ length: 60 }, (_, at) => `step ${at}`).join("\n");
  const conversation = await bringIn(owner, {
    messages: [{ sender: "ai", body: `Hide quartzbay, see [the help](https://help.example/lost).\n\n\`\`\`\n${code}\n\`\`\`` }],
  });
  const { url } = await share(owner, conversation, "public", {
    redactions: [{ field: "message", message: 1, start: 5, end: 14, label: "OTHER" }],
  });
  const page = await anonymous.newPage();
  await page.goto(url);
  await expect(page.getByRole("button", { name: "Show all 60 lines" })).toBeVisible();
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("button", { name: "Search", exact: true })).toBeHidden();
  await expect(page.getByRole("button", { name: "Show all 60 lines" })).toBeHidden();
  const message = page.getByRole("article", { name: /^Message 1, / });
  await expect(message.getByRole("link", { name: "Copy link to message 1" })).toBeVisible();
  await expect(message.getByRole("img", { name: "Redacted" })).toBeVisible();
  const [code60, target] = await message.evaluate((article) => {
    const pre = article.querySelector("pre");
    const link = article.querySelector("a.link");
    return [
      (pre?.scrollHeight ?? 1) - (pre?.clientHeight ?? 0),
      link ? getComputedStyle(link, "::after").content : "",
    ] as const;
  });
  expect(code60).toBe(0);
  expect(target).toContain("https://help.example/lost");
});

test("a colleague asks for access on the dead page, and is told the same whatever the link", async ({ owner, colleague }) => {
  const conversation = await bringIn(owner, { messages: twelve });
  const named = await share(owner, conversation, "people", { emails: [people.reader] });
  const said = new Set<string>();
  for (const url of [named.url, named.url.replace(/\/s\/[\w-]+/, "/s/AAAAAAAAAAAAAAAAAAAAAA")]) {
    const page = await colleague.newPage();
    await page.goto(url);
    await expect(page.getByRole("heading", { name: DEAD })).toBeVisible();
    await page.getByRole("button", { name: "Request access" }).click();
    await expect(page.getByRole("status").filter({ hasText: "You asked for access." })).toBeVisible();
    await expect(page.getByRole("button", { name: "Request access" })).toHaveCount(0);
    said.add(await page.getByRole("main").ariaSnapshot());
  }
  expect([...said]).toHaveLength(1);
});

test("a password is asked for, told apart from a wrong one, and opens", async ({ owner, anonymous }) => {
  const conversation = await bringIn(owner, { messages: twelve });
  const { url } = await share(owner, conversation, "public", { password: "violet kettle 7" });
  const page = await anonymous.newPage();
  await page.goto(url);
  await expect(page.getByRole("heading", { name: "This link has a password" })).toBeVisible();
  await page.getByLabel("Password").fill("not this one");
  await page.getByRole("button", { name: "Open" }).click();
  await expect(page.getByText("That is not the password of this link.")).toBeVisible();
  await page.getByLabel("Password").fill("violet kettle 7");
  await page.getByLabel("Password").press("Enter");
  await expect(page.getByText("Paragraph 1 of message 1.")).toBeVisible();
  await page.reload();
  await expect(page.getByText("Paragraph 1 of message 1.")).toBeVisible();
});

test("a counted view is used only by asking for it; reading on and reloading use none", async ({ owner, anonymous, enter }) => {
  const conversation = await bringIn(owner, { messages: twelve });
  const { url } = await share(owner, conversation, "public", { max_views: 1 });
  const page = await anonymous.newPage();
  await page.goto(url);
  await page.reload();
  await page.getByRole("button", { name: "Show conversation" }).click();
  await expect(page.getByText("Paragraph 1 of message 1.")).toBeVisible();
  await page.reload();
  await expect(page.getByText("Paragraph 1 of message 1.")).toBeVisible();
  const late = await (await enter()).newPage();
  await late.goto(url);
  await expect(late.getByRole("heading", { name: DEAD })).toBeVisible();
});

test("a recipient ends the link that was made for them", async ({ owner, anonymous }) => {
  const conversation = await bringIn(owner, { messages: twelve });
  const { revision } = (await (await owner.request.get(`/api/v1${conversation.path}`)).json()) as { revision: number };
  const made = await answer<{ shares: { url: string }[] }>(
    await post(owner, `/api/v1${conversation.path}/recipient-links`, {
      share: { audience: { kind: "public" }, permission: "view", reviewed: revision, confirm_customer_safe: true },
      recipients: ["contact3001@example.com"],
    }),
  );
  const page = await anonymous.newPage();
  await page.goto(made.shares[0]?.url ?? "");
  await page.getByRole("button", { name: "End my link" }).click();
  await expect(page.getByRole("button", { name: "Keep it" })).toBeFocused();
  await page.getByRole("button", { name: "End it for good" }).click();
  await expect(page.getByRole("heading", { name: "You ended this link" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: DEAD })).toBeVisible();
});

/** The messages with these numbers, and no others, carry the mark of being meant. */
async function expectHighlighted(page: Page, numbers: number[]): Promise<void> {
  const meant = page.getByRole("article").and(page.locator("[data-target]"));
  await expect
    .poll(() => meant.evaluateAll((all) => all.map((article) => Number(article.getAttribute("data-number")))))
    .toEqual(numbers);
}

async function signIn(page: Page, email: string): Promise<void> {
  await page.getByRole("textbox", { name: "E-mail address" }).fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
}

interface Asked {
  url: string;
  body: string;
  /** All of them, as sent. */
  headers: string;
  referer: string;
}

/** Every request of the context from now on. */
function listen(context: BrowserContext): () => Promise<Asked[]> {
  const all: Promise<Asked>[] = [];
  context.on("request", (request) => {
    const [url, body] = [request.url(), request.postData() ?? ""];
    all.push(
      request
        .allHeaders()
        .then((headers) => ({ url, body, headers: JSON.stringify(headers), referer: headers.referer ?? "" })),
    );
  });
  return () => Promise.all(all);
}
