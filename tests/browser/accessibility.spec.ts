// For everybody: no page or dialog that axe objects to in either theme, none that needs a mouse, none wider than a
// phone, and none that moves for those who asked for stillness.
import type { BrowserContext, Page } from "@playwright/test";
import { answer, append, bringIn, post, share, stop, unique, type Conversation, type Share } from "./support/api";
import { dialog, drawOver, openSharing, reviewed, row, startShare, visit } from "./support/sharing";
import { expect, expectAccessible, people, screenshot, test } from "./support/test";

const DEAD = "This link does not open anything";

/** Something of everything that a page shows. */
function rich(): Parameters<typeof bringIn>[1] {
  return {
    status: "escalated",
    channel: "chat",
    contact: { name: "Contact 3001", email: "contact3001@example.com", phone: "+44 20 7946 0000", reference: "CUST-3001" },
    tags: ["carrier", "a-tag-that-is-rather-long-for-a-narrow-screen"],
    summary: "The parcel is lost between two depots.",
    attempts: ["Asked the carrier.", "Offered a refund."],
    notes: [{ author: "Acme agent", body: "Ask the carrier first.", written_at: "2026-01-09T10:00:00Z" }],
    log: [{ at: "2026-01-09T10:00:00Z", text: "Escalated by rule" }],
    messages: [
      { sender: "contact", name: "Contact 3001", sent_at: "2026-01-09T09:12:00Z", body: "My parcel **never came**. Write to contact3001@example.com." },
      {
        sender: "ai",
        sent_at: "2026-01-09T09:13:00Z",
        body: "I looked it up:\n\n| Depot | State |\n|---|---|\n| North | *gone* |\n\n```sh\ntrack --parcel 4411 --verbose --with-a-line-that-is-longer-than-any-phone-is-wide --really\n```\n\n- one\n- two\n\n> quoted\n\nSee [the help](https://help.example/parcels).",
        citations: [{ title: "Lost parcels", url: "https://help.example/lost", quote: "Ask the carrier." }],
      },
      { sender: "agent", name: "Acme agent", sent_at: "2026-01-10T08:00:00Z", body: "averyveryverylongwordwithoutanyplacetobreakitwhichmustnotmakethepagescrollsideways".repeat(2) },
      { sender: "contact", sent_at: "2026-01-10T08:05:00Z", body: "شكرا جزيلا, that is all. The key is sk_live_4eC39HqLyjWDarjtT1zdp7dc." },
    ],
  };
}

interface Place {
  name: string;
  /** Leads there; the page it stands on. */
  go(people: { owner: BrowserContext; admin: BrowserContext; anonymous: BrowserContext }): Promise<Page>;
}

async function withShares(owner: BrowserContext): Promise<{ conversation: Conversation; open: Share }> {
  const conversation = await bringIn(owner, rich());
  const open = await share(owner, conversation, "public", {
    label: "For the carrier",
    context: { why: "You asked.", focus: "See messages 1-2.", action: "Find it." },
    include: { contact: true, tags: true, notes: true, citations: true, escalation: true, staff_names: true },
    ...(await everythingKept(owner, conversation)),
  });
  await share(owner, conversation, "organisation");
  await stop(owner, await share(owner, conversation, "people", { emails: [people.reader] }));
  await append(owner, conversation, [{ sender: "contact", body: "It came today." }]);
  return { conversation, open };
}

/** Every finding of a conversation, kept; one word of it hidden. */
async function everythingKept(owner: BrowserContext, conversation: Conversation) {
  const origin = new URL((await owner.request.get("/healthz")).url()).origin;
  const answer = await owner.request.post(`/api/v1${conversation.path}/findings`, { headers: { Origin: origin } });
  const { findings } = (await answer.json()) as { findings: unknown[] };
  return { kept: findings, redactions: [{ field: "message", message: 1, start: 3, end: 9, label: "OTHER" }] };
}

async function toAudience(page: Page) {
  const making = await startShare(page);
  await making.getByRole("button", { name: "Next: Audience" }).click();
  return making;
}

