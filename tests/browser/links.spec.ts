// Protected links from their owner's side: a password and a view limit, a link for each recipient, holding and drawing
// a link, who has opened it, whether somebody can, and letting a colleague in who asks.
import { bringIn, post, share, type Share } from "./support/api";
import { dialog, openSharing, row, startShare, visit } from "./support/sharing";
import { expect, expectAccessible, people, screenshot, test } from "./support/test";
import type { APIResponse, BrowserContext, Locator, Page } from "@playwright/test";

const messages = [{ sender: "contact" as const, body: "The parcel is late." }];

/** Opens a link as its page does. */
async function open(who: BrowserContext, link: string, more: Record<string, unknown> = {}): Promise<APIResponse> {
  const { pathname, hash } = new URL(link);
  return post(who, `/api/v1${pathname}/open`, { secret: hash.replace("#k=", ""), ...more });
}

/** A refusal's code. */
async function code(response: APIResponse): Promise<string> {
  return ((await response.json()) as { code: string }).code;
}

/** Step 2 with a public link chosen. */
async function choosePublic(page: Page): Promise<Locator> {
  const making = await startShare(page);
  await making.getByRole("button", { name: "Next: Audience" }).click();
  await making.getByRole("radio", { name: /^Public link/ }).check();
  return making;
}

/** Says that it is customer-safe, and creates. */
async function confirm(page: Page, making: Locator, words: string): Promise<void> {
  await making.getByRole("button", { name: `${words}…` }).click();
  const question = dialog(page, "Create a public link?");
  await question.getByRole("checkbox", { name: "I have checked that this is customer-safe" }).check();
  await question.getByRole("button", { name: words }).click();
}

test("a public link gets a password that is made up and a view limit, and the row says both", async ({ owner, anonymous }) => {
  const conversation = await bringIn(owner, { messages });
  const page = await visit(owner, conversation);
  const making = await choosePublic(page);
  const password = making.getByRole("textbox", { name: "Password", exact: true });
  await making.getByRole("button", { name: "Make one up" }).click();
  await expect(password).toHaveValue(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/);
  await expect(password).toBeFocused();
  const words = await password.inputValue();
  await making.getByRole("button", { name: "Hide password" }).click();
  await expect(making.locator("input[type=password]")).toHaveValue(words);
  const limit = making.getByRole("textbox", { name: "View limit" });
  await limit.fill("0");
  await making.getByRole("button", { name: "Create public link…" }).click();
  await expect(making.getByRole("alert")).toContainText("from 1 to 1,000,000");
  await expect(limit).toHaveAttribute("aria-invalid", "true");
  await limit.fill("2");
  await screenshot(page, "protect-the-link");
  await expectAccessible(page);
  await confirm(page, making, "Create public link");
  const link = await making.getByRole("textbox", { name: "Link", exact: true }).inputValue();
  await making.getByText("QR code").click();
  await expect(making.getByRole("img", { name: "QR code of the link" })).toBeVisible();
  await expectAccessible(page);
  await making.getByRole("button", { name: "Done" }).click();

  expect(await code(await open(anonymous, link))).toBe("password_required");
  expect(await code(await open(anonymous, link, { password: "something else" }))).toBe("password_wrong");
  expect(await code(await open(anonymous, link, { password: words }))).toBe("show_required");
  expect((await open(anonymous, link, { password: words, show: true })).status()).toBe(200);
  await page.reload();
  const only = row(await openSharing(page), "Public link");
  await expect(only).toContainText("password");
  await expect(only).toContainText("opened 1 of 2 times");

  await only.getByRole("button", { name: "Change" }).click();
  await only.getByRole("checkbox", { name: "Take the password away" }).check();
  await only.getByRole("textbox", { name: "View limit" }).fill("1");
  await only.getByRole("button", { name: "Save changes" }).click();
  await expect(only).toContainText("Views used up");
});

test("each recipient gets a link of their own, and the owner sees who has opened theirs", async ({ owner, anonymous }) => {
  const conversation = await bringIn(owner, { messages });
  const page = await visit(owner, conversation);
  const making = await choosePublic(page);
  const recipients = making.getByRole("textbox", { name: "Recipients" });
  await recipients.fill("one@new.example, nobody");
  await making.getByRole("button", { name: "Create public link…" }).click();
  await expect(making.getByRole("alert")).toContainText("“nobody” is not an e-mail address");
  await expect(recipients).toHaveValue("one@new.example, nobody");
  await recipients.fill("one@new.example\ntwo@new.example");
  await confirm(page, making, "Create public links");
  const links = making.getByRole("list", { name: "A link for each recipient" });
  await expect(links.getByRole("listitem")).toHaveCount(2);
  await screenshot(page, "links-for-recipients");
  await expectAccessible(page);
  await making.getByRole("button", { name: "Copy the link for one@new.example" }).click();
  await expect(making.getByRole("button", { name: "Copied" })).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await making.getByRole("button", { name: "Done" }).click();
  expect((await open(anonymous, link)).status()).toBe(200);

  const controls = dialog(page, "Sharing");
  const first = row(controls, "For one@new.example");
  await first.getByRole("button", { name: "Who has opened it" }).click();
  const seen = first.getByRole("group", { name: "Who has opened it" });
  await expect(seen).toContainText("one@new.example, by their own link");
  await expect(seen).toContainText("Opened once");
  const second = row(controls, "For two@new.example");
  await second.getByRole("button", { name: "Who has opened it" }).click();
  await expect(second.getByRole("group", { name: "Who has opened it" })).toContainText("Nobody has opened it yet.");
  await expect(second.getByRole("heading", { name: "Not yet" })).toBeVisible();
  await screenshot(page, "who-has-opened-it");
  await expectAccessible(page);

  // The recipient ends theirs; the other link stays.
  const { pathname } = new URL(link);
  expect((await post(anonymous, `/api/v1${pathname}/end`)).status()).toBe(204);
  expect((await open(anonymous, link)).status()).toBe(404);
  await seen.getByRole("button", { name: "Look again" }).click();
  await expect(seen).toContainText("ended the link");
});

