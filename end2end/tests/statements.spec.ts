/** Bank statements: a file is dropped or chosen, looked at, brought in once, and its lines confirmed; held money is used. */
import { type Page } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { accessible } from "./accessible.ts";
import { type Portal, expect, open, test } from "./portal.ts";

const SAMPLES = resolve(import.meta.dirname, "../../server/src/statements/samples");
const FINANCE = "finance@vendor.example";

/** Aoba's renewal by transfer: order 100003, after those of Elm and Fuji, which await theirs from the start. */
async function order(page: Page, portal: Portal): Promise<void> {
  await portal.signIn(page.context(), "global-admin@aoba.example");
  const headers = { origin: portal.url, "idempotency-key": "one" };
  const offers = await (await page.context().request.get(`${portal.url}/api/offers`)).json();
  const transfer = { name: "Haru Aoba", phone: "+81 221234567", email: "haru@aoba.example" };
  const data = { wish: { renew: offers.facts.subscriptions[0].id }, payment: { transfer } };
  const started = await (await page.context().request.post(`${portal.url}/api/orders`, { data, headers })).json();
  const pressed = { total: started.quote.total, agreement_version: started.agreement.version };
  const bought = await page.context().request.post(`${portal.url}/api/orders/${started.number}/buy`, {
    data: pressed,
    headers: { ...headers, "idempotency-key": started.next_attempt_key },
  });
  expect((await bought.json()).number).toBe(100003);
}

async function choose(page: Page, name: string): Promise<void> {
  await page.getByLabel(/Statement file|明細ファイル/).setInputFiles(resolve(SAMPLES, name));
}

test("a statement is looked at, brought in once, and its exact lines are confirmed at once", async ({ page, portal }) => {
  await order(page, portal);
  await open(page, portal, FINANCE, "/operator/statements?lang=en");
  await expect(page.getByText("No statement yet.")).toBeVisible();
  await choose(page, "zengin.camt.053.001.02.xml");
  const preview = page.getByRole("region", { name: "Preview: zengin.camt.053.001.02.xml" });
  await expect(preview).toContainText("3 incoming payments and 1 other lines, 10 March 2027 to 10 March 2027.");
  await expect(preview.getByRole("heading")).toBeFocused();
  await expect(page.getByText("No statement yet.")).toBeVisible();
  await accessible(page);
  await preview.getByRole("button", { name: "Import" }).click();
  await expect(page.getByRole("status")).toContainText("Imported as statement 1: 4 new lines, 0 known ones.");

  // The same file again changes nothing.
  await choose(page, "zengin.camt.053.001.02.xml");
  await expect(preview).toContainText("4 of them are here already");
  await preview.getByRole("button", { name: "Import" }).click();
  await expect(page.getByRole("status")).toContainText("Nothing in this file is new: all 4 lines are here already.");

  await page.getByRole("link", { name: "Statement 1", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Statement 1" })).toBeVisible();
  const aoba = page.getByRole("row").filter({ hasText: "ｱｵﾊﾞｼｽﾃﾑｽﾞ" });
  await expect(aoba).toContainText("Exact");
  await expect(aoba).toContainText("Order number and Partner ID are there.");
  await expect(aoba.getByRole("button", { name: "Book for order 100003" })).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "ﾌｼﾞﾃﾞｰﾀ" })).toContainText("The reference is cut off");
  await accessible(page);
  await page.getByRole("button", { name: "Confirm all exact ones (2)" }).press("Enter");
  await expect(page.getByRole("status").first()).toContainText("2 lines are booked.");
  await expect(page.getByText("2 of 3")).toBeVisible();

  // What fits nothing is held, and what is none of ours is set aside, with a reason.
  const interest = page.getByRole("row").filter({ hasText: "ﾔﾏﾀﾞ" });
  await expect(interest).toContainText("Nothing fits");
  await interest.getByText("Set aside").first().click();
  await interest.getByRole("button", { name: "Set aside" }).click();
  await expect(interest.locator(".fault")).toBeVisible();
  await interest.getByLabel("Reason").fill("Not ours");
  await interest.getByRole("button", { name: "Set aside" }).click();
  await expect(page.getByText("Nothing is left to decide: this statement is done.")).toBeVisible();
  await page.getByRole("button", { name: "Booked or set aside (3)" }).click();
  await expect(page.getByText("Order 100003 was paid.")).toBeVisible();
  await page.getByRole("button", { name: "Take up again" }).click();
  await page.getByRole("button", { name: "To decide (1)" }).click();
  await page.getByRole("button", { name: "Hold as unallocated" }).click();
  await expect(page.getByText("Nothing is left to decide")).toBeVisible();

  await open(page, portal, "global-admin@aoba.example", "/orders/100003");
  await expect(page.getByRole("heading", { level: 1, name: "Order confirmed" })).toBeVisible();
});