const places: Place[] = [
  {
    name: "signing in",
    async go({ anonymous }) {
      const page = await anonymous.newPage();
      await page.goto("/sign-in");
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page.getByRole("alert")).toBeVisible();
      return page;
    },
  },
  {
    name: "the list",
    async go({ owner }) {
      await withShares(owner);
      const page = await owner.newPage();
      await page.goto("/");
      await expect(page.getByRole("link", { name: /sharing controls/ }).first()).toBeVisible();
      return page;
    },
  },
  {
    name: "nothing found",
    async go({ owner }) {
      const page = await owner.newPage();
      await page.goto(`/?q=${unique("Nowhere")}`);
      await expect(page.getByRole("heading", { name: "Nothing found" })).toBeVisible();
      return page;
    },
  },
  {
    name: "the account menu",
    async go({ owner }) {
      const page = await owner.newPage();
      await page.goto("/");
      await page.getByRole("button", { name: /^Account: / }).click();
      await expect(page.getByRole("menuitem", { name: "Sign out", exact: true })).toBeVisible();
      return page;
    },
  },
  {
    name: "a conversation",
    async go({ owner }) {
      const { conversation } = await withShares(owner);
      const page = await visit(owner, conversation);
      await expect(page.getByText("It came today.")).toBeVisible();
      await page.getByText("1 source").click();
      await page.getByText("System log").click();
      return page;
    },
  },
  {
    name: "deleting",
    async go({ owner }) {
      const { conversation } = await withShares(owner);
      const page = await visit(owner, conversation);
      await page.getByRole("button", { name: "More actions" }).click();
      await page.getByRole("menuitem", { name: "Delete…" }).click();
      await expect(dialog(page, "Delete this conversation?")).toContainText("These 2 shares end at once");
      return page;
    },
  },
  {
    name: "the sharing controls, empty",
    async go({ owner }) {
      const page = await visit(owner, await bringIn(owner, rich()));
      const controls = await openSharing(page);
      await expect(controls.getByRole("heading", { name: "This conversation is private" })).toBeVisible();
      return page;
    },
  },
  {
    name: "the sharing controls with shares, one of them being changed",
    async go({ owner }) {
      const { conversation } = await withShares(owner);
      const page = await visit(owner, conversation);
      const controls = await openSharing(page);
      await controls.getByText("1 ended share").click();
      const open = row(controls, "For the carrier");
      await open.getByRole("button", { name: "Change" }).click();
      await expect(open.getByRole("textbox", { name: "Label" })).toBeVisible();
      return page;
    },
  },
  {
    name: "the question before stopping",
    async go({ owner }) {
      const { conversation } = await withShares(owner);
      const page = await visit(owner, conversation);
      const open = row(await openSharing(page), "For the carrier");
      await open.getByRole("button", { name: "Stop sharing" }).click();
      await expect(open.getByRole("group", { name: "Stop sharing" })).toBeVisible();
      return page;
    },
  },
  {
    name: "an update",
    async go({ owner }) {
      const { conversation } = await withShares(owner);
      const page = await visit(owner, conversation);
      await row(await openSharing(page), "For the carrier").getByRole("button", { name: "Update share" }).click();
      await expect(dialog(page, "Update share").getByText("New since it was shared: message 5.")).toBeVisible();
      await expect(reviewed(dialog(page, "Update share")).getByRole("article", { name: /Message 5,/ })).toBeVisible();
      return page;
    },
  },
  {
    name: "the review",
    async go({ owner }) {
      const page = await visit(owner, await bringIn(owner, rich()));
      const making = await startShare(page);
      const first = reviewed(making).getByRole("article", { name: /Message 1,/ });
      await drawOver(page, first, "parcel");
      await making.getByRole("toolbar", { name: "Selection" }).getByRole("button", { name: "Redact", exact: true }).click();
      await drawOver(page, first, "never");
      await expect(making.getByRole("toolbar", { name: "Selection" })).toBeVisible();
      return page;
    },
  },
  {
    name: "the review, looking for a pattern that is none",
    async go({ owner }) {
      const making = await startShare(await visit(owner, await bringIn(owner, rich())));
      // On a phone the tools stand on a sheet of their own.
      const sheet = making.getByRole("button", { name: "All findings" });
      await expect(reviewed(making).getByRole("article").first()).toBeVisible();
      if (await sheet.isVisible()) await sheet.click();
      await making.getByRole("checkbox", { name: "As a pattern" }).check();
      await making.getByRole("textbox", { name: "Pattern to hide" }).fill("(");
      await expect(making.getByText(/^This pattern cannot be used/)).toBeVisible();
      return making.page();
    },
  },
  {
    name: "asking for review",
    async go({ owner }) {
      const making = await startShare(await visit(owner, await bringIn(owner, rich())));
      await making.getByRole("button", { name: "Next: Audience" }).click();
      await making.getByRole("radio", { name: /^Organisation/ }).check();
      await making.getByRole("button", { name: "Ask for review…" }).click();
      await expect(dialog(making.page(), "Ask for review").getByRole("checkbox").first()).toBeVisible();
      return making.page();
    },
  },
  {
    name: "requests for review",
    async go({ owner }) {
      const page = await owner.newPage();
      await page.goto("/reviews");
      await expect(page.getByRole("heading", { level: 1, name: "Reviews" })).toBeVisible();
      return page;
    },
  },
  {
    name: "the team memory",
    async go({ admin }) {
      const page = await admin.newPage();
      await page.goto("/team-memory");
      await page.getByRole("combobox", { name: "What it is" }).selectOption({ label: "Pattern" });
      await expect(page.getByRole("textbox", { name: "What it describes" })).toBeVisible();
      return page;
    },
  },
  {
    name: "the review's keys",
    async go({ owner }) {
      const page = await visit(owner, await bringIn(owner, rich()));
      const making = await startShare(page);
      await making.getByRole("button", { name: "Keys" }).click();
      await expect(making.getByRole("region", { name: "Keys" })).toBeVisible();
      return page;
    },
  },
  {
    name: "the audience, people with an address that is none",
    async go({ owner }) {
      const page = await visit(owner, await bringIn(owner, rich()));
      const making = await toAudience(page);
      await making.getByRole("radio", { name: /^People/ }).check();
      const field = making.getByRole("textbox", { name: "People" });
      await field.fill(`${people.colleague}, nonsense`);
      await field.press("Enter");
      await expect(making.getByText("“nonsense” is not an e-mail address.")).toBeVisible();
      return page;
    },
  },
  {
    name: "the audience, public with everything along",
    async go({ owner }) {
      const page = await visit(owner, await bringIn(owner, rich()));
      const making = await toAudience(page);
      await making.getByRole("radio", { name: /^Public link/ }).check();
      await making.getByRole("checkbox", { name: "Internal notes" }).check();
      await making.getByRole("combobox", { name: "Expires" }).selectOption("Date and time…");
      return page;
    },
  },
  {
    name: "the public confirmation",
    async go({ owner }) {
      const page = await visit(owner, await bringIn(owner, { messages: [{ sender: "contact", body: "The parcel is late." }] }));
      const making = await toAudience(page);
      await making.getByRole("radio", { name: /^Public link/ }).check();
      await making.getByRole("button", { name: "Create public link…" }).click();
      const confirm = dialog(page, "Create a public link?");
      await confirm.getByRole("button", { name: "Create public link" }).click();
      await expect(confirm.getByText("Tick this once you have checked it.")).toBeVisible();
      return page;
    },
  },
  {
    name: "the link",
    async go({ owner }) {
      const page = await visit(owner, await bringIn(owner, { messages: [{ sender: "contact", body: "The parcel is late." }] }));
      const making = await toAudience(page);
      await making.getByRole("radio", { name: /^Organisation/ }).check();
      await making.getByRole("button", { name: "Create organisation link…" }).click();
      await dialog(page, "Create an organisation link?").getByRole("button", { name: "Create organisation link" }).click();
      await expect(making.getByRole("textbox", { name: "Link" })).toBeVisible();
      return page;
    },
  },
  {
    name: "the preview",
    async go({ owner }) {
      const page = await visit(owner, await bringIn(owner, rich()));
      const making = await startShare(page);
      await making.getByRole("button", { name: "Preview as recipient" }).click();
      await expect(dialog(page, "Preview as recipient").getByRole("article", { name: /^Message 1,/ })).toBeVisible();
      return page;
    },
  },
  {
    name: "an opened share",
    async go({ owner, anonymous }) {
      const { open } = await withShares(owner);
      const page = await anonymous.newPage();
      await page.goto(`${open.url}&m=2`);
      await expect(page.getByRole("article", { name: /^Message 4,/ })).toBeVisible();
      await page.getByText("1 source").click();
      return page;
    },
  },
  {
    name: "an opened share, searched, with its outline",
    async go({ owner, anonymous }) {
      const { open } = await withShares(owner);
      const page = await anonymous.newPage();
      await page.goto(open.url);
      await page.getByRole("button", { name: "Outline" }).click();
      await page.getByRole("button", { name: "Search", exact: true }).click();
      await page.getByRole("searchbox", { name: "Search in messages" }).fill("parcel");
      await expect(page.getByRole("search").getByRole("status")).toHaveText(/^1 of \d+$/);
      return page;
    },
  },
  {
    name: "a message's menu",
    async go({ owner, anonymous }) {
      const { open } = await withShares(owner);
      const page = await anonymous.newPage();
      await page.goto(open.url);
      await page.getByRole("article", { name: /^Message 1,/ }).hover();
      await page.getByRole("button", { name: "Message 1: more" }).click();
      await expect(page.getByRole("menuitem", { name: "Copy as a quotation" })).toBeFocused();
      return page;
    },
  },
  {
    name: "a discussion",
    async go({ owner, admin }) {
      const conversation = await bringIn(owner, rich());
      const { url } = await share(owner, conversation, "organisation", {
        permission: "comment",
        context: { action: "Find it, see message 2." },
      });
      const page = await admin.newPage();
      await page.goto(url);
      await page.getByRole("article", { name: /^Message 2,/ }).press("c");
      await page.getByRole("combobox", { name: "Kind" }).selectOption("Suggestion");
      await page.getByRole("textbox", { name: "New comment" }).fill("I looked it up, see message 2.");
      await page.getByRole("button", { name: "Comment", exact: true }).click();
      await page.getByRole("button", { name: "Reply" }).click();
      await page.getByRole("combobox", { name: "Kind" }).selectOption("Action");
      return page;
    },
  },
  {
    name: "the owner's view of a discussion",
    async go({ owner, admin }) {
      const conversation = await bringIn(owner, rich());
      const { id } = await share(owner, conversation, "organisation", { permission: "comment" });
      await answer(await post(admin, `/api/v1/s/${id}/comments`, { body: "See message 2.", message: 2, kind: "suggestion" }));
      const page = await visit(owner, conversation);
      await expect(page.getByRole("region", { name: /^Comments on its shares/ })).toContainText("See message 2.");
      return page;
    },
  },
  {
    name: "a dead link, for a colleague",
    async go({ admin }) {
      const page = await admin.newPage();
      await page.goto("/s/AAAAAAAAAAAAAAAAAAAAAA");
      await expect(page.getByRole("button", { name: "Request access" })).toBeVisible();
      return page;
    },
  },
  {
    name: "a dead link",
    async go({ anonymous }) {
      const page = await anonymous.newPage();
      await page.goto("/s/AAAAAAAAAAAAAAAAAAAAAA#k=BBBBBBBBBBBBBBBBBBBBBB");
      await expect(page.getByRole("heading", { name: DEAD })).toBeVisible();
      return page;
    },
  },
  {
    name: "a share that asks for signing in",
    async go({ owner, anonymous }) {
      const { url } = await share(owner, await bringIn(owner, rich()), "organisation");
      const page = await anonymous.newPage();
      await page.goto(url);
      await expect(page.getByRole("heading", { name: "Sign in to open this" })).toBeVisible();
      return page;
    },
  },
  {
    name: "the audit trail",
    async go({ owner, admin }) {
      await withShares(owner);
      const page = await admin.newPage();
      await page.goto("/audit");
      await expect(page.getByRole("row").nth(5)).toBeVisible();
      await page.getByRole("button", { name: "Verify" }).click();
      await expect(page.getByText(/rows? checked|verified|unbroken|intact/i).first()).toBeVisible();
      return page;
    },
  },
  {
    name: "people",
    async go({ admin }) {
      const page = await admin.newPage();
      await page.goto("/people");
      await expect(page.getByRole("row").nth(3)).toBeVisible();
      return page;
    },
  },
  {
    name: "inviting a person",
    async go({ admin }) {
      const page = await admin.newPage();
      await page.goto("/people");
      await page.getByRole("button", { name: "Invite" }).click();
      await dialog(page, "Invite a person").getByRole("button", { name: "Invite and get the link" }).click();
      await expect(dialog(page, "Invite a person").getByRole("alert")).toBeVisible();
      return page;
    },
  },
  {
    name: "deactivating a person",
    async go({ owner, admin }) {
      await withShares(owner);
      const page = await admin.newPage();
      await page.goto("/people");
      await page.getByRole("button", { name: "Actions for Acme agent" }).click();
      await page.getByRole("menuitem", { name: "Deactivate…" }).click();
      await dialog(page, "Deactivate this person?").getByRole("radio", { name: /A colleague takes over/ }).check();
      return page;
    },
  },
  {
    name: "a team being made",
    async go({ admin }) {
      const page = await admin.newPage();
      await page.goto("/teams");
      await page.getByRole("button", { name: "New team" }).click();
      await dialog(page, "New team").getByRole("combobox", { name: "Add a member" }).pressSequentially("acme");
      await expect(page.getByRole("option").first()).toBeVisible();
      return page;
    },
  },
  {
    name: "one's own account",
    async go({ owner }) {
      const page = await owner.newPage();
      await page.goto("/account");
      await expect(page.getByText("This one")).toBeVisible();
      return page;
    },
  },
  {
    name: "choosing a password",
    async go({ anonymous }) {
      const page = await anonymous.newPage();
      await page.goto("/welcome");
      await expect(page.getByText("This address lacks its key.")).toBeVisible();
      return page;
    },
  },
  {
    name: "my shares",
    async go({ owner }) {
      await withShares(owner);
      const page = await owner.newPage();
      await page.goto("/shares?show=every");
      await expect(page.getByRole("list", { name: "Shares" }).getByRole("listitem").nth(2)).toBeVisible();
      await page.getByText("The same as a table").click();
      await page.getByRole("checkbox", { name: "Select all shown" }).check();
      return page;
    },
  },
  {
    name: "what a file holds, before it is imported",
    async go({ owner }) {
      const page = await owner.newPage();
      await lookAtMixedFile(page);
      return page;
    },
  },
  {
    name: "the import report",
    async go({ owner }) {
      const page = await owner.newPage();
      await lookAtMixedFile(page);
      await dialog(page, "Import").getByRole("button", { name: "Import 1 conversation" }).click();
      await expect(dialog(page, "Import")).toContainText("1 conversation imported");
      return page;
    },
  },
  {
    name: "a page that does not exist",
    async go({ owner }) {
      const page = await owner.newPage();
      await page.goto("/nowhere/at/all");
      await expect(page.getByRole("heading", { name: "There is no such page" })).toBeVisible();
      return page;
    },
  },
];