test("a link is held and let go on, and keeps its address", async ({ owner, anonymous }) => {
  const conversation = await bringIn(owner, { messages });
  const { url } = await share(owner, conversation, "public");
  const page = await visit(owner, conversation);
  const only = row(await openSharing(page), "Public link");
  await only.getByRole("button", { name: "More for this share" }).click();
  await page.getByRole("menuitem", { name: "Pause" }).click();
  await expect(only).toContainText("Paused");
  expect((await open(anonymous, url)).status()).toBe(404);
  await only.getByRole("button", { name: "Resume" }).click();
  await expect(only.getByRole("button", { name: "Resume" })).toBeHidden();
  expect((await open(anonymous, url)).status()).toBe(200);
});

test("a share draws its link as a QR code", async ({ owner }) => {
  const conversation = await bringIn(owner, { messages });
  await share(owner, conversation, "public");
  const page = await visit(owner, conversation);
  const only = row(await openSharing(page), "Public link");
  await only.getByRole("button", { name: "More for this share" }).click();
  await page.getByRole("menuitem", { name: "QR code" }).click();
  const panel = only.getByRole("group", { name: "QR code" });
  await expect(panel.getByRole("img", { name: "QR code of the link" })).toBeVisible();
  await screenshot(page, "qr-code");
  await expectAccessible(page);
  await panel.getByRole("button", { name: "Close" }).click();
  await expect(panel).toBeHidden();
});

test("can they open it: the reason, the fix, and then yes", async ({ owner, colleague }) => {
  const conversation = await bringIn(owner, { messages });
  const { url } = await share(owner, conversation, "people", { emails: [people.reader] });
  const page = await visit(owner, conversation);
  const only = row(await openSharing(page), "after signing in");
  await only.getByRole("button", { name: "More for this share" }).click();
  await page.getByRole("menuitem", { name: "Can they open it?" }).click();
  const field = only.getByRole("textbox", { name: "Can they open it?" });
  await expect(field).toBeFocused();
  await field.fill("nonsense");
  await field.press("Enter");
  await expect(only).toContainText("Enter an e-mail address");
  await field.fill("nobody@acme.example");
  await field.press("Enter");
  await expect(only).toContainText("has this address. Ask an admin");
  await field.fill(people.colleague);
  await field.press("Enter");
  await expect(only).toContainText("No: this share does not name them.");
  await screenshot(page, "can-they-open-it");
  await expectAccessible(page);
  await only.getByRole("button", { name: "Add them" }).click();
  await expect(only).toContainText("Yes, after signing in with this address.");
  expect((await open(colleague, url)).status()).toBe(200);
});

test("a colleague who asks is let in, and one who is declined is not", async ({ owner, colleague, admin }) => {
  const conversation = await bringIn(owner, { messages });
  const named = await share(owner, conversation, "people", { emails: [people.reader] });
  const ask = async (who: BrowserContext, { id }: Share) => {
    expect((await post(who, `/api/v1/s/${id}/access-requests`)).status()).toBe(204);
  };
  await ask(colleague, named);
  await ask(admin, named);
  const page = await visit(owner, conversation);
  const controls = await openSharing(page);
  const requests = controls.getByRole("region", { name: "Requests for access" });
  const line = (email: string) => requests.getByRole("listitem").filter({ hasText: email });
  await expect(line(people.colleague)).toBeVisible();
  await screenshot(page, "requests-for-access");
  await expectAccessible(page);
  await line(people.admin).getByRole("button", { name: "Decline" }).click();
  await expect(line(people.admin)).toBeHidden();
  await line(people.colleague).getByRole("button", { name: "Let them in" }).click();
  await expect(requests).toBeHidden();
  expect((await open(colleague, named.url)).status()).toBe(200);
  expect((await open(admin, named.url)).status()).toBe(404);
});

test("390 pixels are wide enough for everything a share has below it", async ({ enter, anonymous }) => {
  const owner = await enter({ as: "owner", viewport: { width: 390, height: 780 } });
  const conversation = await bringIn(owner, { messages });
  const { url } = await share(owner, conversation, "public", { label: "For the carrier" });
  await open(anonymous, url);
  const page = await visit(owner, conversation);
  const only = row(await openSharing(page), "For the carrier");
  await only.getByRole("button", { name: "Who has opened it" }).click();
  await expect(only.getByRole("group", { name: "Who has opened it" })).toContainText("Opened once");
  const sideways = () => page.evaluate(() => {
    const dialog = document.querySelector("dialog[open]") as HTMLElement;
    return [...dialog.querySelectorAll("*")].some((part) => part.getBoundingClientRect().right > innerWidth + 1 && part.checkVisibility());
  });
  expect(await sideways()).toBe(false);
  await screenshot(page, "who-has-opened-it-narrow");
  await only.getByRole("button", { name: "More for this share" }).click();
  await page.getByRole("menuitem", { name: "QR code" }).click();
  await expect(only.getByRole("img", { name: "QR code of the link" })).toBeVisible();
  expect(await sideways()).toBe(false);
  await screenshot(page, "qr-code-narrow");
});
