// The organisation: people and teams, one's own account, everything one shared, and the trail of it all.
import type { Page } from "@playwright/test";
import { bringIn, share, unique } from "./support/api";
import { PASSWORD } from "./support/server";
import { dialog } from "./support/sharing";
import { expect, people, test } from "./support/test";

const LONG = "violet kettle on a long shelf";

async function invite(page: Page, name: string, email: string): Promise<string> {
  await page.goto("/people");
  await page.getByRole("button", { name: "Invite" }).click();
  const form = dialog(page, "Invite a person");
  await form.getByRole("textbox", { name: "Name" }).fill(name);
  await form.getByRole("textbox", { name: "E-mail address" }).fill(email);
  await form.getByRole("button", { name: "Invite and get the link" }).click();
  const link = await form.getByRole("textbox", { name: "One-time link" }).inputValue();
  await form.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("row", { name: new RegExp(email) })).toContainText("Invited");
  return link;
}

async function act(page: Page, name: string, what: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: what }).click();
}

test("an invited person chooses a password by a link that works once, and is deactivated and erased", async ({ admin, anonymous }) => {
  const name = unique("Newcomer ");
  const email = `${unique("newcomer")}@acme.example`;
  const page = await admin.newPage();
  const link = await invite(page, name, email);

  const theirs = await anonymous.newPage();
  await theirs.goto(link);
  await theirs.getByLabel("Password").fill("short");
  await theirs.getByRole("button", { name: "Choose password and sign in" }).click();
  await expect(theirs.getByRole("alert")).toContainText("12");
  await theirs.getByLabel("Password").fill(LONG);
  await theirs.getByRole("button", { name: "Choose password and sign in" }).click();
  await expect(theirs.getByRole("heading", { level: 1, name: "Conversations" })).toBeVisible();

  await page.reload();
  const row = page.getByRole("row", { name: new RegExp(email) });
  await expect(row).toContainText("Active");
  await act(page, name, "Deactivate…");
  await dialog(page, "Deactivate this person?").getByRole("button", { name: "Deactivate" }).click();
  await expect(row).toContainText("Deactivated");
  expect((await anonymous.request.get("/api/v1/conversations")).status()).toBe(401);
  await act(page, name, "Erase…");
  await dialog(page, "Erase this person?").getByRole("button", { name: "Erase for good" }).click();
  await expect(row).toHaveCount(0);
});

test("the dialog says what ends, and a colleague can take everything over", async ({ admin, anonymous, enter }) => {
  const name = unique("Leaver ");
  const email = `${unique("leaver")}@acme.example`;
  const page = await admin.newPage();
  const link = await invite(page, name, email);
  const theirs = await anonymous.newPage();
  await theirs.goto(link);
  await theirs.getByLabel("Password").fill(LONG);
  await theirs.getByRole("button", { name: "Choose password and sign in" }).click();
  await expect(theirs.getByRole("heading", { level: 1, name: "Conversations" })).toBeVisible();
  const conversation = await bringIn(anonymous, { messages: [{ sender: "contact", body: "The parcel is late." }] });
  await share(anonymous, conversation, "organisation");

  await page.reload();
  await act(page, name, "Deactivate…");
  const question = dialog(page, "Deactivate this person?");
  await expect(question).toContainText("1 share of");
  await question.getByRole("radio", { name: /A colleague takes over/ }).check();
  await question.getByRole("button", { name: "Deactivate" }).click();
  await expect(question).toContainText("Choose who takes over.");
  await question.getByRole("combobox", { name: "Who takes over" }).selectOption({ label: `Acme agent (${people.owner})` });
  await question.getByRole("button", { name: "Deactivate" }).click();
  await expect(page.getByRole("row", { name: new RegExp(email) })).toContainText("Deactivated");

  const owner = await enter({ as: "owner" });
  const shares = await owner.newPage();
  await shares.goto(`/shares?q=${encodeURIComponent(conversation.title)}`);
  await expect(shares.getByRole("link", { name: conversation.title })).toBeVisible();
});