/** Chooses a file with a good line and two that are not. */
async function lookAtMixedFile(page: Page): Promise<void> {
  await page.goto("/");
  const asked = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Import" }).click();
  const lines = `{"title":"Good line","messages":[{"sender":"contact","body":"Good."}]}\n{"messages":[{"sender":"contact","body":"No title."}]}\nnot json\n`;
  await (await asked).setFiles({ name: "mixed.jsonl", mimeType: "application/json", buffer: Buffer.from(lines) });
  await expect(dialog(page, "Import").getByRole("checkbox", { name: "Good line" })).toBeChecked();
}

for (const place of places) {
  test(`axe objects to nothing in either theme: ${place.name}`, async ({ owner, admin, anonymous }) => {
    const page = await place.go({ owner, admin, anonymous });
    await expectAccessible(page);
  });

  test(`390 pixels are wide enough: ${place.name}`, async ({ enter }) => {
    const phone = { viewport: { width: 390, height: 780 } };
    const page = await place.go({
      owner: await enter({ ...phone, as: "owner" }),
      admin: await enter({ ...phone, as: "admin" }),
      anonymous: await enter(phone),
    });
    await expectNarrow(page);
    await screenshot(page, "phone");
  });
}

/** Nothing scrolls sideways but what is made to: code and tables, each in a frame of its own. */
async function expectNarrow(page: Page): Promise<void> {
  const wide = await page.evaluate(() => {
    const found: string[] = [];
    const name = (element: Element) => `${element.tagName.toLowerCase()}#${element.id}.${element.className}: ${element.textContent?.slice(0, 40)}`;
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) found.push(`page: ${root.scrollWidth} of ${root.clientWidth}`);
    for (const frame of document.querySelectorAll("dialog[open], dialog[open] *, main, main *")) {
      const style = getComputedStyle(frame);
      const scrolls = ["auto", "scroll"].includes(style.overflowX);
      const meant = frame.closest("pre, [role=group][tabindex='0'], textarea, input, table") !== null;
      if (scrolls && !meant && frame.scrollWidth > frame.clientWidth + 1) found.push(`${name(frame)} ${frame.scrollWidth} of ${frame.clientWidth}`);
    }
    // What a hidden overflow would cut off is lost, which is worse.
    for (const control of document.querySelectorAll("dialog[open] :is(button, input, select, textarea, a), main :is(button, input, select, a)")) {
      const box = control.getBoundingClientRect();
      if (box.width && box.height && control.checkVisibility() && !control.closest("pre, [role=group][tabindex='0'], table") && (box.right > innerWidth + 1 || box.left < -1)) {
        const clipped = control.closest(".visually-hidden");
        if (!clipped && (!document.querySelector("dialog[open]") || control.closest("dialog[open]"))) found.push(`cut off: ${name(control)}`);
      }
    }
    return found;
  });
  expect(wide).toEqual([]);
}

