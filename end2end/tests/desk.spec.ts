/** The desk: queues, keys, claims, dead jobs; all of it by mouse and by keyboard. */
import { type Page } from "@playwright/test";
import { fits, passesAxe } from "./accessible.ts";
import { type Portal, another, expect, open, test } from "./portal.ts";

const FINANCE = "finance@vendor.example";

/** A payment of Elm's whole order, recorded by an operator past the page. */
async function arrived(page: Page, portal: Portal): Promise<number> {
  const money = { order: 100001, amount: { amount: 100, currency: "USD" }, received_on: "2027-03-10", bank_reference: "B-1" };
  return (await page.request.post(`${portal.url}/api/operator/payments`, { data: money, headers: { origin: portal.url } })).status();
}

test("each operator finds the own queues, counted, with the oldest first", async ({ page, portal }) => {
  await open(page, portal, FINANCE, "/operator?lang=en");
  await expect(page.getByRole("heading", { level: 1, name: "Desk" })).toBeVisible();
  const transfers = page.getByRole("region", { name: "Transfers to match 1" });
  await expect(transfers.getByRole("link", { name: /^Order 100001/ })).toBeVisible();
  await expect(transfers).toContainText("Elm Software");
  await expect(page.getByRole("region", { name: "Payment proofs to check 1" })).toContainText("Fuji Data");
  await expect(page.getByText("Support requests")).toHaveCount(0);
  await open(page, portal, "support@vendor.example", "/operator?lang=ja");
  await expect(page.getByRole("region", { name: "サポート要求 2" }).getByRole("listitem").first()).toContainText("Elm Software");
});

test("a claim is seen by the colleague, who is warned before taking it over", async ({ page, portal, browser }) => {
  await open(page, portal, FINANCE, "/operator?lang=en");
  await page.getByRole("button", { name: /^Claim: Order 100001/ }).click();
  await expect(page.getByText(/^Yours until/)).toBeVisible();
  await expect(page.getByRole("link", { name: /^Order 100001/ })).toBeFocused();

  const other = await another(browser, portal, "finance-2@vendor.example", "/operator?lang=en");
  await expect(other.getByText(/^Fiona Byrne has it until/)).toBeVisible();
  expect(await arrived(other, portal)).toBe(409);
  await other.getByRole("button", { name: /^Take over: Order 100001/ }).click();
  await expect(other.getByRole("alert")).toContainText("Fiona Byrne has claimed this since");
  await other.getByRole("button", { name: "Yes, take it over" }).click();
  await expect(other.getByText(/^Yours until/)).toBeVisible();

  // The first one's page does not know yet; its press is refused with who has it now.
  await page.getByRole("button", { name: /^Release: Order 100001/ }).click();
  await expect(page.getByRole("alert")).toContainText("Finn Walsh has claimed this since");
  await expect(page.getByText(/^Finn Walsh has it until/)).toBeVisible();
  await expect(page.getByRole("link", { name: /^Order 100001/ })).toBeFocused();
  await other.getByRole("button", { name: /^Release/ }).click();
  await expect(other.getByRole("button", { name: /^Claim: Order 100001/ })).toBeVisible();
  expect(await arrived(page, portal)).toBe(200);
  await other.context().close();
});

test("one works through the desk by its keys", async ({ page, portal }) => {
  await open(page, portal, FINANCE, "/operator?lang=en");
  const [elm, fuji] = [page.getByRole("link", { name: /^Order 100001/ }), page.getByRole("link", { name: /^Order 100002/ })];
  await expect(elm).toBeVisible();
  await page.keyboard.press("j");
  await expect(elm).toBeFocused();
  await page.keyboard.press("j");
  await expect(fuji).toBeFocused();
  await page.keyboard.press("k");
  await expect(elm).toBeFocused();
  await page.keyboard.press("c");
  await expect(page.getByText(/^Yours until/)).toBeVisible();
  await expect(elm).toBeFocused();
  await page.keyboard.press("r");
  await expect(page.getByText(/^Yours until/)).toHaveCount(0);
  await page.keyboard.press("g");
  await page.keyboard.press("p");
  await expect(fuji).toBeFocused();

  await page.keyboard.press("?");
  const list = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(list).toContainText("Go to Failed renewals");
  await passesAxe(page);
  // In a dialog, and when they are off, keys do nothing.
  await list.getByRole("checkbox", { name: "Shortcuts are on" }).uncheck();
  await list.getByRole("button", { name: "Close" }).click();
  await elm.focus();
  await page.keyboard.press("j");
  await expect(elm).toBeFocused();
  await page.reload();
  await expect(elm).toBeVisible();
  await page.keyboard.press("j");
  await expect(elm).not.toBeFocused();
  await page.getByRole("button", { name: /^Keyboard shortcuts/ }).click();
  await page.getByRole("checkbox", { name: "Shortcuts are on" }).check();
  await page.getByRole("button", { name: "Close" }).click();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/operator\/transfers$/);
});

test("a declined automatic renewal waits for finance, and unfolds in its place", async ({ page, portal }) => {
  await portal.clock({ today: "2027-03-11" });
  await open(page, portal, FINANCE, "/operator?lang=en");
  const failed = page.getByRole("region", { name: "Failed renewals 1" });
  await expect(failed).toContainText("Lotus Partners");
  await failed.getByRole("button", { name: /^Action Pack, anniversary 10 March 2027/ }).click();
  await expect(failed).toContainText("It can be paid by hand until 9 April 2027");
});

test("a queue that fails to load says so and can be tried again", async ({ page, portal }) => {
  await portal.signIn(page.context(), FINANCE);
  await page.route("**/api/operator/desk", (route) => route.abort());
  await page.goto(`${portal.url}/operator?lang=en`);
  await expect(page.getByRole("alert")).toContainText("The server cannot be reached");
  await page.unroute("**/api/operator/desk");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("link", { name: /^Order 100001/ })).toBeVisible();
  await page.setViewportSize({ width: 320, height: 640 });
  await fits(page);
});
