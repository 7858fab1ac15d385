/** Users: invited by mail, given roles, removed; the last Global admin; a password that is forgotten and one that is changed. */
import { type Page } from "@playwright/test";
import { links } from "./mails.ts";
import { expect, open, test } from "./portal.ts";

const PASSWORD = "correct horse battery";

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

test("who is invited sets a password by the link, signs in, and is removed at once", async ({ page, portal, browser }) => {
  await open(page, portal, "global-admin@birch.example", "/offers");
  await page.getByRole("link", { name: "Users" }).click();
  await page.getByRole("button", { name: "Send invitation" }).click();
  await expect(page.locator("#email-fault")).toBeVisible();
  await page.getByLabel("Email address").fill("member@cedar.example");
  await page.getByLabel("Name", { exact: true }).fill("Nao Hirano");
  await page.getByLabel("Billing admin").check();
  await page.getByRole("button", { name: "Send invitation" }).click();
  await expect(page.locator("#email-fault")).toContainText("somebody has it already");
  await page.getByLabel("Email address").fill("nao@birch.example");
  await page.getByRole("button", { name: "Send invitation" }).click();
  await expect(page.getByRole("status")).toContainText("nao@birch.example");
  const row = page.getByRole("row", { name: /Nao Hirano/ });
  await expect(row).toContainText("Invited");
  const [first] = await links(portal, "nao@birch.example", "welcome", 1);
  await row.getByRole("button", { name: "Send again" }).click();
  const [, second] = await links(portal, "nao@birch.example", "welcome", 2);

  const other = await (await browser.newContext({ locale: "en-GB" })).newPage();
  await other.goto(first!);
  await expect(other.getByRole("alert")).toContainText("Ask for a new one");
  await other.goto(second!);
  await other.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await other.getByLabel("Password again").fill(PASSWORD);
  await other.getByRole("button", { name: "Set password" }).click();
  // Where it says that the password is set, and not beforehand in the navigation.
  await other.getByRole("status").getByRole("link", { name: "Sign in" }).click();
  await signIn(other, "nao@birch.example", PASSWORD);
  await expect(other.getByRole("link", { name: "Orders and invoices" })).toBeVisible();
  await expect(other.getByRole("link", { name: "Users" })).toHaveCount(0);
  await other.goto(`${portal.url}/users`);
  await expect(other.getByRole("note")).toContainText("Ask one of: Olivia Birch");

  await page.reload();
  await expect(row).toContainText("Active");
  await row.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Yes, remove" }).click();
  await expect(row).toHaveCount(0);
  await other.goto(`${portal.url}/orders`);
  await expect(other).toHaveURL(/\/sign-in/);
  await signIn(other, "nao@birch.example", PASSWORD);
  await expect(other.getByRole("alert")).toBeVisible();
});

test("who is removed can be erased too: what was done stays under a pseudonym", async ({ page, portal }) => {
  await open(page, portal, "global-admin@aoba.example", "/users?lang=en");
  const row = page.getByRole("row", { name: /Hina Sato/ });
  await row.getByRole("button", { name: /^Remove/ }).click();
  await page.getByRole("dialog").getByLabel("Erase name, address and mails for good too").check();
  await page.getByRole("dialog").getByRole("button", { name: "Yes, remove" }).click();
  await expect(page.getByRole("status")).toContainText("Hina Sato was removed.");
  await expect(row).toHaveCount(0);
  const again = await portal.post("/api/session", { email: "member@aoba.example", password: "demo" });
  expect(again.status).toBe(401);
});