test("a public share is made with the keyboard alone, and the focus comes back to where it began", async ({ owner }) => {
  const hidden = unique("Quartzbay");
  const conversation = await bringIn(owner, {
    messages: [
      { sender: "contact", body: `${hidden} is where it went.` },
      { sender: "ai", body: "Please write to someone@customer.example about it." },
    ],
  });
  const page = await visit(owner, conversation);
  const press = (...keys: string[]) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
  await tabTo(page, "Share");
  await press("Enter");
  const sharing = dialog(page, "Sharing");
  await tabTo(page, "New share");
  await press("Enter");
  const making = dialog(page, "New share");
  await expect(making.getByRole("button", { name: "Next: Audience" })).toBeEnabled();

  await test.step("review: a word by the arrow keys, a finding by n and r", async () => {
    await expect(reviewed(making).getByRole("article", { name: /Message 1,/ })).toBeVisible();
    await tabUntil(page, () => page.evaluate(() => document.activeElement?.matches("article") ?? false));
    await press("ArrowRight");
    await expect(making.getByRole("toolbar", { name: "Selection" })).toBeVisible();
    await press("r");
    await expect(making.getByText("1 redacted, no message left out")).toBeVisible();
    await press("n");
    await expect(reviewed(making).getByRole("article", { name: /Message 2,/ })).toBeFocused();
    await press("r");
    await expect(making.getByText("1 finding: 1 redacted, 0 kept, 0 undecided")).toBeVisible();
  });
  await test.step("preview: opened and closed", async () => {
    await press("v");
    const preview = dialog(page, "Preview as recipient");
    await expect(preview.getByText("is where it went.")).toBeVisible();
    await press("Escape");
    await expect(preview).toBeHidden();
    await expect(making).toBeVisible();
    await expect(reviewed(making).getByRole("article", { name: /Message 2,/ })).toBeFocused();
  });
  await test.step("audience: by Space and the arrow keys", async () => {
    await tabTo(page, "Next: Audience");
    await press("Enter");
    await tabUntil(page, () => page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.type === "radio"));
    await press("Space");
    await expect(making.getByRole("radio", { name: /^People/ })).toBeChecked();
    await press("ArrowDown", "ArrowDown");
    await expect(making.getByRole("radio", { name: /^Public link/ })).toBeChecked();
    await expect(making.getByRole("radio", { name: /^Public link/ })).toBeFocused();
    await tabTo(page, "Create public link…");
    await press("Enter");
  });
  await test.step("the confirmation: Escape goes one step back, and only that", async () => {
    const confirm = dialog(page, "Create a public link?");
    await expect(confirm).toBeVisible();
    await press("Escape");
    await expect(confirm).toBeHidden();
    await expect(making.getByRole("radio", { name: /^Public link/ })).toBeChecked();
    await expect(making.getByRole("button", { name: "Create public link…" })).toBeFocused();
    await press("Enter");
    await expect(confirm).toBeVisible();
    await tabUntil(page, () => page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.type === "checkbox"));
    await press("Space");
    await tabTo(page, "Create public link");
    await press("Enter");
  });
  await expect(making.getByRole("textbox", { name: "Link" })).toHaveValue(/#k=/);
  await tabTo(page, "Copy link");
  await press("Enter");
  await expect(making.getByRole("button", { name: "Copied" })).toBeFocused();
  await tabTo(page, "Done");
  await press("Enter");
  await expect(sharing).toBeVisible();
  await press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Share", exact: true })).toBeFocused();
  await expect(page.getByRole("button", { name: "Sharing: Public link, expires in 7 days" })).toBeVisible();
});

