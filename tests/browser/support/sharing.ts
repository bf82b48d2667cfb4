// The ways through the sharing controls that several specs go, by the names a person reads.
import { expect, type BrowserContext, type Locator, type Page } from "@playwright/test";
import type { Conversation } from "./api";

/** Opens a conversation's page and waits for its messages. */
export async function visit(who: BrowserContext, conversation: Conversation): Promise<Page> {
  const page = await who.newPage();
  await page.goto(conversation.path);
  await expect(page.getByRole("heading", { level: 1, name: conversation.title })).toBeVisible();
  return page;
}

/** The dialog of that name; its parts are found inside it. */
export function dialog(page: Page, name: string): Locator {
  return page.getByRole("dialog", { name, exact: true });
}

/** Opens the sharing controls by the status indicator. */
export async function openSharing(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: /^Sharing: / }).click();
  await expect(dialog(page, "Sharing")).toBeVisible();
  return dialog(page, "Sharing");
}

/** Begins a new share; the review is ready. */
export async function startShare(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await dialog(page, "Sharing").getByRole("button", { name: "New share" }).click();
  const share = dialog(page, "New share");
  await expect(share.getByRole("button", { name: "Next: Audience" })).toBeEnabled();
  return share;
}

/** The text under review. */
export function reviewed(share: Locator): Locator {
  return share.getByRole("region", { name: "As the recipient will see it" });
}

/** Marks over these words in the text under review. */
export function marks(text: Locator, words: string | RegExp): Locator {
  return text.locator("mark").filter({ hasText: words });
}

/** How far the review is, as it always stands below; not what is announced of it. */
export function standing(share: Locator, words: string): Locator {
  return share.getByRole("paragraph").filter({ hasText: new RegExp(`^${words}$`) });
}

/** Draws a selection over these words with the mouse, from their first letter to their last. */
export async function drawOver(page: Page, text: Locator, words: string): Promise<void> {
  // While findings come in, what is drawn over moves and is drawn anew.
  await expect(page.getByRole("progressbar", { name: "Looking for what is sensitive" })).toHaveCount(0);
  const edges = await text.evaluate((root, wanted) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const start = node.textContent?.indexOf(wanted) ?? -1;
      if (start < 0) continue;
      node.parentElement?.scrollIntoView({ block: "center", behavior: "instant" });
      const range = document.createRange();
      range.setStart(node, start);
      range.setEnd(node, start + wanted.length);
      const lines = [...range.getClientRects()];
      const [first, last] = [lines[0], lines[lines.length - 1]];
      if (!first || !last) return undefined;
      return { from: { x: first.left + 1, y: first.top + first.height / 2 }, to: { x: last.right - 1, y: last.top + last.height / 2 } };
    }
    return undefined;
  }, words);
  if (!edges) throw new Error(`“${words}” is not in the text`);
  await page.mouse.move(edges.from.x, edges.from.y);
  await page.mouse.down();
  await page.mouse.move(edges.to.x, edges.to.y, { steps: 4 });
  await page.mouse.up();
}

/** The row of one share in the open controls, found by words of it: audience or label. */
export function row(controls: Locator, words: string | RegExp): Locator {
  return controls.getByRole("listitem").filter({ hasText: words });
}

/** Remembers every byte the context's pages are sent from now on; call the answer to read it as text. */
export function everythingSentTo(context: BrowserContext): () => Promise<string> {
  const bodies: Promise<string>[] = [];
  context.on("response", (response) => {
    const headers = response.allHeaders().then((all) => JSON.stringify(all));
    const body = response.body().then(
      (body) => body.toString("utf8"),
      // Redirections and aborted requests have no body.
      () => "",
    );
    bodies.push(Promise.all([headers, body]).then((parts) => parts.join("\n")));
  });
  return async () => (await Promise.all(bodies)).join("\n");
}

/** The page as it stands: every element with its attributes, and what it says. */
export async function everythingOn(page: Page): Promise<string> {
  return (await page.content()) + (await page.locator("html").innerText()) + (await page.title());
}
