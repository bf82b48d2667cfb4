// The review, point by point, with mouse and with keyboard: what is drawn over stays, what is decided is kept and meets
// what others decide, and what is looked for is found.
import { append, bringIn, share, unique } from "./support/api";
import { dialog, drawOver, marks, openSharing, reviewed, row, standing, startShare, visit } from "./support/sharing";
import { expect, expectAccessible, test } from "./support/test";

const MAIL = "first.person@customer.example";
const OTHER = "second.person@customer.example";

test("a selection being drawn survives findings that arrive meanwhile", async ({ owner }) => {
  // Enough text for findings to arrive over and over while the pointer moves.
  const messages = Array.from({ length: 400 }, (_, index) => ({
    sender: "contact" as const,
    body: `Quartzbay line ${index + 1}. Write to person${index}@customer.example or call +44 20 7946 0${100 + index}.`,
  }));
  const conversation = await bringIn(owner, { messages });
  const page = await visit(owner, conversation);
  // The worker's answers wait until the pointer is down, so that they come in the middle of the drawing.
  await page.addInitScript(() => {
    let open = false;
    const held: (() => void)[] = [];
    Object.assign(window, {
      letFindingsIn() {
        open = true;
        held.splice(0).forEach((go) => go());
      },
    });
    const real = Object.getOwnPropertyDescriptor(Worker.prototype, "onmessage")!;
    Object.defineProperty(Worker.prototype, "onmessage", {
      ...real,
      set(hear: ((event: MessageEvent) => void) | null) {
        const late = (event: MessageEvent) => {
          if (open || !String(event.data).includes('"findings"')) hear?.(event);
          else held.push(() => hear?.(event));
        };
        real.set!.call(this, hear && late);
      },
    });
  });
  await page.reload();
  const making = await startShare(page);
  const text = reviewed(making);
  const first = text.getByRole("article", { name: /Message 1,/ });
  const edges = await first.locator("[data-s]").first().evaluate((leaf) => {
    const node = document.createTreeWalker(leaf, NodeFilter.SHOW_TEXT).nextNode()!;
    const range = document.createRange();
    range.setStart(node, 0);
    range.setEnd(node, "Quartzbay".length);
    const box = range.getBoundingClientRect();
    return { left: box.left + 1, right: box.right - 1, middle: box.top + box.height / 2 };
  });
  await page.mouse.move(edges.left, edges.middle);
  await page.mouse.down();
  await page.mouse.move((edges.left + edges.right) / 2, edges.middle, { steps: 3 });
  await page.evaluate(() => (window as unknown as { letFindingsIn(): void }).letFindingsIn());
  await expect(making.getByText(/^\d+ findings: /)).toBeVisible();
  // Nothing is replaced under the pointer …
  await expect(text.locator("mark")).toHaveCount(0);
  await page.mouse.move(edges.right, edges.middle, { steps: 3 });
  expect(await page.evaluate(() => getSelection()?.toString())).toBe("Quartzbay");
  await page.mouse.up();
  // … and once it is, the selection still stands.
  await expect(marks(first, "person0@customer.example")).toBeVisible();
  expect(await page.evaluate(() => getSelection()?.toString())).toBe("Quartzbay");
  await making.getByRole("toolbar", { name: "Selection" }).getByRole("button", { name: "Redact", exact: true }).click();
  await expect(marks(first, "Quartzbay")).toHaveAttribute("data-mark", "redacted");
});