test("every dialog gives the focus back to what opened it", async ({ owner }) => {
  const { conversation } = await withShares(owner);
  const page = await visit(owner, conversation);
  const indicator = page.getByRole("button", { name: /^Sharing: / });
  await indicator.focus();
  await page.keyboard.press("Enter");
  await expect(dialog(page, "Sharing")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(indicator).toBeFocused();

  await indicator.press("Enter");
  await dialog(page, "Sharing").getByRole("button", { name: "Close" }).click();
  await expect(indicator).toBeFocused();

  const menu = page.getByRole("button", { name: "More actions" });
  await menu.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Delete…" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(menu).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Delete…" })).toBeFocused();
  await page.keyboard.press("Enter");
  const question = dialog(page, "Delete this conversation?");
  await expect(question).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(question).toBeHidden();
  await expect(menu).toBeFocused();
});

test("questions and forms inside the sharing controls give the focus back", async ({ owner }) => {
  const { conversation } = await withShares(owner);
  const page = await visit(owner, conversation);
  const open = row(await openSharing(page), "For the carrier");
  for (const [button, leave] of [["Change", "Cancel"], ["New link", "Leave it as it is"], ["Stop sharing", "Leave it as it is"]] as const) {
    const opener = open.getByRole("button", { name: button }).first();
    await opener.focus();
    await page.keyboard.press("Enter");
    await expect(open.getByRole("button", { name: leave })).toBeVisible();
    await open.getByRole("button", { name: leave }).focus();
    await page.keyboard.press("Enter");
    await expect(opener, button).toBeFocused();
  }
});

