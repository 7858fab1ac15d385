/** What happens by itself, as a partner sees it: renewed, turned off, invoiced. */
import { confirmed, enterCard, expect, open, test } from "./portal.ts";

test("a saved card renews by itself, and the page shows its order and invoice", async ({ page, portal }) => {
  await portal.clock({ today: "2027-03-31" });
  await open(page, portal, "global-admin@birch.example", "/offers");
  await expect(page.getByRole("region", { name: "Purchased" })).toContainText("30 March 2028");
  await page.getByRole("link", { name: /View subscription/ }).click();
  const history = page.getByRole("region", { name: "History" }).last();
  await expect(history).toContainText("Renewed");
  const saved = page.waitForEvent("download");
  await history.getByRole("link", { name: "Download invoice" }).click();
  expect((await saved).suggestedFilename()).toBe("invoice-2027-000001.pdf");
});

test("automatic renewal is turned off after its warning, and nothing renews by itself", async ({ page, portal }) => {
  await open(page, portal, "global-admin@birch.example", "/offers");
  await page.getByRole("link", { name: /View subscription/ }).click();
  await page.getByRole("button", { name: "Turn off automatic renewal" }).click();
  await expect(page.getByRole("alert")).toContainText("cannot be turned back on");
  await page.getByRole("button", { name: "Yes, turn it off" }).click();
  await expect(page.getByRole("button", { name: "Turn off automatic renewal" })).toHaveCount(0);
  await portal.clock({ today: "2027-04-02" });
  await page.goto(`${portal.url}/offers`);
  await expect(page.getByRole("button", { name: "Renew subscription" })).toBeEnabled();
});

test("a member sees automatic renewal and cannot turn it off", async ({ page, portal }) => {
  await open(page, portal, "member@birch.example", "/offers");
  await page.getByRole("link", { name: /View subscription/ }).click();
  await expect(page.getByRole("main")).toContainText("Automatic renewal");
  await expect(page.getByRole("button", { name: "Turn off automatic renewal" })).toHaveCount(0);
});

test("orders and invoices are listed by year, and an admin agent sees invoices only", async ({ page, portal }) => {
  await open(page, portal, "global-admin@aoba.example", "/offers");
  await page.getByRole("button", { name: "Renew subscription" }).click();
  await enterCard(page);
  await page.getByRole("button", { name: "Review order" }).click();
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Buy", exact: true }).click();
  await confirmed(page);
  const saved = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download invoice" }).click();
  expect((await saved).suggestedFilename()).toBe("invoice-2027-000001.pdf");

  await open(page, portal, "admin-agent@aoba.example", "/orders");
  await expect(page.getByRole("region", { name: "Invoices" })).toContainText("2027-000001");
  await expect(page.getByLabel("Year")).toHaveValue("2027");
  await expect(page.getByRole("heading", { level: 2, name: "Orders" })).toHaveCount(0);
});
