/** Passkeys: added, signed in by, removed; operators' second factors, and what is done when one is lost. */
import { type Page } from "@playwright/test";
import { accessible } from "./accessible.ts";
import { byName, code, device, password, recoveryCodes, setUpApp } from "./authenticator.ts";
import { mails } from "./mails.ts";
import { expect, test } from "./portal.ts";

async function signOut(page: Page): Promise<void> {
  await page.locator("details.account summary").click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page).toHaveURL(/\/sign-in/);
}

test("a passkey is added under My account, signs in without a password, and is removed", async ({ page, portal }) => {
  const address = byName(portal);
  const authenticator = await device(page);
  await portal.signIn(page.context(), "member@birch.example", address);
  await page.goto(`${address}/account?lang=en`);
  const section = page.getByRole("region", { name: "Passkeys" });
  await expect(section).toContainText("You have no passkey yet.");
  await section.getByLabel("Name of the passkey").fill("Work laptop");
  await section.getByLabel("Your password").fill("not it");
  await section.getByRole("button", { name: "Add a passkey" }).click();
  await expect(section.locator("#passkey-present-fault")).toBeVisible();
  await section.getByLabel("Your password").fill("demo");
  await section.getByRole("button", { name: "Add a passkey" }).click();
  await expect(section.getByRole("status")).toContainText("“Work laptop” was added");
  const row = section.getByRole("row", { name: /Work laptop/ });
  await expect(row).toContainText("Never");
  await accessible(page);
  expect((await mails(portal, "member@birch.example", /A passkey was added/, 1))[0]).toContain("Work laptop");

  await signOut(page);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Membership offers" })).toBeVisible();
  await page.goto(`${address}/account`);
  await expect(row).not.toContainText("Never");
  // What a password confirms, the passkey does too.
  await row.getByRole("button", { name: /^Remove/ }).click();
  const panel = page.getByRole("dialog", { name: "Remove the passkey “Work laptop”?" });
  await accessible(page);
  await panel.getByRole("button", { name: "Confirm with a passkey" }).click();
  await expect(section.getByRole("status")).toContainText("The passkey was removed.");
  await expect(row).toHaveCount(0);
  await mails(portal, "member@birch.example", /A passkey was removed/, 1);
  await signOut(page);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByRole("alert")).toContainText("The passkey was not accepted");
  await authenticator.detach();
});

test("パスキーは番号のアドレスでは使用できず、その旨が表示される", async ({ page, portal }) => {
  await portal.signIn(page.context(), "member@birch.example");
  await page.goto(`${portal.url}/account?lang=ja`);
  const section = page.getByRole("region", { name: "パスキー" });
  await expect(section.getByRole("note")).toContainText("localhost");
  await expect(section.getByRole("button", { name: "パスキーを追加" })).toHaveCount(0);
});