test("a CSV file's columns are guessed, corrected and remembered, and a dropped file is taken, in ja", async ({ page, portal }) => {
  await order(page, portal);
  await open(page, portal, FINANCE, "/operator/statements?lang=ja");
  const content = await readFile(resolve(SAMPLES, "zengin.csv"));
  const transfer = await page.evaluateHandle((bytes) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(bytes)], "zengin.csv", { type: "text/csv" }));
    return transfer;
  }, [...content]);
  await page.locator(".drop").dispatchEvent("drop", { dataTransfer: transfer });
  const preview = page.getByRole("region", { name: "プレビュー: zengin.csv" });
  await expect(preview).toContainText("入金 4 件、その他 1 件");
  await expect(preview.getByLabel("通貨", { exact: true })).toHaveValue("JPY");
  await expect(preview.getByLabel("文字コード")).toHaveValue("shift_jis");
  await accessible(page);
  // With a text for the amount it is wrong, and says so; nothing came in.
  await preview.getByLabel("金額 (入金)").selectOption({ label: "6: 摘要" });
  await preview.getByRole("button", { name: "読み直す" }).click();
  await expect(preview.getByRole("alert")).toContainText("このままでは読み取れません");
  await expect(preview.getByRole("button", { name: "取り込む" })).toHaveCount(0);
  await preview.getByLabel("金額 (入金)").selectOption({ label: "4: お預り金額" });
  await preview.getByLabel("日付の形式").selectOption({ label: "和暦 (令和)" });
  await preview.getByRole("button", { name: "読み直す" }).click();
  await preview.getByRole("button", { name: "取り込む" }).click();
  await expect(page.getByRole("status")).toContainText("新規 5 行");
  await choose(page, "zengin.csv");
  await expect(preview).toContainText("前回の設定です");
});

test("a file with mistakes names them and brings nothing", async ({ page, portal }) => {
  await open(page, portal, FINANCE, "/operator/statements?lang=en");
  const text = await readFile(resolve(SAMPLES, "zengin.camt.053.001.02.xml"), "utf8");
  const buffer = Buffer.from(text.replace('<Amt Ccy="JPY">660</Amt>', '<Amt Ccy="XXY">660</Amt>'));
  await page.getByLabel("Statement file").setInputFiles({ name: "wrong.xml", mimeType: "text/xml", buffer });
  const preview = page.getByRole("region", { name: "Preview: wrong.xml" });
  await expect(preview.getByRole("alert")).toContainText("1 mistakes. Nothing was imported.");
  await expect(preview.getByRole("row").filter({ hasText: "XXY" })).toContainText("50");
  await expect(preview.getByRole("button", { name: "Import" })).toHaveCount(0);
  await preview.getByRole("button", { name: "Another file" }).click();
  await expect(page.getByText("No statement yet.")).toBeVisible();
});

test("an order that was cancelled meanwhile is not booked, and its money is held and then applied or given back", async ({ page, portal }) => {
  await order(page, portal);
  await open(page, portal, FINANCE, "/operator/statements?lang=en");
  await choose(page, "zengin.camt.053.001.02.xml");
  await page.getByRole("button", { name: "Import" }).click();
  await page.getByRole("link", { name: "Open statement 1" }).click();
  await expect(page.getByRole("button", { name: "Book for order 100003" })).toBeVisible();
  await portal.signIn(page.context(), "global-admin@aoba.example");
  const cancelled = await page.context().request.post(`${portal.url}/api/orders/100003/cancel`, { data: {}, headers: { origin: portal.url } });
  expect(cancelled.status()).toBe(200);
  await portal.signIn(page.context(), FINANCE);
  await page.getByRole("button", { name: "Book for order 100003" }).click();
  await expect(page.getByRole("alert")).toContainText(/meanwhile|Something changed/);
  const aoba = page.getByRole("row").filter({ hasText: "ｱｵﾊﾞｼｽﾃﾑｽﾞ" });
  await expect(aoba).toContainText("The order is closed: Cancelled");
  await aoba.getByRole("button", { name: "Hold for order 100003" }).click();
  await expect(aoba).toHaveCount(0);

  await page.goto(`${portal.url}/operator/transfers`);
  const held = page.getByRole("region", { name: "Unallocated payments" });
  const money = held.getByRole("row").filter({ hasText: "27031000123" });
  await expect(money).toContainText("ｱｵﾊﾞｼｽﾃﾑｽﾞ");
  await money.getByText("Apply to an order").click();
  await money.getByLabel("Order number").fill("100001");
  await money.getByRole("button", { name: "Apply ¥59,290" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await money.getByLabel("Order number").fill("100002");
  await money.getByRole("button", { name: "Apply ¥59,290" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Order 100002 is paid." })).toBeVisible();
  await expect(held).toContainText("No money is held.");
});

test("held money is given back, and its transfer is recorded", async ({ page, portal }) => {
  await open(page, portal, FINANCE, "/operator/transfers?lang=en");
  const arrived = { order: null, amount: { amount: 1000, currency: "JPY" }, received_on: "2027-03-10", bank_reference: "B-1" };
  const recorded = await page.context().request.post(`${portal.url}/api/operator/payments`, { data: arrived, headers: { origin: portal.url } });
  expect(recorded.status()).toBe(200);
  await page.reload();
  const held = page.getByRole("region", { name: "Unallocated payments" });
  await held.getByText("Give back", { exact: true }).click();
  await held.getByLabel("Reason, for our own books").fill("Sent to us by mistake");
  await held.getByRole("button", { name: "Give ¥1,000 back" }).click();
  await expect(page.getByRole("status").filter({ hasText: "¥1,000 is to be transferred back." })).toBeVisible();
  const returns = page.getByRole("region", { name: "Unallocated money to give back" });
  await returns.getByText("Record transfer").click();
  await returns.getByLabel("Transferred on").fill("2027-03-10");
  await returns.getByLabel("Bank reference").fill("OUT-1");
  await returns.getByRole("button", { name: "Record", exact: true }).click();
  await expect(returns).toContainText("Given back on 10 March 2027, OUT-1");
  await accessible(page);
});