test("the focus stays in the sharing controls when what had it is gone", async ({ owner }) => {
  const { conversation } = await withShares(owner);
  const page = await visit(owner, conversation);
  const controls = await openSharing(page);
  const inside = () => controls.evaluate((dialog) => dialog.contains(document.activeElement) && document.activeElement !== document.body);
  const open = row(controls, "For the carrier");
  await open.getByRole("button", { name: "Stop sharing" }).focus();
  await page.keyboard.press("Enter");
  await open.getByRole("group", { name: "Stop sharing" }).getByRole("button", { name: "Stop sharing" }).focus();
  await page.keyboard.press("Enter");
  await expect(controls.getByText("2 ended shares")).toBeVisible();
  await expect.poll(inside).toBe(true);
});

test("a page that is gone to takes the focus to its heading, and the content can be skipped to", async ({ owner }) => {
  const conversation = await bringIn(owner, rich());
  const page = await owner.newPage();
  await page.goto("/");
  await page.getByRole("link", { name: conversation.title }).click();
  await expect(page.getByRole("heading", { level: 1, name: conversation.title })).toBeFocused();
  await expect(page).toHaveTitle(`${conversation.title} · Discreet`);
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1, name: "Conversations" })).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
});

test("j and k go from message to message", async ({ owner, anonymous }) => {
  const { open } = await withShares(owner);
  const page = await anonymous.newPage();
  await page.goto(open.url);
  const message = (number: number) => page.getByRole("article", { name: new RegExp(`^Message ${number},`) });
  await message(1).focus();
  await page.keyboard.press("j");
  await expect(message(2)).toBeFocused();
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await expect(message(2)).toBeFocused();
});

