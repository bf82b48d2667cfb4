// Sharing, from the owner's first look to the recipient's page and back: what is hidden stays hidden, every audience
// reads what it may, and what the indicator says is true at once.
import { append, bringIn, share, stop, unique } from "./support/api";
import {
  dialog,
  drawOver,
  everythingOn,
  everythingSentTo,
  marks,
  openSharing,
  reviewed,
  row,
  startShare,
  visit,
} from "./support/sharing";
import { expect, people, screenshot, test } from "./support/test";

const DEAD = "This link does not open anything";

test("what the owner hides in the review is nowhere in what an anonymous reader gets", async ({ owner, anonymous }) => {
  // Hidden by mouse, by "all like it", by words, by keyboard, as a finding, and by leaving a message out.
  const [drawn, alike, found, keyed, skipped] = ["Quartzbay", "Umbrellon", "Feldmarch", "Zanthory", "Obsidrake"].map(unique) as [
    string, string, string, string, string,
  ];
  const mail = `${unique("someone")}@customer.example`;
  const contact = unique("Contact ");
  const conversation = await bringIn(owner, {
    contact: { name: contact, email: `${unique("other")}@customer.example` },
    tags: [unique("tagged")],
    notes: [{ author: "Agent", body: unique("Lanternwick") }],
    log: [{ text: unique("Logbook") }],
    metadata: { tenant: unique("Tenantry") },
    messages: [
      { sender: "contact", name: contact, body: `The parcel went to ${drawn} instead of my door.` },
      { sender: "ai", body: `I see **${alike}** as the carrier. Is that right?` },
      { sender: "contact", body: `Yes, ${alike} brought it; ${alike.toUpperCase()} always does.` },
      { sender: "agent", name: unique("Staffer"), body: `Our depot ${found} has it. Write to ${mail} please.` },
      { sender: "contact", body: `${keyed} was the first word of my complaint.` },
      { sender: "ai", body: `Internal remark about ${skipped}.` },
      { sender: "contact", body: "The kettle is violet, that is what matters." },
    ],
  });
  const page = await visit(owner, conversation);
  const indicator = page.getByRole("button", { name: /^Sharing: / });
  await expect(indicator).toHaveAccessibleName("Sharing: Private");
  const making = await startShare(page);
  const text = reviewed(making);
  const toolbar = making.getByRole("toolbar", { name: "Selection" });

  await test.step("a word drawn over with the mouse", async () => {
    await drawOver(page, text, drawn);
    await toolbar.getByRole("button", { name: "Redact", exact: true }).click();
    await expect(toolbar).toBeHidden();
    await expect(marks(text, drawn)).toBeVisible();
  });
  await test.step("everything like a selected word, in any case", async () => {
    await drawOver(page, text, alike);
    await toolbar.getByRole("button", { name: "Redact all 3 like it" }).click();
    await expect(marks(text, new RegExp(alike, "i"))).toHaveCount(3);
  });
  await test.step("words that are looked for", async () => {
    await making.getByRole("textbox", { name: "Words to hide" }).fill(found.toLowerCase());
    await expect(making.getByText("1 match in what is shared.")).toBeVisible();
    await making.getByRole("region", { name: "Find and redact" }).getByRole("button", { name: "Redact", exact: true }).click();
    await expect(marks(text, found)).toBeVisible();
  });
  await test.step("a word selected with the keyboard, taken back and hidden again", async () => {
    await text.getByRole("article", { name: /Message 5,/ }).focus();
    await page.keyboard.press("ArrowRight");
    await expect(toolbar).toBeVisible();
    await page.keyboard.press("r");
    await expect(marks(text, keyed)).toBeVisible();
    await page.keyboard.press("u");
    await expect(marks(text, keyed)).toHaveCount(0);
    await page.keyboard.press("Control+Shift+Z");
    await expect(marks(text, keyed)).toBeVisible();
  });
  await test.step("a whole message", async () => {
    await text.getByRole("button", { name: "What to do with message 6" }).click();
    await page.getByRole("menuitem", { name: "Leave out this message" }).click();
    await expect(making.getByText("1 message left out")).toBeVisible();
  });

  await test.step("a public link waits for a decision on every finding", async () => {
    await making.getByRole("button", { name: "Next: Audience" }).click();
    await making.getByRole("radio", { name: /^Public link/ }).check();
    await making.getByRole("button", { name: "Create public link…" }).click();
    await expect(making.getByText(/A public link needs a decision on each/)).toBeVisible();
    await making.getByRole("button", { name: mail }).click();
    await making.getByRole("listitem").filter({ hasText: mail }).getByRole("button", { name: "Redact", exact: true }).click();
    await making.getByRole("button", { name: "Next: Audience" }).click();
  });

  await test.step("the preview shows what the recipient will get", async () => {
    await making.getByRole("button", { name: "Preview as recipient" }).click();
    const preview = dialog(page, "Preview as recipient");
    await expect(preview.getByText("The kettle is violet")).toBeVisible();
    await expect(preview.getByText("6 of 7 messages, 7 redactions")).toBeVisible();
    for (const hidden of [drawn, alike, found, keyed, skipped, mail]) {
      await expect(preview.getByText(hidden)).toHaveCount(0);
    }
    await preview.getByRole("button", { name: "Close" }).click();
  });

  await test.step("and needs a second, explicit confirmation", async () => {
    await making.getByRole("button", { name: "Create public link…" }).click();
    const confirm = dialog(page, "Create a public link?");
    await expect(confirm).toContainText("Anyone on the internet with the link, without signing in, until");
    await expect(confirm).toContainText("6 of 7 messages");
    await confirm.getByRole("button", { name: "Create public link" }).click();
    await expect(confirm.getByText("Tick this once you have checked it.")).toBeVisible();
    await expect(confirm.getByRole("checkbox", { name: "I have checked that this is customer-safe" })).toBeFocused();
    await page.keyboard.press("Space");
    await confirm.getByRole("button", { name: "Create public link" }).click();
  });

  const field = making.getByRole("textbox", { name: "Link" });
  await expect(field).toHaveValue(/\/s\/[\w-]+#k=[\w-]{22}$/);
  await expect(field).not.toBeEditable();
  const link = await field.inputValue();
  await making.getByRole("button", { name: "Copy link" }).click();
  await expect(making.getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  await expect(indicator).toHaveAccessibleName("Sharing: Public link, expires in 7 days");
  await screenshot(page, "link");

  const sent = everythingSentTo(anonymous);
  const stranger = await anonymous.newPage();
  await stranger.goto(link);
  await expect(stranger.getByText("The kettle is violet")).toBeVisible();
  await expect(stranger.getByText("6 of 7 messages, 7 redactions")).toBeVisible();
  await expect(stranger.getByRole("img", { name: "Redacted" })).toHaveCount(7);
  await expect(stranger.getByText("Internal remark")).toHaveCount(0);
  await screenshot(stranger, "recipient");
  const everything = (await sent()) + (await everythingOn(stranger));
  expect(everything).toContain("The kettle is violet");
  const { contact: who, tags, notes, log } = await (await owner.request.get(`/api/v1${conversation.path}`)).json();
  for (const hidden of [drawn, alike, found, keyed, skipped, mail, who.name, who.email, tags[0], notes[0].body, log[0].text, "tenantry", "staffer"]) {
    expect(everything.toLowerCase(), hidden).not.toContain(hidden.toLowerCase());
  }
});

test("an organisation's link is confirmed in words and opens for colleagues after signing in", async ({ owner, colleague, outsider, anonymous }) => {
  const conversation = await bringIn(owner, { messages: [{ sender: "contact", body: "The parcel is late." }] });
  const page = await visit(owner, conversation);
  const making = await startShare(page);
  await making.getByRole("button", { name: "Next: Audience" }).click();
  await making.getByRole("radio", { name: /^Organisation/ }).check();
  await making.getByRole("combobox", { name: "Expires" }).selectOption("30 days");
  await making.getByRole("button", { name: "Create organisation link…" }).click();
  const confirm = dialog(page, "Create an organisation link?");
  await expect(confirm).toContainText(/Anyone at Acme with the link, signed in, until \d+ [A-Z][a-z]+\./);
  await expect(confirm.getByRole("checkbox")).toHaveCount(0);
  await confirm.getByRole("button", { name: "Create organisation link" }).click();
  const link = await making.getByRole("textbox", { name: "Link" }).inputValue();
  expect(link).not.toContain("#");
  await expect(page.getByRole("button", { name: "Sharing: Organisation, expires in 30 days" })).toBeVisible();

  const theirs = await colleague.newPage();
  await theirs.goto(link);
  await expect(theirs.getByText("The parcel is late.")).toBeVisible();
  await expect(theirs.getByText("Anyone at Acme with the link, signed in")).toBeVisible();

  const elsewhere = await outsider.newPage();
  await elsewhere.goto(link);
  await expect(elsewhere.getByRole("heading", { name: DEAD })).toBeVisible();
  const nobody = await anonymous.newPage();
  await nobody.goto(link);
  await expect(nobody.getByRole("heading", { name: "Sign in to open this" })).toBeVisible();
});

test("a share with a person opens for them and shows any other colleague the neutral page", async ({ owner, colleague, reader }) => {
  const conversation = await bringIn(owner, { messages: [{ sender: "contact", body: "The parcel is late." }] });
  const page = await visit(owner, conversation);
  const making = await startShare(page);
  await making.getByRole("button", { name: "Next: Audience" }).click();
  await making.getByRole("radio", { name: /^People/ }).check();
  const field = making.getByRole("textbox", { name: "People" });

  await test.step("an address that is nobody's is refused where it stands, and keeps what was typed", async () => {
    await field.fill("nobody@acme.example");
    await field.press("Enter");
    await field.fill(people.reader);
    await field.press("Enter");
    await making.getByRole("textbox", { name: "Why" }).fill("Please call back.");
    await making.getByRole("button", { name: "Share with these people" }).click();
    await expect(making.getByRole("list", { name: "People named" }).getByRole("listitem").first()).toContainText("Nobody here has this address");
    await expect(making.getByRole("textbox", { name: "Why" })).toHaveValue("Please call back.");
    await making.getByRole("button", { name: "Remove nobody@acme.example" }).click();
    await expect(field).toBeFocused();
  });
  await making.getByRole("button", { name: "Share with these people" }).click();
  const link = await making.getByRole("textbox", { name: "Link" }).inputValue();
  await expect(page.getByRole("button", { name: /^Sharing: Shared with 1 person, expires in/ })).toBeVisible();

  const named = await reader.newPage();
  await named.goto(link);
  await expect(named.getByText("The parcel is late.")).toBeVisible();
  await expect(named.getByText("Please call back.")).toBeVisible();
  const other = await colleague.newPage();
  await other.goto(link);
  await expect(other.getByRole("heading", { name: DEAD })).toBeVisible();
  await expect(other.getByText("The parcel is late.")).toHaveCount(0);
});

test("shares stand side by side, and stopping one leaves the other", async ({ owner, colleague, anonymous }) => {
  const conversation = await bringIn(owner, { messages: [{ sender: "contact", body: "The parcel is late." }] });
  const open = await share(owner, conversation, "public", { label: "For the carrier" });
  const inner = await share(owner, conversation, "organisation", { label: "For the team" });
  const page = await visit(owner, conversation);
  const indicator = page.getByRole("button", { name: /^Sharing: / });
  await expect(indicator).toHaveAccessibleName("Sharing: Public link, expires in 7 days, 2 live shares");
  const controls = await openSharing(page);
  await expect(controls.getByText("2 live shares")).toBeVisible();

  const carrier = row(controls, "For the carrier");
  await carrier.getByRole("button", { name: "Stop sharing" }).click();
  const question = carrier.getByRole("group", { name: "Stop sharing" });
  await question.getByRole("button", { name: "Leave it as it is" }).click();
  await expect(question).toBeHidden();
  await carrier.getByRole("button", { name: "Stop sharing" }).click();
  await question.getByRole("button", { name: "Stop sharing" }).click();
  await expect(controls.getByText("1 live share", { exact: true })).toBeVisible();
  await expect(indicator).toHaveAccessibleName("Sharing: Organisation, expires in 7 days");
  await controls.getByText("1 ended share").click();
  await expect(row(controls, "For the carrier")).toContainText("Stopped");

  await controls.getByRole("button", { name: "Close" }).click();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Conversations" }).click();
  const listed = page.getByRole("listitem").filter({ hasText: conversation.title });
  await expect(listed.getByRole("link", { name: /sharing controls/ })).toContainText("Organisation · expires in 7 days");

  const stranger = await anonymous.newPage();
  expect((await stranger.goto(open.url))?.status()).toBe(404);
  await expect(stranger.getByRole("heading", { name: DEAD })).toBeVisible();
  const member = await colleague.newPage();
  await member.goto(inner.url);
  await expect(member.getByText("The parcel is late.")).toBeVisible();
});

test("label, expiry and context note change in place, and the link stays", async ({ owner, anonymous }) => {
  const conversation = await bringIn(owner, { messages: [{ sender: "contact", body: "The parcel is late." }] });
  const { url } = await share(owner, conversation, "public", { label: "First name", context: { why: "Old reason." } });
  const page = await visit(owner, conversation);
  const controls = await openSharing(page);
  await row(controls, "First name").getByRole("button", { name: "Change" }).click();
  const form = row(controls, "First name");
  await form.getByRole("textbox", { name: "Label" }).fill("Second name");
  await form.getByRole("combobox", { name: "Expires" }).selectOption("30 days");
  await form.getByRole("textbox", { name: "Why" }).fill("New reason.");
  await form.getByRole("button", { name: "Save changes" }).click();
  await expect(row(controls, "Second name")).toContainText("Expires in 30 days");
  await expect(page.getByRole("button", { name: "Sharing: Public link, expires in 30 days" })).toBeVisible();
  const stranger = await anonymous.newPage();
  await stranger.goto(url);
  await expect(stranger.getByText("New reason.")).toBeVisible();
  await expect(stranger.getByText("in 30 days")).toBeVisible();
});

test("a moment in the past is refused at its field, and a custom moment is said in the reader's own time", async ({ owner }) => {
  const conversation = await bringIn(owner, { messages: [{ sender: "contact", body: "The parcel is late." }] });
  const page = await visit(owner, conversation);
  const making = await startShare(page);
  await making.getByRole("button", { name: "Next: Audience" }).click();
  await making.getByRole("radio", { name: /^Organisation/ }).check();
  await making.getByRole("combobox", { name: "Expires" }).selectOption("Date and time…");
  const moment = making.getByLabel("Date and time");
  await moment.fill("2020-01-01T10:00");
  await making.getByRole("button", { name: "Create organisation link…" }).click();
  await expect(making.getByRole("alert")).toContainText("This moment has passed");
  await expect(moment).toHaveAttribute("aria-invalid", "true");
  await expect(moment).toHaveValue("2020-01-01T10:00");
  const year = new Date().getFullYear() + 1;
  await moment.fill(`${year}-07-01T14:00`);
  await expect(making.getByText(/Ends .*1 Jul.*14:00 \(Europe\/Berlin\)/)).toBeVisible();
  await making.getByRole("button", { name: "Create organisation link…" }).click();
  await dialog(page, "Create an organisation link?").getByRole("button", { name: "Create organisation link" }).click();
  await expect(making.getByRole("textbox", { name: "Link" })).toBeVisible();
  const { shares } = await (await owner.request.get(`/api/v1${conversation.path}/shares`)).json();
  expect(new Date(shares[0].expires_at).toISOString()).toBe(`${year}-07-01T12:00:00.000Z`);
});

test("an expired share is renewed under the same link", async ({ owner, anonymous }) => {
  const conversation = await bringIn(owner, { messages: [{ sender: "contact", body: "The parcel is late." }] });
  const soon = new Date(Date.now() + 1500).toISOString();
  const { url } = await share(owner, conversation, "public", { expires_at: soon });
  await expect.poll(async () => (await anonymous.request.get(new URL(url).pathname)).status()).toBe(404);
  const page = await visit(owner, conversation);
  await expect(page.getByRole("button", { name: "Sharing: Private" })).toBeVisible();
  const controls = await openSharing(page);
  await expect(controls.getByText("Nobody else can read this now.")).toBeVisible();
  const expired = row(controls, "Public link");
  await expect(expired).toContainText("Expired");
  await expired.getByRole("button", { name: "Renew" }).click();
  await expired.getByRole("combobox", { name: "Expires" }).selectOption("24 hours");
  await expired.getByRole("button", { name: "Renew", exact: true }).last().click();
  await expect(page.getByRole("button", { name: "Sharing: Public link, expires in 1 day" })).toBeVisible();
  await expect(row(controls, "Public link")).toContainText("Expires in 1 day");
  const stranger = await anonymous.newPage();
  expect((await stranger.goto(url))?.status()).toBe(200);
  await expect(stranger.getByText("The parcel is late.")).toBeVisible();
});

test("a new link takes the place of the old one", async ({ owner, anonymous }) => {
  const conversation = await bringIn(owner, { messages: [{ sender: "contact", body: "The parcel is late." }] });
  const { url: old } = await share(owner, conversation, "public");
  const page = await visit(owner, conversation);
  const controls = await openSharing(page);
  const only = row(controls, "Public link");
  await only.getByRole("button", { name: "New link" }).click();
  await only.getByRole("group", { name: "Replace the link" }).getByRole("button", { name: "Replace the link" }).click();
  await expect(only.getByRole("group")).toBeHidden();
  await only.getByRole("button", { name: "Copy link" }).click();
  await expect(only.getByRole("button", { name: "Copied" })).toBeVisible();
  const fresh = await page.evaluate(() => navigator.clipboard.readText());
  expect(fresh).not.toBe(old);
  const stranger = await anonymous.newPage();
  await stranger.goto(old);
  await expect(stranger.getByRole("heading", { name: DEAD })).toBeVisible();
  const other = await anonymous.newPage();
  await other.goto(fresh);
  await expect(other.getByText("The parcel is late.")).toBeVisible();
});

test("an update shows what is new first and publishes it under the same link", async ({ owner, colleague }) => {
  const hidden = unique("Quartzbay");
  const filler = Array.from({ length: 40 }, (_, at) => ({ sender: "ai" as const, body: `Answer ${at + 2} about the parcel, in some length so that it fills a line.` }));
  const conversation = await bringIn(owner, {
    messages: [{ sender: "contact", body: `It went to ${hidden}.` }, ...filler],
  });
  const at = "It went to ".length;
  const inner = await share(owner, conversation, "organisation", {
    redactions: [{ field: "message", message: 1, start: at, end: at + hidden.length, label: "OTHER" }],
  });
  await append(owner, conversation, [{ sender: "contact", body: `It came back from ${hidden} today.` }]);

  const member = await colleague.newPage();
  await member.goto(inner.url);
  await expect(member.getByText("Answer 41 about the parcel")).toBeVisible();
  await expect(member.getByText("It came back from")).toHaveCount(0);

  const page = await visit(owner, conversation);
  const indicator = page.getByRole("button", { name: /^Sharing: / });
  await expect(indicator).toHaveAccessibleName("Sharing: Organisation, expires in 7 days, changed since shared");
  const controls = await openSharing(page);
  await row(controls, "Organisation").getByRole("button", { name: "Update share" }).click();
  const update = dialog(page, "Update share");
  await expect(update.getByText("New since it was shared: message 42.")).toBeVisible();
  const fresh = reviewed(update).getByRole("article", { name: /Message 42,/ });
  await expect(fresh).toBeInViewport();
  await expect(fresh).toBeFocused();
  await screenshot(page, "update");
  // What was hidden before is hidden in what is new, and the rest can be.
  await expect(update.getByText("1 place in the new messages says what you hid before. It is hidden too.")).toBeVisible();
  await expect(marks(fresh, hidden)).toBeVisible();
  await drawOver(page, fresh, "today");
  await update.getByRole("toolbar", { name: "Selection" }).getByRole("button", { name: "Redact", exact: true }).click();
  await expect(marks(fresh, "today")).toBeVisible();
  await update.getByRole("button", { name: "Publish update" }).click();
  await expect(dialog(page, "Sharing")).toBeVisible();
  await expect(indicator).toHaveAccessibleName("Sharing: Organisation, expires in 7 days");

  const sent = everythingSentTo(colleague);
  await expect(member.getByText("A newer version was published.")).toBeVisible();
  await member.getByRole("button", { name: "Reload" }).click();
  await expect(member.getByText("It came back from")).toBeVisible();
  await expect(member.getByText("today")).toHaveCount(0);
  expect((await sent()) + (await everythingOn(member))).not.toContain(hidden);
});

test("what was typed and decided survives closing the dialog", async ({ owner }) => {
  const conversation = await bringIn(owner, { messages: [{ sender: "contact", body: "The parcel is late again." }] });
  const page = await visit(owner, conversation);
  const making = await startShare(page);
  await making.getByRole("textbox", { name: "Words to hide" }).fill("late");
  await expect(making.getByText("1 match in what is shared.")).toBeVisible();
  await making.getByRole("textbox", { name: "Words to hide" }).press("Enter");
  await expect(marks(reviewed(making), "late")).toBeVisible();
  await making.getByRole("button", { name: "Next: Audience" }).click();
  await making.getByRole("textbox", { name: "What to look at" }).fill("Message 1");
  await page.keyboard.press("Escape");
  await expect(making.getByRole("button", { name: "Next: Audience" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog(page, "Sharing")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await dialog(page, "Sharing").getByRole("button", { name: "Continue the new share" }).click();
  await expect(marks(reviewed(making), "late")).toBeVisible();
  await making.getByRole("button", { name: "Next: Audience" }).click();
  await expect(making.getByRole("textbox", { name: "What to look at" })).toHaveValue("Message 1");
});

test("a share stopped elsewhere is said in the controls", async ({ owner }) => {
  const conversation = await bringIn(owner, { messages: [{ sender: "contact", body: "The parcel is late." }] });
  const made = await share(owner, conversation, "organisation", { label: "Stopped elsewhere" });
  const page = await visit(owner, conversation);
  const controls = await openSharing(page);
  await expect(row(controls, "Stopped elsewhere")).toBeVisible();
  await stop(owner, made);
  await row(controls, "Stopped elsewhere").getByRole("button", { name: "Copy link" }).click();
  await expect(row(controls, "Stopped elsewhere").getByRole("alert")).toBeVisible();
});
