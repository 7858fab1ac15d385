/** Support requests: asked, answered, cancelled by; what is true on both sides. */
import { expect, open, test } from "./portal.ts";

const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

test("a request with a file is answered, replied to and solved", async ({ page, portal, browser }) => {
  await open(page, portal, "member@aoba.example", "/support?lang=en");
  await page.getByRole("link", { name: "New request" }).click();
  await page.getByRole("button", { name: "Send request" }).click();
  await expect(page.getByRole("alert").first()).toContainText("Title");
  await page.getByLabel("Type of problem").selectOption({ label: "Competencies" });
  await page.getByLabel("Title").fill("An exam is missing");
  await page.getByLabel("Description").fill("Yui passed her exam on Monday.\nWe do not see it.");
  await page.getByLabel("Phone number").fill("022-123-4567");
  await page.getByLabel("Files").setInputFiles({ name: "certificate.png", mimeType: "image/png", buffer: PNG });
  await page.getByRole("button", { name: "Send request" }).dblclick();
  await expect(page.getByRole("heading", { level: 1, name: "An exam is missing" })).toBeVisible();
  await expect(page.getByRole("link", { name: "certificate.png" })).toBeVisible();
  const thread = new URL(page.url()).pathname;

  const desk = await (await browser.newContext()).newPage();
  await open(desk, portal, "support@vendor.example", "/operator/support?lang=en");
  const row = desk.getByRole("row").filter({ hasText: "An exam is missing" });
  await expect(row).toHaveCount(1);
  await row.getByRole("link", { name: /^Open/ }).click();
  const saved = desk.waitForEvent("download");
  await desk.getByRole("link", { name: "certificate.png" }).click();
  expect((await saved).suggestedFilename()).toBe("certificate.png");
  await desk.getByLabel("Answer", { exact: true }).fill("Thank you. It is there now.");
  await desk.getByLabel("Afterwards").selectOption({ label: "It is solved" });
  await desk.getByRole("button", { name: "Send answer" }).click();
  await expect(desk.getByRole("status")).toHaveText("The answer was sent and mailed.");

  await page.goto(`${portal.url}${thread}`);
  await expect(page.getByText("Closes on 24 March 2027 unless you reply.")).toBeVisible();
  await page.getByLabel("Your reply").fill("It is not.");
  await page.getByRole("button", { name: "Send reply" }).click();
  await expect(page.getByText("State: In progress")).toBeVisible();
  await expect(page.getByLabel("Your reply")).toHaveValue("");
  await desk.context().close();
});

test("Cancel subscription leads to a request with the refund verdict, and support ends it on its anniversary", async ({ page, portal, browser }) => {
  await open(page, portal, "global-admin@birch.example", "/offers?lang=ja");
  await page.getByRole("link", { name: "サブスクリプションを表示" }).first().click();
  await page.getByRole("link", { name: "サブスクリプションのキャンセル" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "パートナー センターに関する問題の報告" })).toBeVisible();
  await expect(page.getByLabel("問題点の種類")).toHaveValue("payment");
  await expect(page.getByRole("heading", { name: "返金は可能ですか?" })).toBeVisible();
  await page.getByLabel("説明").fill("事業の見直しのため。");
  await page.getByLabel("電話番号").fill("+1 518-555-0142");
  await page.getByRole("button", { name: "要求を送信" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Action Pack のキャンセル" })).toBeVisible();

  const desk = await (await browser.newContext()).newPage();
  await open(desk, portal, "support@vendor.example", "/operator/support?lang=en");
  await desk.getByRole("row").filter({ hasText: "Birch Cloud" }).getByRole("link", { name: /^Open/ }).click();
  await desk.getByRole("button", { name: /^Cancel without a refund/ }).click();
  await desk.getByRole("button", { name: "Yes, cancel it" }).click();
  await expect(desk.getByText("Subscription cancelled: it ends on 30 March 2027.")).toBeVisible();
  await expect(desk.getByText("It is not in force any more: there is nothing left to cancel.")).toBeVisible();
  await desk.context().close();

  await page.goto(`${portal.url}/offers?lang=en`);
  await expect(page.getByText("Cancelled; in force to 30 March 2027")).toBeVisible();
});

test("who may not ask for a refund learns whom to ask", async ({ page, portal }) => {
  await open(page, portal, "member@birch.example", "/support/new?cancel=any&lang=en");
  await expect(page.getByRole("note")).toContainText(/Global admin, Account admin\. Ask one of: \S+/);
});
