// What a test needs before it begins: conversations and shares of its own, made by the server's API as a signed-in
// person's own systems would. Nothing here looks at a page.
import { expect, type APIRequestContext, type APIResponse, type BrowserContext } from "@playwright/test";

/** Brought in: where it is and what it is called. */
export interface Conversation {
  id: string;
  title: string;
  /** Path of its page. */
  path: string;
}

/** As the server answers. */
export interface Share {
  id: string;
  /** Its address; a public link's with the secret. */
  url: string;
  status: string;
}

export interface Message {
  sender: "contact" | "ai" | "agent" | "system";
  name?: string;
  sent_at?: string;
  body: string;
  citations?: { title?: string; url?: string; quote?: string }[];
}

let made = 0;

/** A word that occurs nowhere else, in letters that no detector takes for anything. */
export function unique(word: string): string {
  made += 1;
  const letters = [...`${process.pid % 1000}${made}`].map((digit) => String.fromCharCode(97 + Number(digit)));
  return word + letters.join("");
}

/** Brings a conversation in. A title of its own is made up unless one is given. */
export async function bringIn(
  who: BrowserContext,
  conversation: { title?: string; messages: Message[] } & Record<string, unknown>,
): Promise<Conversation> {
  const title = conversation.title ?? unique("Parcel ");
  const { id } = await answer<{ id: string }>(await post(who, "/api/v1/conversations", { ...conversation, title }));
  return { id, title, path: `/conversations/${id}` };
}

/** Appends messages. */
export async function append(who: BrowserContext, conversation: Conversation, messages: Message[]): Promise<void> {
  await answer(await post(who, `/api/v1/conversations/${conversation.id}/messages`, { messages }));
}

/** Makes a share: who may read it, and whatever else is wanted. */
export async function share(
  who: BrowserContext,
  conversation: Conversation,
  kind: "public" | "organisation" | "people",
  more: Record<string, unknown> & { emails?: string[] } = {},
): Promise<Share> {
  const { emails, ...rest } = more;
  const { revision } = await answer<{ revision: number }>(await who.request.get(`/api/v1${conversation.path}`));
  const audience = emails ? { kind, emails } : { kind };
  const wanted = kind === "public" ? { reviewed: revision, confirm_customer_safe: true, ...rest } : rest;
  return answer(await post(who, `/api/v1${conversation.path}/shares`, { audience, ...wanted }));
}

/** Ends a share, as another page of its owner would. */
export async function stop(who: BrowserContext, { id }: Pick<Share, "id">): Promise<void> {
  await answer(await post(who, `/api/v1/shares/${id}/revoke`));
}

/** A write as a page of this server makes it. */
export async function post(who: BrowserContext, path: string, data?: unknown): Promise<APIResponse> {
  return who.request.post(path, { headers: { Origin: await originOf(who.request) }, data });
}

/** What the server answered; fails with its own words. */
export async function answer<T>(response: APIResponse): Promise<T> {
  expect(response.ok(), `${response.url()}: ${response.status()} ${await response.text()}`).toBe(true);
  return (await response.json()) as T;
}

async function originOf(request: APIRequestContext): Promise<string> {
  return new URL((await request.get("/healthz")).url()).origin;
}
