/** My account: where one is signed in, how times of day and reminders are set, what is held, and leaving for good. */
import { readFile } from "node:fs/promises";
import { expect, open, test } from "./portal.ts";

test("one sees where one is signed in, and signs out there and everywhere else", async ({ page, portal, browser }) => {
  const browsers = [];
  for (let count = 0; count < 3; count += 1) {
    const other = await (await browser.newContext({ locale: "en-GB" })).newPage();
    await open(other, portal, "member@birch.example", "/offers");
    browsers.push(other);
  }
  await open(page, portal, "member@birch.example", "/account?lang=en");
  const rows = page.locator("table.sessions tbody tr");
  await expect(rows).toHaveCount(4);
  await expect(rows.filter({ hasText: "This browser" })).toHaveCount(1);
  await expect(rows.filter({ hasText: "This browser" })).toContainText("127.0.0.1");
  await page.getByLabel("Present password").fill("half typed");
  await rows.getByRole("button", { name: /^Sign out there/ }).first().click();
  await expect(rows).toHaveCount(3);
  await expect(page.getByLabel("Present password")).toHaveValue("half typed");
  await page.getByRole("button", { name: "Sign out everywhere else" }).click();
  await expect(rows).toHaveCount(1);
  await expect(page.getByRole("button", { name: "Sign out everywhere else" })).toHaveCount(0);
  for (const other of browsers) {
    await other.reload();
    await expect(other).toHaveURL(/\/sign-in/);
  }
});

test("時刻は選んだタイム ゾーンで表示され、お知らせの設定が残る", async ({ page, portal }) => {
  await open(page, portal, "global-admin@birch.example", "/account?lang=ja");
  const since = page.locator("table.sessions tbody tr td").nth(2);
  await expect(since).toContainText("2027/03/10");
  const before = await since.textContent();
  await page.getByLabel("タイム ゾーン").selectOption("Pacific/Kiritimati");
  await expect(page.getByText("保存しました。")).toBeVisible();
  const kept = page.waitForResponse("**/api/account/reminders");
  await page.getByLabel("手動更新のお知らせを受け取る").uncheck();
  expect((await kept).status()).toBe(204);
  await page.reload();
  await expect(page.getByLabel("タイム ゾーン")).toHaveValue("Pacific/Kiritimati");
  await expect(page.getByLabel("手動更新のお知らせを受け取る")).not.toBeChecked();
  // Noon UTC is two o'clock of the next day there.
  await expect(since).toContainText("2027/03/11 2:");
  expect(await since.textContent()).not.toBe(before);
});

test("everything that is held comes as a file", async ({ page, portal }) => {
  await open(page, portal, "member@birch.example", "/account?lang=en");
  const arrives = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download my data" }).click();
  const file = await arrives;
  expect(file.suggestedFilename()).toBe("my-account.json");
  const held = JSON.parse(await readFile(await file.path(), "utf8"));
  expect(held.profile).toMatchObject({ email: "member@birch.example", partner: "4100002" });
  expect(held.sessions).toHaveLength(1);
});

test("who erases the account is asked for the password, and is gone", async ({ page, portal, browser }) => {
  await open(page, portal, "member@birch.example", "/account?lang=en");
  await page.getByRole("button", { name: "Erase my account…" }).click();
  await page.getByRole("button", { name: "No, keep my account" }).click();
  await page.getByRole("button", { name: "Erase my account…" }).click();
  await page.getByLabel("Your password").fill("not it");
  await page.getByRole("button", { name: "Yes, erase me for good" }).click();
  await expect(page.locator("#erase-present-fault")).toContainText("not your present password");
  await page.getByLabel("Your password").fill("demo");
  await page.getByRole("button", { name: "Yes, erase me for good" }).click();
  await expect(page.getByRole("main").getByRole("link", { name: "Join now" })).toBeVisible();
  const again = await portal.post("/api/session", { email: "member@birch.example", password: "demo" });
  expect(again.status).toBe(401);
  const admin = await (await browser.newContext()).newPage();
  await open(admin, portal, "global-admin@birch.example", "/users?lang=en");
  await expect(admin.getByRole("row", { name: /Olivia Birch/ })).toBeVisible();
  await expect(admin.getByText("member@birch.example")).toHaveCount(0);
});