test("an operator sets up an app, signs in with it and with a recovery code, and then by a passkey", async ({ page, portal }) => {
  test.slow(); // Waits for the next half minute's code.
  const address = byName(portal);
  await device(page);
  await page.goto(`${address}/sign-in?lang=en`);
  await page.getByRole("button", { name: "Sign in: finance@vendor.example" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Desk" })).toBeVisible();
  await page.goto(`${address}/operator/second-factor`);
  await page.getByRole("button", { name: "Set up an authenticator app" }).click();
  await page.getByLabel("Your password").fill("demo");
  await page.getByRole("button", { name: "Set up an authenticator app" }).click();
  await expect(page.getByRole("img", { name: "QR code of the secret" })).toBeVisible();
  await accessible(page);
  await page.getByLabel("Code of the app").fill("000000");
  await page.getByRole("button", { name: "Set up the app" }).click();
  await expect(page.locator("#app-code-fault")).toContainText("not accepted");
  const secret = await setUpApp(page);
  await accessible(page);
  const codes = await recoveryCodes(page);
  await expect(page.getByRole("region", { name: "Recovery codes" })).toContainText("10");

  // From the list of the demo too: it leads to the operators' door.
  await signOut(page);
  await page.goto(`${address}/sign-in`);
  await page.getByRole("button", { name: "Sign in: finance@vendor.example" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Second factor" })).toBeVisible();
  await accessible(page);
  await page.getByLabel("Code", { exact: true }).fill("000000");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.locator("#code-fault")).toContainText("not accepted");
  await page.goto(`${address}/operator/transfers`);
  await expect(page.getByRole("heading", { level: 1, name: "Second factor" })).toBeVisible();
  await page.getByLabel("Code", { exact: true }).fill(code(secret, 1));
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page).toHaveURL(/\/operator\/transfers/);

  await signOut(page);
  await password(page, "finance@vendor.example", "demo");
  await page.getByLabel("Code", { exact: true }).fill(codes[0]!.toLowerCase());
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Desk" })).toBeVisible();
  await mails(portal, "finance@vendor.example", /A recovery code|one of your recovery codes/, 1);

  await page.goto(`${address}/account`);
  const section = page.getByRole("region", { name: "Passkeys" });
  await section.getByLabel("Name of the passkey").fill("Key");
  await section.getByLabel("Your password").fill("demo");
  await section.getByRole("button", { name: "Add a passkey" }).click();
  await expect(section.getByRole("status")).toBeVisible();
  await signOut(page);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Desk" })).toBeVisible();
  // At the partners' door it is not known.
  await signOut(page);
  await page.goto(`${address}/sign-in`);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByRole("alert")).toContainText("The passkey was not accepted");
});

test("担当者は招待され、担当が変更され、認証がリセットされ、削除される", async ({ page, portal, browser }) => {
  await portal.signIn(page.context(), "programme@vendor.example");
  await page.goto(`${portal.url}/operator/operators?lang=ja`);
  const own = page.getByRole("row", { name: /programme@vendor.example/ });
  await expect(own.getByRole("button", { name: /^削除/ })).toBeDisabled();
  await expect(own).toContainText("自分自身は変更できません");
  await page.getByRole("button", { name: "招待を送信" }).click();
  await expect(page.locator("#email-fault")).toBeVisible();
  await page.getByLabel("メール アドレス").fill("ben@vendor.example");
  await page.getByLabel("氏名").fill("Ben Saito");
  await page.getByRole("radio", { name: "財務" }).check();
  await page.getByRole("button", { name: "招待を送信" }).click();
  await expect(page.getByRole("status")).toContainText("Ben Saito に招待を送信しました");
  const row = page.getByRole("row", { name: /Ben Saito/ });
  await expect(row).toContainText("招待中");
  const link = /http\S+\/welcome\/\w+/;
  const [mail] = await mails(portal, "ben@vendor.example", link, 1);

  const other = await (await browser.newContext({ locale: "en-GB" })).newPage();
  await other.goto(link.exec(mail!)![0]);
  await other.getByLabel("Password", { exact: true }).fill("correct horse battery");
  await other.getByLabel("Password again").fill("correct horse battery");
  await other.getByRole("button", { name: "Set password" }).click();
  await other.getByRole("status").getByRole("link", { name: "Sign in" }).click();
  await expect(other).toHaveURL(/\/operator\/sign-in/);
  await password(other, "ben@vendor.example", "correct horse battery");
  await expect(other.getByRole("link", { name: "Transfers" })).toBeVisible();
  await other.goto(`${portal.url}/operator/operators`);
  await expect(other.getByRole("note")).toContainText("Ask one of them");
  await other.goto(`${portal.url}/operator/second-factor`);
  await other.getByRole("button", { name: "Set up an authenticator app" }).click();
  await other.getByLabel("Your password").fill("correct horse battery");
  await other.getByRole("button", { name: "Set up an authenticator app" }).click();
  await setUpApp(other);
  await recoveryCodes(other);

  await page.reload();
  await row.getByRole("button", { name: /^担当を変更/ }).click();
  const panel = page.getByRole("dialog", { name: "Ben Saito の担当" });
  await accessible(page);
  await panel.getByRole("radio", { name: "サポート" }).check();
  await panel.getByRole("button", { name: "保存" }).click();
  await expect(page.getByRole("status")).toContainText("担当を変更しました");
  await other.goto(`${portal.url}/operator`);
  await expect(other.getByRole("link", { name: "Support requests", exact: true })).toBeVisible();
  await row.getByRole("button", { name: /^2 要素目の認証をリセット/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "はい、リセットします" }).click();
  await expect(row).toContainText("未設定");
  await other.reload();
  await expect(other).toHaveURL(/\/operator\/sign-in/);
  await mails(portal, "ben@vendor.example", /has reset your second factor/, 1);
  await row.getByRole("button", { name: /^削除/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "はい、削除します" }).click();
  await expect(row).toHaveCount(0);
});