test("nothing moves for those who asked for stillness", async ({ enter }) => {
  const owner = await enter({ as: "owner", reducedMotion: "reduce" });
  const { conversation } = await withShares(owner);
  const page = await visit(owner, conversation);
  await openSharing(page);
  const moving = await page.evaluate(() =>
    [...document.querySelectorAll("*")]
      .filter((element) => {
        const style = getComputedStyle(element);
        const long = (times: string) => times.split(",").some((time) => Number.parseFloat(time) * (time.includes("ms") ? 1 : 1000) > 1);
        return (style.animationName !== "none" && long(style.animationDuration)) || (style.transitionProperty !== "none" && long(style.transitionDuration));
      })
      .map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""}`),
  );
  expect([...new Set(moving)]).toEqual([]);
  expect(await page.evaluate(() => document.getAnimations().filter((animation) => animation.playState === "running").length)).toBe(0);
});

/** Presses Tab until the button with this name has the focus; fails after one round. */
async function tabTo(page: Page, name: string): Promise<void> {
  await tabUntil(page, () =>
    page.evaluate((name) => {
      const active = document.activeElement;
      return (active?.getAttribute("aria-label") ?? active?.textContent ?? "").trim() === name;
    }, name),
  );
}

async function tabUntil(page: Page, there: () => Promise<boolean>): Promise<void> {
  for (let pressed = 0; pressed < 80; pressed += 1) {
    if (await there()) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("Tab does not lead there");
}
