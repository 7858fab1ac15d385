/** Paying by electronic bank transfer: ordered, proved, received by the vendor's finance; cancelled. */
import { type Page } from "@playwright/test";
import { type Portal, expect, open, test } from "./portal.ts";

const PDF = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");

const words = {
  en: { renew: "Renew subscription", method: "Electronic bank transfer", name: "Contact name", phone: "Phone number", email: "Email address",
    submit: "Submit", review: "Review order", buy: "Buy", awaiting: "Waiting for your transfer", payBy: "9 April 2027" },
  ja: { renew: "サブスクリプションの更新", method: "電信振替", name: "連絡先名", phone: "電話番号", email: "メール アドレス",
    submit: "送信", review: "注文内容の確認", buy: "購入", awaiting: "お振込をお待ちしています", payBy: "2027年4月9日" },
};

async function order(page: Page, portal: Portal, w = words.en, language = "en"): Promise<string> {
  await open(page, portal, "global-admin@aoba.example", `/offers?lang=${language}`);
  await page.getByRole("button", { name: w.renew }).click();
  await page.getByRole("radio", { name: w.method }).check();
  await expect(page.getByLabel(w.name)).toHaveValue("Haru Aoba");
  await expect(page.getByLabel(w.email)).toHaveValue("global-admin@aoba.example");
  await page.getByLabel(w.phone).fill("+81 22 123 4567");
  await page.getByRole("button", { name: w.submit }).click();
  await expect(page.getByRole("heading", { level: 1, name: w.review })).toBeVisible();
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: w.buy, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: w.awaiting })).toBeVisible();
  return page.url().split("/").at(-1)!.split("?")[0]!;
}

for (const [language, w] of Object.entries(words)) {
  test(`an order by transfer shows how to pay and by when, in ${language}`, async ({ page, portal }) => {
    const number = await order(page, portal, w, language);
    const main = page.getByRole("main");
    await expect(main).toContainText(`${number}-4100001`);
    await expect(main).toContainText("59,290");
    await expect(main).toContainText(w.payBy);
    await expect(main).toContainText("NWFBJPJT");
    await page.reload();
    await expect(main).toContainText(`${number}-4100001`);
  });
}

test("a phone number that no country has is refused at its field", async ({ page, portal }) => {
  await open(page, portal, "global-admin@aoba.example", "/offers");
  await page.getByRole("button", { name: "Renew subscription" }).click();
  await page.getByRole("radio", { name: "Electronic bank transfer" }).check();
  await page.getByLabel("Phone number").fill("+81 0000000");
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.locator("#phone-fault")).toBeVisible();
  await expect(page.getByLabel("Phone number")).toHaveValue("+81 0000000");
});

test("a proof is uploaded, finance records the money, and the subscription is renewed", async ({ page, portal }) => {
  const number = await order(page, portal);
  await page.getByText("Upload payment proof", { exact: true }).click();
  await page.getByLabel("File").setInputFiles({ name: "receipt.pdf", mimeType: "application/pdf", buffer: PDF });
  await page.getByLabel("Date of the payment").fill("2027-03-10");
  await page.getByLabel("Paid to account").fill("0123456");
  await page.getByLabel("Transaction reference").fill("TX-1");
  await page.getByRole("button", { name: "Upload", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your payment proof is being checked" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("receipt.pdf");

  await open(page, portal, "finance@vendor.example", "/operator/transfers");
  await page.getByRole("button", { name: `Record payment for order ${number}` }).click();
  await page.getByLabel("Received on").fill("2027-03-10");
  await page.getByLabel("Bank reference").fill("STATEMENT-1");
  await page.getByRole("button", { name: "Record", exact: true }).first().click();
  await expect(page.getByRole("status")).toContainText(`Order ${number} is paid`);

  await open(page, portal, "global-admin@aoba.example", `/orders/${number}`);
  await expect(page.getByRole("heading", { level: 1, name: "Order confirmed" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("9 March 2028");
});

test("a file that is no proof is refused and nothing is lost", async ({ page, portal }) => {
  await order(page, portal);
  await page.getByText("Upload payment proof", { exact: true }).click();
  await page.getByLabel("File").setInputFiles({ name: "receipt.pdf", mimeType: "application/pdf", buffer: Buffer.from("<html>") });
  await page.getByLabel("Date of the payment").fill("2027-03-10");
  await page.getByLabel("Paid to account").fill("0123456");
  await page.getByLabel("Transaction reference").fill("TX-1");
  await page.getByRole("button", { name: "Upload", exact: true }).click();
  await expect(page.getByRole("alert").filter({ hasText: "no PDF, PNG or JPEG" })).toBeVisible();
  await expect(page.getByLabel("Transaction reference")).toHaveValue("TX-1");
});

test("an unpaid order is cancelled after a question, and can be ordered again", async ({ page, portal }) => {
  await order(page, portal);
  await page.getByRole("button", { name: "Cancel order" }).click();
  await page.getByRole("button", { name: "No, keep it" }).click();
  await page.getByRole("button", { name: "Cancel order" }).click();
  await page.getByRole("button", { name: "Yes, cancel it" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "This order was cancelled" })).toBeVisible();
  await page.goto(`${portal.url}/offers`);
  await expect(page.getByRole("button", { name: "Renew subscription" })).toBeEnabled();
});
