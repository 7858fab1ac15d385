/** Partners, as operators find, read and decide about them. */
import { fits } from "./accessible.ts";
import { another, expect, open, review, test } from "./portal.ts";

const PROGRAMME = "programme@vendor.example";

test("one field finds partners, users and orders, by mouse and by arrow keys", async ({ page, portal }) => {
  await open(page, portal, "finance@vendor.example", "/operator?lang=en");
  const find = page.getByRole("searchbox", { name: "Find a partner, order, invoice or address" });
  await find.fill("a");
  await expect(page.locator(".hits")).toHaveCount(0);
  await find.fill("aoba");
  await expect(page.getByRole("region", { name: "Partners" }).getByRole("link", { name: "Aoba Systems · 4100001" })).toBeVisible();
  await find.fill("global-admin@a");
  await expect(page.getByRole("region", { name: "Users" }).getByRole("link")).toHaveCount(1);
  await find.fill("100001");
  await expect(page.getByRole("region", { name: "Orders" })).toContainText("Elm Software");
  await find.fill("nobody at all");
  await expect(page.getByRole("status").filter({ hasText: "Nothing is called so." })).toBeVisible();
  await find.fill("41000");
  await expect(page.getByRole("region", { name: "Partners" }).getByRole("link")).toHaveCount(6);
  await find.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("link", { name: "Birch Cloud · 4100002" })).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await expect(find).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Aoba Systems" })).toBeVisible();
  await expect(find).toHaveValue("");
  await find.fill("birch");
  await expect(page.locator(".hits a")).toHaveCount(1);
  await find.press("Escape");
  await expect(page.locator(".hits")).toHaveCount(0);
});

test("a partner's page tells its story, section by section", async ({ page, portal }) => {
  await open(page, portal, "finance@vendor.example", "/operator/partners/4100005?lang=en#orders");
  await expect(page.getByRole("heading", { level: 1, name: "Elm Software" })).toBeVisible();
  await expect(page.locator("#orders")).toContainText("100001");
  await expect(page.getByRole("region", { name: "Subscriptions" })).toContainText("Action Pack");
  await page.getByText("Users", { exact: true }).click();
  await expect(page.locator("#users")).toContainText("global-admin@elm.example");
  await page.getByText("Payments by transfer").click();
  await expect(page.locator("#payments")).toContainText("Nothing here.");
  await expect(page.locator("#requests")).toHaveCount(0);
  // What is for others is greyed out, and says for whom it is.
  const suspension = page.getByRole("region", { name: "Suspension" });
  await suspension.getByText("Suspend", { exact: true }).first().click();
  await expect(suspension.getByRole("button", { name: "Suspend" })).toBeDisabled();
  await expect(suspension.getByRole("note")).toContainText(/^This is for /);
});

test("a suspended partner reads why; who decides late is told who was first and keeps what was typed", async ({ page, portal, browser }) => {
  await open(page, portal, PROGRAMME, "/operator/partners/4100001?lang=en");
  const other = await another(browser, portal, "programme-2@vendor.example", "/operator/partners/4100001?lang=en");
  for (const one of [page, other]) {
    await one.getByRole("region", { name: "Suspension" }).getByText("Suspend", { exact: true }).first().click();
  }
  await page.getByRole("button", { name: "Suspend" }).click();
  await expect(page.getByRole("region", { name: "Suspension" })).toContainText("Fill this in");
  await page.getByLabel("Reason, which the partner reads").fill("Invoices are unpaid");
  await page.getByRole("button", { name: "Suspend" }).click();
  await expect(page.getByText("The partner is suspended and was told why.")).toBeVisible();
  await expect(page.getByRole("region", { name: "Suspension" })).toContainText("Suspended: Invoices are unpaid");

  await other.getByLabel("Reason, which the partner reads").fill("Fraud");
  await other.getByRole("button", { name: "Suspend" }).click();
  await expect(other.getByRole("alert")).toContainText("Petra Nolan: partner suspended");
  await expect(other.getByLabel("Reason, which the partner reads")).toHaveValue("Fraud");
  await other.context().close();

  const partner = await another(browser, portal, "global-admin@aoba.example", "/offers?lang=ja");
  await expect(partner.getByText("Invoices are unpaid").first()).toBeVisible();
  await expect(partner.getByRole("button", { name: "サブスクリプションの更新" })).toBeDisabled();
  await page.getByRole("button", { name: "Lift the suspension" }).click();
  await expect(page.getByText("The suspension is lifted, and the partner was told.")).toBeVisible();
  await partner.reload();
  await expect(partner.getByRole("button", { name: "サブスクリプションの更新" })).toBeEnabled();
  await partner.context().close();
});

test("finance takes a partner from tax, and its next order carries none", async ({ page, portal, browser }) => {
  await open(page, portal, "finance@vendor.example", "/operator/partners/4100001?lang=en");
  const part = page.getByRole("region", { name: "Tax exemption" });
  await part.getByText("Set exemption").first().click();
  await part.getByLabel("Number of the certificate").fill("EX-77");
  await part.getByLabel(/^Last day/).fill("2027-12-31");
  await part.getByRole("button", { name: "Set exemption" }).click();
  await expect(part).toContainText("Exempt by certificate EX-77, to 31 December 2027.");
  const partner = await (await browser.newContext()).newPage();
  await review(partner, portal);
  await expect(partner.getByText(/: exempt$/).first()).toBeVisible();
  await partner.context().close();
});

test("a late renewal takes two operators, and the partner's checklist says until when", async ({ page, portal, browser }) => {
  await open(page, portal, PROGRAMME, "/operator/partners/4100004?lang=en");
  await page.getByText("Ask for an override").first().click();
  await page.getByLabel("Requirement that need not be met").selectOption({ label: "Renewal window" });
  await page.getByLabel("For", { exact: true }).selectOption({ label: "Renewing Action Pack after 7 February 2027" });
  await page.getByLabel("Last day", { exact: true }).fill("2027-03-31");
  await page.getByLabel("Reason, for the second operator").fill("Our mistake");
  await page.getByRole("button", { name: "Ask for an override" }).click();
  await expect(page.getByText("Asked for. Another operator of the programme approves it.")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Approve/ })).toBeDisabled();
  await expect(page.getByText("You have asked for this: a colleague decides.")).toBeVisible();

  const other = await another(browser, portal, "programme-2@vendor.example", "/operator?lang=en");
  await other.getByRole("region", { name: "Overrides to approve 1" }).getByRole("link", { name: /asked for by Petra Nolan/ }).click();
  await other.getByRole("button", { name: /^Approve/ }).click();
  await expect(other.getByText("Approved; the partner was told.")).toBeVisible();
  await other.context().close();

  const partner = await another(browser, portal, "global-admin@dune.example", "/offers?lang=en");
  const renew = partner.locator("article[data-offer=action_pack]").getByRole("button", { name: "Renew subscription" });
  await expect(renew).toBeEnabled();
  await partner.context().close();
  await page.reload();
  await expect(page.getByRole("button", { name: /^Withdraw/ })).toBeEnabled();
});

test("the partner's page in Japanese at 320 px does not scroll sideways", async ({ page, portal }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await open(page, portal, PROGRAMME, "/operator/partners/4100001?lang=ja");
  await expect(page.getByRole("heading", { name: "免税" })).toBeVisible();
  await page.locator("#audit").getByText("監査ログ").click();
  await page.getByText("送信メール").click();
  await expect(page.locator("#audit").locator(".empty, li, tr").first()).toBeVisible();
  await fits(page);
});
