/** Legal profiles: checked by the vendor, corrected by the partner. */
import { expect, open, test } from "./portal.ts";

test("a rejected profile is corrected, verified, and the offer can be bought", async ({ page, portal, browser }) => {
  const desk = await (await browser.newContext()).newPage();
  await open(desk, portal, "programme@vendor.example", "/operator/partners?lang=en");
  const juniper = desk.getByRole("article").filter({ hasText: "Juniper Soft" });
  await juniper.getByText("Reject", { exact: true }).first().click();
  await juniper.getByRole("button", { name: "Reject" }).click();
  await expect(juniper.locator(".fault")).toBeVisible();
  await juniper.getByLabel(/^Reason/).fill("The register knows another street.");
  await juniper.getByRole("button", { name: "Reject" }).click();
  await expect(desk.getByRole("status")).toHaveText("Juniper Soft was rejected and told why by mail.");
  await expect(desk.getByText("No partner waits to be verified.")).toBeVisible();

  await open(page, portal, "global-admin@juniper.example", "/offers?lang=ja");
  await page.locator("article[data-offer=action_pack] button.link").click();
  await page.getByRole("dialog").getByRole("link", { name: "法的プロファイル" }).click();
  await expect(page.getByText("法的プロファイルが却下されました: The register knows another street.")).toBeVisible();
  await page.getByRole("button", { name: "修正して再提出" }).click();
  await page.locator("#line1").fill("7 New Street");
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByRole("alert")).toContainText("Action Pack の購入");
  await page.getByRole("button", { name: "提出する" }).dblclick();
  await expect(page.getByRole("status")).toContainText("プロファイルを提出しました");

  await desk.reload();
  await expect(juniper).toContainText("7 New Street");
  await juniper.getByRole("button", { name: "Verify" }).click();
  await expect(desk.getByRole("status")).toHaveText("Juniper Soft is verified and was told by mail.");
  await desk.context().close();
  await page.goto(`${portal.url}/offers?lang=en`);
  await expect(page.locator("article[data-offer=action_pack]").getByRole("button", { name: "Buy", exact: true })).toBeEnabled();
});

test("before a change is sent in, it says what that blocks; who may not change it learns whom to ask", async ({ page, portal }) => {
  await open(page, portal, "account-admin@aoba.example", "/profile?lang=en");
  await page.getByRole("button", { name: "Change legal profile" }).click();
  await page.locator("#city").fill("Kyoto");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("renew Action Pack, whose window is 10 March 2027 to 8 April 2027");
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText("Joined and verified")).toBeVisible();
  await open(page, portal, "member@aoba.example", "/profile?lang=en");
  await expect(page.getByRole("note")).toContainText("Ask one of:");
  await expect(page.getByRole("button", { name: "Change legal profile" })).toHaveCount(0);
});
