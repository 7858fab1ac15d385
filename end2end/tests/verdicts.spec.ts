/** What is greyed out, why, and that it un-greys by itself. */
import { expect, open, test } from "./portal.ts";

const renew = { name: "Renew subscription" };
const why = { name: "Why is this disabled?" };

test("before the window the button is greyed out and the checklist says from when", async ({ page, portal }) => {
  await open(page, portal, "global-admin@birch.example", "/offers");
  const tile = page.locator("article[data-offer=action_pack]");
  await expect(tile.getByRole("button", renew)).toBeDisabled();
  await expect(tile).toContainText("opens on 31 March 2027, in 21 days");
  await tile.getByRole("button", why).click();
  const panel = page.getByRole("dialog");
  await expect(panel).toContainText("1 of 9 requirements are not met.");
  await expect(panel.locator("[data-code=window]")).toContainText("31 March 2027");
  await expect(panel.locator("[data-code=role]")).toContainText("Met");
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await expect(tile.getByRole("button", why)).toBeFocused();
});

test("who may only look learns whom to ask", async ({ page, portal }) => {
  await open(page, portal, "member@aoba.example", "/offers");
  const tile = page.locator("article[data-offer=action_pack]");
  await expect(tile.getByRole("button", renew)).toBeDisabled();
  await tile.getByRole("button", why).click();
  await expect(page.getByRole("dialog").locator("[data-code=role]")).toContainText("Haru Aoba, Ren Kobayashi");
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Orders" })).toHaveCount(0);
});

test("the last day of the window is said, and the lapsed offer can be bought anew", async ({ page, portal }) => {
  await open(page, portal, "global-admin@cedar.example", "/offers");
  await expect(page.locator("article[data-offer=action_pack]")).toContainText("last day today");
  await portal.clock({ today: "2027-03-11" });
  await page.reload();
  const expired = page.getByRole("region", { name: "Expired" });
  await expect(expired.getByRole("button", { name: "Buy" })).toBeEnabled();
  await expect(expired.getByRole("button", renew)).toHaveCount(0);
});

test("an awaited transfer bars a second order and shows its instructions", async ({ page, portal }) => {
  await open(page, portal, "global-admin@elm.example", "/offers");
  const tile = page.locator("article[data-offer=action_pack]");
  await expect(tile.getByRole("button", renew)).toBeDisabled();
  await expect(tile).toContainText("transfer awaited");
  await tile.getByRole("link", { name: /View order/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Waiting for your transfer" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("4100005");
});

test("at risk, in the Membership Center, not verified: each says so", async ({ browser, portal }) => {
  const seen = async (slug: string, text: string) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await open(page, portal, `global-admin@${slug}.example`, "/offers");
    await expect(page.getByRole("main")).toContainText(text);
    await context.close();
  };
  await seen("harbor", "At risk");
  await seen("juniper", "waiting to be verified");
  await seen("iris", "9 May 2027");
});

test("the button un-greys by itself when the partner's midnight passes", async ({ page, portal }) => {
  await portal.clock({ now: `2027-03-10T14:59:54Z` });
  await open(page, portal, "global-admin@lotus.example", "/offers");
  const tile = page.locator("article[data-offer=action_pack]");
  await expect(tile.getByRole("button", renew)).toBeDisabled();
  await expect(tile.getByRole("button", renew)).toBeEnabled({ timeout: 20_000 });
  await expect(tile).toContainText("30 days left");
});

test("a hand-typed address of a checkout that is not allowed shows why", async ({ page, portal }) => {
  await open(page, portal, "global-admin@kite.example", "/checkout/buy/gold");
  await expect(page.getByText("This cannot be ordered today.")).toBeVisible();
  await page.getByRole("button", why).click();
  await expect(page.getByRole("dialog").locator("[data-code=qualified]")).toContainText("gold");
});
