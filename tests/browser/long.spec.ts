// A conversation of ten thousand messages, read by a recipient.
import type { BrowserContext, Page } from "@playwright/test";
import { answer, append, bringIn, post, share, unique, type Conversation, type Message, type Share } from "./support/api";
import { expect, test } from "./support/test";

const MANY = 10_000;

/** Each in words of its own; long enough that the whole is far higher than any window. */
const message = (number: number): Message => ({
  sender: number % 2 ? "contact" : "ai",
  body: `Line ${inWords(number)} of the story.\n\nIt goes on for a while, so that it takes some room on the page.`,
});

async function long(owner: BrowserContext): Promise<Conversation> {
  const at = (first: number) => Array.from({ length: 2000 }, (_, place) => message(first + place));
  const conversation = await bringIn(owner, { title: unique("Saga "), messages: at(1) });
  for (let first = 2001; first < MANY; first += 2000) await append(owner, conversation, at(first));
  return conversation;
}

test("a recipient reads ten thousand messages", async ({ owner, anonymous }) => {
  test.setTimeout(180_000);
  const conversation = await long(owner);
  const { url } = await open(owner, conversation);
  const page = await anonymous.newPage();

  // A link to a message leads there, before everything before it has come.
  await page.goto(`${url}&m=9000`);
  await expect(article(page, 9000)).toBeInViewport();
  await expect(article(page, 9000)).toBeFocused();
  await expect(article(page, 9000)).toContainText(`Line ${inWords(9000)} of`);

  // In the end every word stands in the page, where the browser's own search finds it.
  await expect(page.locator("article.message")).toHaveCount(MANY, { timeout: 120_000 });
  await expect(article(page, 9000)).toBeInViewport();
  const found = await page.evaluate((words) => {
    const find = (window as unknown as { find(words: string): boolean }).find(words);
    return find ? getSelection()?.anchorNode?.parentElement?.closest("article")?.getAttribute("data-number") : undefined;
  }, `Line ${inWords(9999)} of`);
  expect(found).toBe("9999");

  // What is far from the window is neither laid out nor painted.
  const laidOut = await page.evaluate(
    () => [...document.querySelectorAll("article.message")].filter((one) => one.checkVisibility({ contentVisibilityAuto: true })).length,
  );
  expect(laidOut).toBeGreaterThan(0);
  expect(laidOut).toBeLessThanOrEqual(400);

  // Another page and back: the place is kept.
  await page.evaluate(() => document.getElementById("m-6000")?.scrollIntoView());
  await expect(article(page, 6000)).toBeInViewport();
  await expect.poll(() => kept(page)).toBeGreaterThan(5990);
  await page.goto("about:blank");
  await page.goBack();
  await expect(article(page, 6000)).toBeInViewport();
  await expect(page.locator("article.message")).toHaveCount(MANY, { timeout: 120_000 });
  await expect(article(page, 6000)).toBeInViewport();
});

/** Shares it by a public link; whatever the detector takes for something stays. */
async function open(owner: BrowserContext, conversation: Conversation): Promise<Share> {
  const { findings } = await answer<{ findings: unknown[] }>(await post(owner, `/api/v1${conversation.path}/findings`));
  return share(owner, conversation, "public", { kept: findings });
}

function article(page: Page, number: number) {
  return page.locator(`#m-${number}`);
}

/** The message that the history's entry names. */
function kept(page: Page): Promise<number> {
  return page.evaluate(() => Number.parseInt(String(history.state), 10));
}

/** Digits as letters: no detector takes them for anything. */
function inWords(number: number): string {
  return [...String(number)].map((digit) => "abcdefghij".charAt(Number(digit))).join("");
}