test("最後のグローバル管理者は降格も削除もできず、理由が表示される", async ({ page, portal }) => {
  await open(page, portal, "global-admin@aoba.example", "/users?lang=ja");
  const own = page.getByRole("row", { name: /Haru Aoba/ });
  await expect(own.getByRole("button", { name: /^削除/ })).toBeDisabled();
  await expect(own).toContainText("自分自身は削除できません");
  await own.getByRole("button", { name: /^ロールを変更/ }).click();
  const panel = page.getByRole("dialog", { name: "Haru Aoba のロール" });
  await expect(panel.getByLabel("グローバル管理者")).toBeDisabled();
  await expect(panel).toContainText("最後のグローバル管理者です");
  await panel.getByRole("button", { name: "キャンセル" }).click();
  const member = page.getByRole("row", { name: /Hina Sato/ });
  await member.getByRole("button", { name: /^ロールを変更/ }).click();
  await page.getByRole("dialog").getByLabel("グローバル管理者").check();
  await page.getByRole("button", { name: "保存" }).click();
  await expect(member).toContainText("グローバル管理者");
  // Now there are two: one may step down, and sees the page no more.
  await own.getByRole("button", { name: /^ロールを変更/ }).click();
  await page.getByRole("dialog").getByLabel("グローバル管理者").uncheck();
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByRole("note")).toContainText("Hina Sato");
  await expect(page.getByRole("link", { name: "ユーザー", exact: true })).toHaveCount(0);
});

test("what stands above one's own roles is greyed out, and what another changed meanwhile is not undone", async ({ page, portal, browser }) => {
  await open(page, portal, "account-admin@aoba.example", "/users");
  await expect(page.getByRole("note")).toContainText("User management admin");
  await expect(page.getByRole("button", { name: "Send invitation" })).toHaveCount(0);
  const member = page.getByRole("row", { name: /Hina Sato/ });
  await expect(member.getByRole("button", { name: /^Remove/ })).toBeDisabled();
  await member.getByRole("button", { name: /^Change roles/ }).click();
  const panel = page.getByRole("dialog");
  await expect(panel.getByLabel("Global admin")).toBeDisabled();
  await panel.getByLabel("Billing admin").check();
  const other = await (await browser.newContext()).newPage();
  await open(other, portal, "global-admin@aoba.example", "/users?lang=en");
  await other.getByRole("row", { name: /Hina Sato/ }).getByRole("button", { name: /^Change roles/ }).click();
  await other.getByRole("dialog").getByLabel("Admin agent").check();
  await other.getByRole("button", { name: "Save" }).click();
  await expect(other.getByRole("status")).toBeVisible();
  await panel.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("Nothing was changed");
  await expect(member).toContainText("Admin agent");
});

test("a forgotten password is set anew by mail, and a changed one ends the other sessions", async ({ page, portal, browser }) => {
  await page.goto(`${portal.url}/sign-in?lang=en`);
  for (const email of ["nobody@birch.example", "member@birch.example"]) {
    await page.getByRole("link", { name: "Forgot password?" }).click();
    await page.getByLabel("Email address").fill(email);
    await page.getByRole("button", { name: "Send the link" }).click();
    await expect(page.getByRole("status")).toHaveText(new RegExp(`^If somebody signs in here with ${email},`));
    await page.getByRole("link", { name: "Back to sign-in" }).click();
  }
  const [link] = await links(portal, "member@birch.example", "welcome", 1);
  await page.goto(link!);
  await expect(page.getByRole("heading", { level: 1, name: "Set password" })).toBeVisible();
  await expect(page.getByLabel("Your name")).toHaveCount(0);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("Password again").fill(PASSWORD);
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByRole("status")).toContainText("Sign in with your new password");
  const contexts = [page, await (await browser.newContext({ locale: "en-GB" })).newPage()];
  for (const one of contexts) {
    await one.goto(`${portal.url}/sign-in`);
    await signIn(one, "member@birch.example", PASSWORD);
    await expect(one.getByRole("heading", { name: "Membership offers" })).toBeVisible();
  }
  await page.locator("details.account summary").click();
  await page.getByRole("link", { name: "My account" }).click();
  const change = async (present: string) => {
    await page.getByLabel("Present password").fill(present);
    await page.getByLabel("New password", { exact: true }).fill(`${PASSWORD} staple`);
    await page.getByLabel("New password again").fill(`${PASSWORD} staple`);
    await page.getByRole("button", { name: "Change password" }).click();
  };
  await change("not my password");
  await expect(page.locator("#present-fault")).toContainText("not your present password");
  await change(PASSWORD);
  await expect(page.getByRole("status")).toContainText("Your password was changed");
  await contexts[1]!.reload();
  await expect(contexts[1]!).toHaveURL(/\/sign-in/);
  await page.reload();
  await expect(page.locator("main")).toContainText("member@birch.example");
});
