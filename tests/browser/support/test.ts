// What every spec imports: people signed in at a real server, each in a browser context of their own, and the checks
// that hold for every page. A test fails if any of its pages talked to another origin, broke the CSP or threw.
import { test as base, expect, type BrowserContext, type BrowserContextOptions, type Browser } from "@playwright/test";
import { PASSWORD, startServer, type Server } from "./server";

export { expect };
export { expectAccessible, screenshot } from "./checks";

/** Accounts of the sample data. */
export const people = {
  owner: "agent@acme.example",
  colleague: "reviewer@acme.example",
  reader: "viewer@acme.example",
  admin: "admin@acme.example",
  outsider: "outsider@other.example",
} as const;

type Name = keyof typeof people;

interface Everybody {
  /** Opens a further context, such as a phone's; signed in if a name is given. Watched and closed like the others. */
  enter(options?: BrowserContextOptions & { as?: Name }): Promise<BrowserContext>;
  /** A member who owns the sample conversations. */
  owner: BrowserContext;
  /** Of the same organisation; may review. */
  colleague: BrowserContext;
  /** Of the same organisation; may only open what is shared with them. */
  reader: BrowserContext;
  /** Of the same organisation; its admin. */
  admin: BrowserContext;
  /** A member of another organisation. */
  outsider: BrowserContext;
  /** Nobody signed in. */
  anonymous: BrowserContext;
}

export const test = base.extend<Everybody, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await startServer();
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: async ({ server }, use) => use(server.url),

  enter: async ({ browser, server }, use) => {
    const contexts: BrowserContext[] = [];
    const trouble: string[] = [];
    await use(async (options = {}) => {
      const context = await enter(browser, server, options, trouble);
      contexts.push(context);
      return context;
    });
    await Promise.all(contexts.map((context) => context.close()));
    expect(trouble, "pages that talk to others, break the CSP or throw").toEqual([]);
  },
  owner: async ({ enter }, use) => use(await enter({ as: "owner" })),
  colleague: async ({ enter }, use) => use(await enter({ as: "colleague" })),
  reader: async ({ enter }, use) => use(await enter({ as: "reader" })),
  admin: async ({ enter }, use) => use(await enter({ as: "admin" })),
  outsider: async ({ enter }, use) => use(await enter({ as: "outsider" })),
  anonymous: async ({ enter }, use) => use(await enter()),
});

async function enter(
  browser: Browser,
  server: Server,
  { as, ...options }: BrowserContextOptions & { as?: Name },
  trouble: string[],
): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: server.url,
    permissions: ["clipboard-read", "clipboard-write"],
    ...options,
  });
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.origin !== server.url) trouble.push(`asked for ${url.href}`);
  });
  context.on("console", (message) => {
    if (message.text().includes("Content Security Policy")) trouble.push(message.text());
  });
  context.on("weberror", (error) => trouble.push(String(error.error())));
  if (as) {
    const answer = await context.request.post("/api/v1/session", {
      headers: { Origin: server.url },
      data: { email: people[as], password: PASSWORD },
    });
    expect(answer.ok(), `${people[as]} can sign in: ${answer.status()} ${await answer.text()}`).toBe(true);
  }
  return context;
}