test("a team is made with people found by three letters, by keyboard alone", async ({ admin }) => {
  const name = unique("Sales ");
  const page = await admin.newPage();
  await page.goto("/teams");
  await page.getByRole("button", { name: "New team" }).click();
  const form = dialog(page, "New team");
  await form.getByRole("textbox", { name: "Name" }).fill(name);
  const field = form.getByRole("combobox", { name: "Add a member" });
  await field.pressSequentially("vi");
  await expect(form.getByText("Type at least three letters.")).toBeVisible();
  await field.pressSequentially("e");
  await expect(form.getByRole("option", { name: /viewer@acme\.example/ })).toBeVisible();
  await field.press("ArrowDown");
  await field.press("Enter");
  await expect(form.getByRole("list", { name: "Members" })).toContainText("Acme viewer");
  await form.getByRole("button", { name: "Save team" }).click();
  const team = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name }) });
  await expect(team).toContainText("1 person");
  await team.getByRole("button", { name: `Delete ${name}` }).click();
  await dialog(page, "Delete this team?").getByRole("button", { name: "Delete team" }).click();
  await expect(team).toHaveCount(0);
});

test("a session on another device is ended from one's own account, and a wrong password is said at its field", async ({ enter }) => {
  const there = await enter({ as: "colleague" });
  const here = await enter({ as: "colleague" });
  const page = await here.newPage();
  await page.goto("/account");
  await expect(page.getByText("This one")).toBeVisible();
  const others = page.getByRole("button", { name: /^End the session/ });
  const before = await others.count();
  expect(before).toBeGreaterThan(0);
  // The one last used stands first.
  await others.first().click();
  await expect(others).toHaveCount(before - 1);
  await expect.poll(async () => (await there.request.get("/api/v1/conversations")).status()).toBe(401);

  await page.getByLabel("Password so far").fill("not the password");
  await page.getByLabel("New password").fill(LONG);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByLabel("Password so far")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("New password")).toHaveValue(LONG);
  expect(PASSWORD).not.toBe(LONG);
});

test("many shares are found and stopped at once, and the address keeps what was chosen", async ({ owner }) => {
  const word = unique("Depot");
  for (const kind of ["organisation", "people"] as const) {
    const conversation = await bringIn(owner, { title: `${word} ${kind}`, messages: [{ sender: "contact", body: "The parcel is late." }] });
    await share(owner, conversation, kind, kind === "people" ? { emails: [people.reader] } : {});
  }
  const page = await owner.newPage();
  await page.goto("/shares");
  await page.getByRole("searchbox", { name: "Search" }).fill(word);
  const list = page.getByRole("list", { name: "Shares" });
  await expect(list.getByRole("listitem")).toHaveCount(2);
  await expect(page).toHaveURL(new RegExp(`q=${word}`));
  await page.getByRole("checkbox", { name: "Select all shown" }).check();
  await page.getByRole("button", { name: "Stop selected…" }).click();
  await dialog(page, "Stop 2 shares?").getByRole("button", { name: "Stop sharing" }).click();
  await expect(page.getByRole("heading", { name: "None of these" })).toBeVisible();
  await page.getByRole("button", { name: /^Stopped/ }).click();
  await expect(list.getByRole("listitem")).toHaveCount(2);
  await page.getByText("The same as a table").click();
  await expect(page.getByRole("group", { name: "Exposure, day by day" }).getByRole("row")).toHaveCount(31);
});

test("the trail is narrowed by what happened and by a person, and downloaded as narrowed", async ({ admin, owner }) => {
  const conversation = await bringIn(owner, { messages: [{ sender: "contact", body: "The parcel is late." }] });
  await share(owner, conversation, "organisation");
  const page = await admin.newPage();
  await page.goto("/audit");
  await page.getByRole("combobox", { name: "What happened" }).selectOption({ label: "Created a share" });
  await expect(page).toHaveURL(/action=share\.created/);
  await page.getByRole("combobox", { name: "Person" }).pressSequentially("agent");
  await page.getByRole("option", { name: /agent@acme\.example/ }).click();
  await expect(page.getByRole("button", { name: "Remove filter: By or about Acme agent" })).toBeVisible();
  await expect(page.getByRole("row").nth(1)).toContainText("Created a share");
  await page.getByRole("link", { name: "Share’s time line" }).first().click();
  await expect(page.getByRole("button", { name: "Remove filter: One share’s time line" })).toBeVisible();
  const href = (await page.getByRole("link", { name: "CSV" }).getAttribute("href")) ?? "";
  expect(href).toContain("share=");
  const file = await admin.request.get(href);
  expect(file.status()).toBe(200);
  expect(await file.text()).toContain("share.created");
  await page.getByRole("button", { name: "Verify" }).click();
  await expect(page.getByRole("region", { name: "Integrity" })).toContainText("Intact:");
  await expect(page.getByRole("button", { name: "Copy head" })).toBeVisible();
});