test("findings are gone through with the keyboard, each announced, explained and decided", async ({ owner }) => {
  const conversation = await bringIn(owner, {
    messages: [
      { sender: "contact", body: `Write to ${MAIL}, please.` },
      { sender: "ai", body: `I wrote to ${OTHER} instead.` },
      { sender: "contact", body: `No: ${MAIL} it is.` },
    ],
  });
  const page = await visit(owner, conversation);
  const making = await startShare(page);
  await expect(standing(making, "3 findings: 0 redacted, 0 kept, 3 undecided")).toBeVisible();
  await reviewed(making).getByRole("article", { name: /Message 1,/ }).focus();
  await page.keyboard.press("n");
  await expect(making.locator("[data-announcer]")).toHaveText(/^Finding 1 of 3, e-mail address in message 1, undecided$/);
  await expect(making.getByText(/ % sure\./)).toBeVisible();
  await page.keyboard.press("n");
  await expect(making.locator("[data-announcer]")).toHaveText(/^Finding 2 of 3, .* in message 2, undecided$/);
  await expect(reviewed(making).getByRole("article", { name: /Message 2,/ })).toBeFocused();
  await page.keyboard.press("x");
  await expect(standing(making, "3 findings: 0 redacted, 1 kept, 2 undecided")).toBeVisible();
  await page.keyboard.press("p");
  await page.keyboard.press("p");
  await page.keyboard.press("a");
  await expect(standing(making, "3 findings: 2 redacted, 1 kept, 0 undecided")).toBeVisible();
  await page.keyboard.press("u");
  await page.keyboard.press("u");
  await expect(standing(making, "3 findings: 0 redacted, 0 kept, 3 undecided")).toBeVisible();
  await page.keyboard.press("?");
  await expect(making.getByRole("region", { name: "Keys" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(making.getByRole("region", { name: "Keys" })).toBeHidden();
});

test("one press decides a kind, and one all that is undecided", async ({ owner }) => {
  const conversation = await bringIn(owner, {
    messages: [{ sender: "contact", body: `Write to ${MAIL} or ${OTHER}, or call +44 20 7946 0123.` }],
  });
  const page = await visit(owner, conversation);
  const making = await startShare(page);
  await expect(standing(making, "3 findings: 0 redacted, 0 kept, 3 undecided")).toBeVisible();
  await making.getByRole("group", { name: /^All: E-mail/ }).getByRole("button", { name: "Redact all" }).click();
  await expect(standing(making, "3 findings: 2 redacted, 0 kept, 1 undecided")).toBeVisible();
  await making.getByRole("group", { name: /^All: E-mail/ }).getByRole("button", { name: "Keep all" }).click();
  await expect(standing(making, "3 findings: 0 redacted, 2 kept, 1 undecided")).toBeVisible();
  await making.getByRole("button", { name: "Undo" }).click();
  await making.getByRole("button", { name: "Undo" }).click();
  await making.getByRole("button", { name: "Redact all 3 undecided" }).click();
  await expect(standing(making, "3 findings: 3 redacted, 0 kept, 0 undecided")).toBeVisible();
});

test("a pattern is found in every text and hidden at once; a broken one is explained at its field", async ({ owner }) => {
  const conversation = await bringIn(owner, {
    title: `Case zq-0001 ${unique("Parcel ")}`,
    messages: [
      { sender: "contact", body: "About zq-1111 and **zq-2222**." },
      { sender: "ai", body: "```\nlookup zq-3333\n```\n\n| id |\n|---|\n| ZQ-4444 |" },
    ],
  });
  const page = await visit(owner, conversation);
  const making = await startShare(page);
  const panel = making.getByRole("region", { name: "Find and redact" });
  await panel.getByRole("checkbox", { name: "As a pattern" }).check();
  const field = panel.getByRole("textbox", { name: "Pattern to hide" });
  await field.fill("zq-(");
  await expect(panel.getByText("This pattern cannot be used: unclosed group.")).toBeVisible();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await field.fill(String.raw`zq-\d{4}`);
  await expect(panel.getByText("5 matches in what is shared.")).toBeVisible();
  await panel.getByRole("button", { name: "Next match" }).click();
  await panel.getByRole("button", { name: "Next match" }).click();
  expect(await page.evaluate(() => getSelection()?.toString())).toBe("zq-1111");
  await expect(panel.getByText("2 of 5")).toBeVisible();
  await panel.getByRole("button", { name: "Redact all 5" }).click();
  for (const hidden of ["zq-0001", "zq-1111", "zq-2222", "zq-3333", "ZQ-4444"]) {
    await expect(marks(reviewed(making), hidden)).toHaveAttribute("data-mark", "redacted");
  }
});

test("a selection is looked for, and one over several messages keeps only those", async ({ owner }) => {
  const word = unique("Lanternwick");
  const conversation = await bringIn(owner, {
    messages: [
      { sender: "contact", body: "The beginning." },
      { sender: "ai", body: `About ${word} first.` },
      { sender: "contact", body: `And ${word} again.` },
      { sender: "ai", body: "The end." },
    ],
  });
  const page = await visit(owner, conversation);
  const making = await startShare(page);
  const text = reviewed(making);
  const toolbar = making.getByRole("toolbar", { name: "Selection" });
  await drawOver(page, text, word);
  await toolbar.getByRole("button", { name: "Find" }).click();
  await expect(making.getByRole("textbox", { name: "Words to hide" })).toBeFocused();
  await expect(making.getByText("2 matches in what is shared.")).toBeVisible();
  // By keyboard over two messages.
  await text.getByRole("article", { name: /Message 2,/ }).focus();
  await page.keyboard.press("ArrowRight");
  // A message's number and label lie between, however many words the browser takes them for.
  await expect(async () => {
    await page.keyboard.press("Control+Shift+ArrowRight");
    expect(await page.evaluate(() => getSelection()?.toString())).toContain(`And ${word}`);
  }).toPass({ intervals: [0] });
  await toolbar.getByRole("button", { name: "Keep only selected" }).click();
  await expect(making.getByText("2 messages left out")).toBeVisible();
  await expect(text.getByRole("article", { name: /Message 1,/ }).getByText("Left out")).toBeVisible();
  await text.getByRole("button", { name: "What to do with message 2" }).click();
  await page.getByRole("menuitem", { name: "Share from the first to the last" }).click();
  await expect(making.getByText("no message left out")).toBeVisible();
  await text.getByRole("button", { name: "What to do with message 3" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem").and(page.locator(":focus"))).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menuitem", { name: "Share only from here" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(making.getByText("2 messages left out")).toBeVisible();
});

test("decisions survive a reload and are there on another device", async ({ owner, enter }) => {
  const word = unique("Umbrellon");
  const conversation = await bringIn(owner, {
    messages: [{ sender: "contact", body: `The parcel of ${word}. Write to ${MAIL}.` }],
  });
  const page = await visit(owner, conversation);
  let making = await startShare(page);
  await drawOver(page, reviewed(making), word);
  await page.keyboard.press("r");
  await expect(making.getByText("Saved", { exact: true })).toBeVisible();
  await page.reload();
  making = await startShare(page);
  await expect(marks(reviewed(making), word)).toHaveAttribute("data-mark", "redacted");
  const other = await visit(await enter({ as: "owner" }), conversation);
  const there = await startShare(other);
  await expect(marks(reviewed(there), word)).toHaveAttribute("data-mark", "redacted");
  // Decided there, taken in here, and the other way round: none is lost.
  await expect(standing(there, "1 finding: 0 redacted, 0 kept, 1 undecided")).toBeVisible();
  await there.getByRole("button", { name: "Keep", exact: true }).click();
  await expect(there.getByText("Saved", { exact: true })).toBeVisible();
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect(standing(making, "1 finding: 0 redacted, 1 kept, 0 undecided")).toBeVisible();
  await expect(reviewed(making).getByText("You decided this on another device: 1 change is taken in.")).toBeVisible();
});

test("a save that fails is said, kept on this device and tried again", async ({ owner }) => {
  const word = unique("Feldmarch");
  const conversation = await bringIn(owner, { messages: [{ sender: "contact", body: `The parcel of ${word}.` }] });
  const page = await visit(owner, conversation);
  let making = await startShare(page);
  const path = "**/api/v1/conversations/*/review";
  await page.route(path, (route) => (route.request().method() === "PATCH" ? route.abort() : route.fallback()));
  await drawOver(page, reviewed(making), word);
  await page.keyboard.press("r");
  await expect(making.getByText(/^Not saved yet: .*Kept on this device, and tried again\.$/)).toBeVisible();
  await page.reload();
  making = await startShare(page);
  await expect(marks(reviewed(making), word)).toHaveAttribute("data-mark", "redacted");
  await page.unroute(path);
  await expect(making.getByText("Saved", { exact: true })).toBeVisible({ timeout: 20_000 });
});

test("an update asks only about what is new", async ({ owner }) => {
  const hidden = unique("Zanthory");
  const conversation = await bringIn(owner, { messages: [{ sender: "contact", body: `The parcel of ${hidden}. Write to ${MAIL}.` }] });
  const page = await visit(owner, conversation);
  const making = await startShare(page);
  await drawOver(page, reviewed(making), hidden);
  await page.keyboard.press("r");
  await making.getByRole("button", { name: "Keep", exact: true }).click();
  await making.getByRole("button", { name: "Next: Audience" }).click();
  await making.getByRole("radio", { name: /^Organisation/ }).check();
  await making.getByRole("button", { name: "Create organisation link…" }).click();
  await dialog(page, "Create an organisation link?").getByRole("button", { name: "Create organisation link" }).click();
  await expect(making.getByRole("textbox", { name: "Link" })).toHaveValue(/\/s\//);
  await append(owner, conversation, [{ sender: "contact", body: `The parcel of ${hidden} again. Write to ${OTHER}.` }]);
  await page.reload();
  const controls = await openSharing(page);
  await row(controls, "Anyone at").getByRole("button", { name: "Update share" }).click();
  const update = dialog(page, "Update share");
  await expect(standing(update, "2 findings: 0 redacted, 1 kept, 1 undecided")).toBeVisible();
  await expect(marks(reviewed(update), hidden)).toHaveCount(2);
  await expect(update.getByText("New since it was shared: message 2.")).toBeVisible();
});

test("what is never suggested and what is always found is remembered for everybody, listed and removed", async ({ colleague, owner }) => {
  const harmless = `${unique("desk")}@customer.example`;
  const project = unique("Obsidrake");
  const mine = await bringIn(colleague, {
    messages: [{ sender: "contact", body: `Write to ${harmless} about ${project}.` }],
  });
  const page = await visit(colleague, mine);
  const making = await startShare(page);
  await expect(standing(making, "1 finding: 0 redacted, 0 kept, 1 undecided")).toBeVisible();
  await making.getByRole("button", { name: harmless }).click();
  await making.getByRole("button", { name: "Never suggest" }).click();
  await expect(making.getByText("No findings")).toBeVisible();
  await drawOver(page, reviewed(making), project);
  await making.getByRole("button", { name: "Always find" }).click();
  await expect(standing(making, "1 finding: 0 redacted, 0 kept, 1 undecided")).toBeVisible();

  // For a colleague too.
  const theirs = await bringIn(owner, {
    messages: [{ sender: "contact", body: `About ${project}: write to ${harmless}.` }],
  });
  const there = await startShare(await visit(owner, theirs));
  await expect(standing(there, "1 finding: 0 redacted, 0 kept, 1 undecided")).toBeVisible();
  await expect(there.getByRole("button", { name: "Never suggest" })).toHaveCount(0);

  await page.goto("/team-memory");
  const list = page.getByRole("list", { name: "Team memory" });
  await expect(list.locator("bdi", { hasText: project })).toBeVisible();
  await expect(list.locator("bdi", { hasText: harmless })).toHaveCount(0);
  await expectAccessible(page);
  const form = page.getByRole("form", { name: "Add to the team memory" });
  await form.getByRole("combobox", { name: "What it is" }).selectOption({ label: "Pattern" });
  await form.getByRole("textbox", { name: "Pattern", exact: true }).fill("tn-(");
  await form.getByRole("button", { name: "Add" }).click();
  await expect(form.getByRole("textbox", { name: "Pattern", exact: true })).toHaveAttribute("aria-invalid", "true");
  await form.getByRole("textbox", { name: "Pattern", exact: true }).fill(String.raw`tn-\d{6}`);
  await form.getByRole("button", { name: "Add" }).click();
  await expect(list.locator("bdi", { hasText: String.raw`tn-\d{6}` })).toBeVisible();
  await list.getByRole("button", { name: `Renew ${project}` }).click();
  await list.getByRole("button", { name: `Remove ${project}` }).click();
  await expect(list.locator("bdi", { hasText: project })).toHaveCount(0);
});

test("a colleague is asked, looks it through, approves, and only then it is published", async ({ owner, colleague, anonymous }) => {
  const word = unique("Quartzbay");
  const conversation = await bringIn(owner, {
    messages: [{ sender: "contact", body: `The parcel of ${word}. The kettle is violet.` }],
  });
  const page = await visit(owner, conversation);
  const making = await startShare(page);
  await making.getByRole("button", { name: "Next: Audience" }).click();
  await making.getByRole("radio", { name: /^Public link/ }).check();
  await making.getByRole("button", { name: "Ask for review…" }).click();
  const ask = dialog(page, "Ask for review");
  await ask.getByRole("button", { name: "Ask for review" }).click();
  await expect(ask.getByText("Choose whom to ask.")).toBeVisible();
  await ask.getByRole("checkbox", { name: /reviewer/i }).check();
  await ask.getByRole("textbox", { name: "Note" }).fill("Is the name hidden?");
  await ask.getByRole("button", { name: "Ask for review" }).click();
  await expect(dialog(page, "Sharing").getByText("Waiting for review")).toBeVisible();

  const reviewer = await colleague.newPage();
  await reviewer.goto("/reviews");
  await expectAccessible(reviewer);
  await reviewer.getByRole("link", { name: conversation.title }).click();
  await expect(reviewer.getByText("Is the name hidden?")).toBeVisible();
  await expect(reviewer.getByText("The kettle is violet.")).toBeVisible();
  await reviewer.getByRole("button", { name: "Look through the findings" }).click();
  const findings = dialog(reviewer, "Findings");
  await drawOver(reviewer, reviewed(findings), word);
  await reviewer.keyboard.press("r");
  await expect(findings.getByText("Saved", { exact: true })).toBeVisible();
  await findings.getByRole("button", { name: "Done" }).click();
  await reviewer.getByRole("button", { name: "Send back" }).click();
  await expect(reviewer.getByText("Say what is to be changed.")).toBeVisible();
  await reviewer.getByRole("textbox", { name: "Note to the author" }).fill("I hid the name.");
  await reviewer.getByRole("button", { name: "Send back" }).click();
  await expect(reviewer.getByRole("main").getByText("Sent back", { exact: true })).toBeVisible();

  await page.reload();
  const again = await startShare(page);
  await expect(marks(reviewed(again), word)).toHaveAttribute("data-mark", "redacted");
  await again.getByRole("button", { name: "Next: Audience" }).click();
  await again.getByRole("radio", { name: /^Public link/ }).check();
  await again.getByRole("button", { name: "Ask for review…" }).click();
  await ask.getByRole("checkbox", { name: /reviewer/i }).check();
  await ask.getByRole("button", { name: "Ask for review" }).click();
  await expect(dialog(page, "Sharing").getByText("Waiting for review")).toBeVisible();

  await reviewer.reload();
  await reviewer.getByRole("button", { name: "Approve" }).click();
  await expect(reviewer.getByRole("main").getByText("Approved", { exact: true })).toBeVisible();

  await page.goto("/reviews");
  await page.getByRole("link", { name: conversation.title }).click();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Publish what was approved" }).click();
  await expect(page.getByText("Tick this once you have checked it.")).toBeVisible();
  await page.getByRole("checkbox", { name: "I have checked that this is customer-safe" }).check();
  await page.getByRole("button", { name: "Publish what was approved" }).click();
  const link = await page.getByRole("textbox", { name: "Link" }).inputValue();
  const stranger = await anonymous.newPage();
  await stranger.goto(link);
  await expect(stranger.getByText("The kettle is violet.")).toBeVisible();
  await expect(stranger.getByText(word)).toHaveCount(0);
});

test("an organisation's share follows its conversation, and what is held back waits for a decision", async ({ owner }) => {
  const conversation = await bringIn(owner, { messages: [{ sender: "contact", body: "The parcel is late." }] });
  await share(owner, conversation, "organisation", { follow: true });
  await append(owner, conversation, [{ sender: "contact", body: `Write to ${MAIL}.` }]);
  const page = await visit(owner, conversation);
  const controls = await openSharing(page);
  await expect(controls.getByText("Follows the conversation")).toBeVisible();
  await expect(controls.getByText(/^Message 2 is held back/)).toBeVisible();
  await controls.getByRole("button", { name: "Decide" }).click();
  const update = dialog(page, "Update share");
  await update.getByRole("group", { name: "Decision" }).getByRole("button", { name: "Redact" }).click();
  await update.getByRole("button", { name: "Publish update" }).click();
  await expect(dialog(page, "Sharing").getByText(/is held back/)).toHaveCount(0);
});
