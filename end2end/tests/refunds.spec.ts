/** Giving money back: what finance decides, and what the partner sees of it. */
import { type Page } from "@playwright/test";
import { type Portal, confirmed, expect, open, review, test } from "./portal.ts";

async function renewed(page: Page, portal: Portal, card?: string): Promise<string> {
  await review(page, portal, card);
  await page.getByRole("button", { name: "Buy", exact: true }).click();
  await confirmed(page);
  return page.url().split("/").at(-1)!;
}

test("money goes back to the card, the membership ends, and the credit note is there", async ({ page, portal }) => {
  const number = await renewed(page, portal);
  await open(page, portal, "finance@vendor.example", "/operator/refunds");
  await page.getByLabel("Order number").fill(number);
  await page.getByRole("button", { name: "Find order" }).click();
  await expect(page.getByRole("region", { name: "Give all of it back" }).locator(".unmet")).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Give all of it back" }).locator(".met")).toHaveCount(6);
  const give = page.getByRole("button", { name: /Give .*59,290 back/ });
  await give.click();
  await expect(page.locator("#reason-fault")).toBeVisible();
  await page.getByLabel("Reason").fill("Bought by mistake");
  await give.dblclick();
  await expect(page.getByRole("status").first()).toContainText("C2027-000001");
  await expect(page.getByRole("region", { name: "Given back", exact: true })).toContainText(number);

  await open(page, portal, "global-admin@aoba.example", `/orders/${number}`);
  await expect(page.getByRole("heading", { level: 1, name: "This order was refunded" })).toBeVisible();
  const saved = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download credit note" }).click();
  expect((await saved).suggestedFilename()).toBe("credit-note-C2027-000001.pdf");
  await page.goto(`${portal.url}/offers`);
  const expired = page.getByRole("region", { name: "Expired" });
  await expect(expired).toContainText("Refunded on 10 March 2027");
  await expect(expired).not.toContainText("2028");
  await expect(page.getByRole("region", { name: "Expired" }).getByRole("button", { name: "Buy", exact: true })).toBeEnabled();
});

test("what the card's bank refuses is transferred by finance", async ({ page, portal }) => {
  const number = await renewed(page, portal, "4000 0000 0000 5126");
  await open(page, portal, "finance@vendor.example", "/operator/refunds?lang=ja");
  await page.getByLabel("注文番号").fill(number);
  await page.getByRole("button", { name: "注文を検索" }).click();
  await page.getByLabel("理由").fill("誤って購入");
  await page.getByRole("button", { name: /を返金する/ }).click();
  const open_ = page.getByRole("region", { name: "未完了の返金" });
  await expect(open_).toContainText("振込待ち");
  await open_.getByText("振込を記録").click();
  await open_.getByLabel("返金日").fill("2027-03-10");
  await open_.getByLabel("銀行の参照番号").fill("OUT-1");
  await open_.getByRole("button", { name: "記録", exact: true }).click();
  await expect(page.getByRole("region", { name: "完了した返金" })).toContainText("OUT-1");
});

test("an order that may not be given back says why", async ({ page, portal }) => {
  const number = await renewed(page, portal);
  await portal.clock({ today: "2027-04-10" });
  await open(page, portal, "finance@vendor.example", "/operator/refunds");
  await page.getByLabel("Order number").fill(number);
  await page.getByRole("button", { name: "Find order" }).click();
  await expect(page.getByRole("region", { name: "Give all of it back" }).locator(".unmet")).toContainText("9 April 2027");
  await expect(page.getByRole("button", { name: /Give/ })).toHaveCount(0);
});

test("who turns out to be exempt gets the tax back and keeps the membership", async ({ page, portal }) => {
  const number = await renewed(page, portal);
  await open(page, portal, "finance@vendor.example", "/operator/refunds?lang=en");
  await page.getByLabel("Order number").fill(number);
  await page.getByRole("button", { name: "Find order" }).click();
  const tax = page.getByRole("region", { name: "Give the tax back" });
  await expect(tax.locator(".unmet")).toContainText("An exemption is recorded on the partner's page.");
  await page.goto(`${portal.url}/operator/partners/4100001?lang=en`);
  const exemption = page.getByRole("region", { name: "Tax exemption" });
  await exemption.getByText("Set exemption").first().click();
  await exemption.getByLabel("Number of the certificate").fill("EX-77");
  await exemption.getByRole("button", { name: "Set exemption" }).click();
  await expect(exemption).toContainText("EX-77");
  await page.goto(`${portal.url}/operator/refunds?lang=en`);
  await page.getByLabel("Order number").fill(number);
  await page.getByRole("button", { name: "Find order" }).click();
  await tax.getByLabel("Reason").fill("Exempt since April");
  await tax.getByRole("button", { name: /Give .*5,390 back/ }).dblclick();
  await expect(page.getByRole("region", { name: "Given back", exact: true })).toContainText("The tax");

  await open(page, portal, "global-admin@aoba.example", `/orders/${number}?lang=ja`);
  await expect(page.getByText("メンバーシップは継続します。")).toBeVisible();
  await expect(page.getByRole("link", { name: "請求書のダウンロード" })).toBeVisible();
});
