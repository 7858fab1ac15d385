/** Benefits: a use of each kind, with what it ends said before. */
import { type Page } from "@playwright/test";
import { fits, passesAxe } from "./accessible.ts";
import { confirmed, enterCard, expect, open, review, test } from "./portal.ts";

const card = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
const figure = (page: Page, name: string, which: string) =>
  card(page, name).locator(".figures > div").filter({ has: page.getByText(which, { exact: true }) }).locator("dd");

const DESKTOP = "Northwind Desktop, internal use";
const STUDIO = "Northwind Developer Studio";

test("viewing a product key says which refund it ends, and ends it; the key stays the same", async ({ page, portal }) => {
  await review(page, portal);
  await page.getByRole("button", { name: "Buy", exact: true }).click();
  await confirmed(page);
  const order = page.url().split("/").at(-1)!;
  await page.goto(`${portal.url}/offers`);
  await page.getByRole("link", { name: "Benefits: Action Pack" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Benefits: Action Pack" })).toBeVisible();
  await expect(page.getByText("its price can be given back until 9 April 2027")).toBeVisible();

  const view = page.getByRole("button", { name: `View a product key: ${DESKTOP}` });
  await view.click();
  const dialog = page.getByRole("dialog", { name: `View a product key: ${DESKTOP}` });
  await expect(dialog).toContainText("It works until 9 March 2028.");
  await expect(dialog).toContainText("Until 9 April 2027 the price of this term could be given back");
  await passesAxe(page);
  await dialog.getByRole("button", { name: "Not now" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(view).toBeFocused();
  await expect(figure(page, DESKTOP, "Used")).toHaveText("0");

  await view.click();
  await dialog.getByRole("button", { name: "Go on without a refund" }).dblclick();
  const said = page.locator("#said");
  await expect(said).toBeFocused();
  await expect(said.locator(".secret")).toHaveText(/^([B-Y2-9]{5}-){4}[B-Y2-9]{5}$/);
  const key = await said.locator(".secret").innerText();
  await expect(figure(page, DESKTOP, "Left")).toHaveText("9");
  await expect(page.getByText("its price can be given back")).toHaveCount(0);
  await page.reload();
  await card(page, DESKTOP).getByRole("button", { name: "Show key: 10 March 2027" }).click();
  await expect(card(page, DESKTOP).locator(".secret")).toHaveText(key);

  // Of the term before: its key keeps its own end.
  await expect(card(page, DESKTOP).getByRole("row").filter({ hasText: "Term to 9 March 2027" })).toContainText("22 August 2027");

  await view.click();
  await expect(dialog).toContainText("cannot be given back in any case");
  await dialog.getByRole("button", { name: "Not now" }).click();

  const subscription = page.url().split("/").at(-1)!;
  await page.goto(`${portal.url}/support/new?cancel=${subscription}`);
  await expect(page.locator(".checklist .unmet")).toContainText("viewed, on 10 March 2027");
  await open(page, portal, "finance@vendor.example", "/operator/refunds");
  await page.getByLabel("Order number").fill(order);
  await page.getByRole("button", { name: "Find order" }).click();
  await expect(page.getByRole("region", { name: "Give all of it back" }).locator(".unmet")).toContainText("viewed, on 10 March 2027");
  await expect(page.getByRole("button", { name: /Give/ })).toHaveCount(0);
});

test("seats, incidents and material of the Action Pack are used, and the subscription's page shows what is left", async ({ page, portal }) => {
  await open(page, portal, "mpn-partner-admin@aoba.example", "/benefits?lang=en");
  await page.getByRole("link", { name: "View and use: Action Pack" }).click();
  await page.getByRole("button", { name: "Activate seats: Northwind Cloud Office" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Activate seats" }).click();
  await expect(page.locator("#said .secret")).toHaveText(/^([B-Y2-9]{5}-){5}[B-Y2-9]{5}$/);
  await expect(figure(page, "Northwind Cloud Office", "Left")).toHaveText("0");
  await expect(page.getByRole("button", { name: /^Activate seats/ })).toHaveCount(0);

  await page.getByRole("button", { name: "Use an incident: Technical support, online" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Use an incident" }).click();
  await expect(dialog.locator("#note-fault")).toBeVisible();
  await dialog.getByLabel("What for?").fill("Sign-in fails after the update");
  await dialog.getByRole("button", { name: "Use an incident" }).dblclick();
  await expect(page.getByRole("status")).toHaveText("Recorded. 8 of Technical support, online left.");
  await expect(card(page, "Technical support, online")).toContainText("Sign-in fails after the update");

  await page.getByRole("button", { name: "Get the material: Starter campaign kit" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Get the material" }).click();
  const saved = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download starter-campaign-kit.zip" }).click();
  expect((await saved).suggestedFilename()).toBe("starter-campaign-kit.zip");

  await page.goto(`${portal.url}${new URL(page.url()).pathname.replace("benefits", "subscriptions")}`);
  const row = page.getByRole("region", { name: "Benefits", exact: true }).getByRole("row").filter({ hasText: "Technical support, online" });
  await expect(row).toContainText("8 April 2027");
  await expect(row.getByRole("cell").nth(4)).toHaveText("8");

  // After the window has closed they are over, and shown as such.
  await portal.clock({ today: "2027-04-09" });
  await page.goto(`${portal.url}/benefits`);
  await page.getByRole("link", { name: "View and use: Action Pack" }).click();
  await expect(page.getByText("Benefits ended on 8 April 2027: not renewed in time")).toBeVisible();
  await expect(page.getByRole("button", { name: /^View a product key/ })).toBeDisabled();
});

test("a licence is assigned, moved and taken back, and hours are used", async ({ page, portal }) => {
  await open(page, portal, "global-admin@gull.example", "/benefits?lang=en");
  await page.getByRole("link", { name: "View and use: Silver membership" }).click();
  await expect(figure(page, STUDIO, "Left")).toHaveText("8");
  const held = card(page, STUDIO);
  await held.getByRole("button", { name: "Take back: Hugo Petit" }).click();
  await expect(page.getByRole("status")).toHaveText("The licence was taken back and can be assigned again.");
  await expect(figure(page, STUDIO, "Left")).toHaveText("9");

  await page.getByRole("button", { name: `Assign a licence: ${STUDIO}` }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.locator("datalist option")).toHaveCount(2);
  await dialog.getByLabel("User (email address)").fill("global-admin@gull.example");
  await dialog.getByRole("button", { name: "Assign a licence" }).click();
  await expect(dialog.locator("#to-fault")).toBeVisible();
  await dialog.getByRole("button", { name: "Not now" }).click();

  await held.getByRole("button", { name: "Move: Chloé Martin" }).click();
  await dialog.getByLabel("User (email address)").fill("member@gull.example");
  await dialog.getByRole("button", { name: "Move" }).click();
  await expect(page.getByRole("status")).toHaveText("The licence was moved.");
  await expect(held.getByRole("button", { name: "Take back: Hugo Petit" })).toBeVisible();

  await page.getByLabel("Language").selectOption("ja");
  await page.getByRole("button", { name: "時間を使用: 技術プリセールス アドバイザリー" }).click();
  await dialog.getByLabel("時間 (時:分)").fill("99");
  await dialog.getByLabel("用途").fill("提案書の確認");
  await dialog.getByRole("button", { name: "時間を使用" }).click();
  await expect(dialog.locator("#minutes-fault")).toHaveText("残り時間を超えています。");
  await dialog.getByLabel("時間 (時:分)").fill("1:30");
  await dialog.getByRole("button", { name: "時間を使用" }).click();
  await expect(page.getByRole("status")).toHaveText("記録しました。技術プリセールス アドバイザリー の残りは 16:00 です。");
});

test("after a renewal the licences of the term before are assigned again by one press, which says what it ends", async ({ page, portal }) => {
  await portal.clock({ today: "2027-07-09" });
  await open(page, portal, "global-admin@gull.example", "/offers?lang=en");
  await page.getByRole("button", { name: "Renew subscription" }).click();
  await enterCard(page);
  await page.getByRole("button", { name: "Review order" }).click();
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Buy", exact: true }).click();
  await confirmed(page);
  await page.goto(`${portal.url}/benefits`);
  await page.getByRole("link", { name: "View and use: Silver membership" }).click();
  await expect(figure(page, STUDIO, "Left")).toHaveText("10");
  const press = page.getByRole("button", { name: `Assign to the 2 people of the last term: ${STUDIO}` });
  const size = page.viewportSize()!;
  await page.setViewportSize({ width: 320, height: 640 });
  await fits(page);
  await page.setViewportSize(size);
  await press.click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("listitem")).toHaveText(["Chloé Martin", "Hugo Petit"]);
  await expect(dialog).toContainText("Until 8 August 2027 the price of this term could be given back");
  await passesAxe(page);
  await dialog.getByRole("button", { name: "Not now" }).click();
  await expect(press).toBeFocused();
  await expect(figure(page, STUDIO, "Used")).toHaveText("0");

  await press.click();
  await dialog.getByRole("button", { name: "Go on without a refund" }).dblclick();
  await expect(page.locator("#said")).toBeFocused();
  await expect(page.getByRole("status")).toHaveText("2 licences were assigned.");
  await expect(figure(page, STUDIO, "Left")).toHaveText("8");
  await expect(press).toHaveCount(0);
  await expect(page.getByText("its price can be given back")).toHaveCount(0);

  // One was taken back: that one can be assigned again.
  await card(page, STUDIO).getByRole("button", { name: "Take back: Hugo Petit" }).first().click();
  await expect(page.getByRole("status")).toHaveText("The licence was taken back and can be assigned again.");
  await page.getByLabel("Language").selectOption("ja");
  await page.getByRole("button", { name: "前の期間と同じく Hugo Petit に割り当てる" }).click();
  await expect(dialog).toContainText("返金の対象外");
  await dialog.getByRole("button", { name: "前の期間と同じく Hugo Petit に割り当てる" }).click();
  await expect(page.getByRole("status")).toHaveText("ライセンスを割り当てました。");
  await expect(figure(page, STUDIO, "残り")).toHaveText("8");
});

test("who may not use benefits sees them, and whom to ask", async ({ page, portal }) => {
  await open(page, portal, "member@gull.example", "/benefits?lang=en");
  await page.getByRole("link", { name: "View and use: Silver membership" }).click();
  await expect(page.getByRole("note")).toContainText("Ask one of: Chloé Martin");
  await expect(page.getByRole("button", { name: `Assign a licence: ${STUDIO}` })).toBeDisabled();
  await expect(card(page, STUDIO)).toContainText("Hugo Petit");
  await expect(page.getByRole("button", { name: /^(Move|Take back|Show)/ })).toHaveCount(0);
});
