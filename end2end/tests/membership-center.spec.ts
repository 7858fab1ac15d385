/** The Membership Center: renewed there, viewed there, and what it hands over. Iris Labs has its anniversary on 9 May 2027. */
import { confirmed, enterCard, expect, open, test } from "./portal.ts";

const IRIS = "global-admin@iris.example";
const nav = { name: "Main" };

test("a partner renews in the Membership Center and is managed in Partner Center from then on", async ({ page, portal }) => {
  await open(page, portal, IRIS, "/offers?lang=en");
  const tile = page.locator("article[data-offer=action_pack]");
  await expect(tile).toContainText("Renewable in the Membership Center: 61 days left, to 9 May 2027");
  await expect(tile.getByRole("button", { name: "Renew subscription" })).toBeDisabled();
  await tile.getByRole("button", { name: "Why is this disabled?" }).click();
  const managed = page.getByRole("dialog").locator("[data-code=managed_here]");
  await expect(managed).toContainText("Renew it there, or here from 10 May 2027 on.");
  await managed.getByRole("link", { name: "Open the Membership Center" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Membership Center" })).toBeVisible();
  await page.getByRole("button", { name: "Renew in the Membership Center" }).click();
  const card = await enterCard(page);
  await page.getByRole("button", { name: "Review order" }).click();
  await expect(page.getByText("Renew Action Pack in the Membership Center")).toBeVisible();
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Buy", exact: true }).dblclick();
  await confirmed(page);
  await expect(page.getByRole("main")).toContainText("From now on the subscription is managed here, in Partner Center.");
  await expect(page.getByRole("main")).toContainText("9 May 2028");
  expect(await portal.ledger(card.token)).toMatchObject({ charged: 1 });
  await page.goto(`${portal.url}/membership-center`);
  await expect(page.getByText("Nothing of your company is kept in the Membership Center any more.")).toBeVisible();
  await expect(page.getByRole("navigation", nav).getByRole("link", { name: "Membership Center" })).toHaveCount(0);
});

test("after the anniversary it is view-only there, and the invitation leads to the renewal in Partner Center, in ja", async ({ page, portal }) => {
  await open(page, portal, IRIS, "/membership-center?lang=ja");
  await expect(page.getByRole("button", { name: "Membership Center で更新" })).toBeEnabled();
  await portal.clock({ today: "2027-05-10" });
  await page.reload();
  await expect(page.getByText("閲覧のみ", { exact: true })).toBeVisible();
  await expect(page.getByRole("note")).toContainText("2027年6月8日 まで、パートナー センターで更新できます。");
  await expect(page.getByRole("button", { name: "Membership Center で更新" })).toHaveCount(0);
  await page.getByRole("link", { name: "パートナー センターへ: Action Pack" }).click();
  await page.getByRole("button", { name: "サブスクリプションの更新" }).click();
  await enterCard(page);
  await page.getByRole("button", { name: "注文内容の確認" }).click();
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "購入", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "注文が確認されました" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("2028年5月9日");
});

test("an operator moves a subscription early, and the partner finds from which date it is renewed", async ({ page, portal, browser }) => {
  const desk = await (await browser.newContext()).newPage();
  await open(desk, portal, "programme@vendor.example", "/offers?lang=en");
  await desk.getByRole("navigation", nav).getByRole("link", { name: "Membership Center" }).click();
  await desk.getByLabel("Partner ID").fill("41");
  await desk.getByRole("button", { name: "Find" }).click();
  await expect(desk.locator("#partner-fault")).toBeVisible();
  await desk.getByLabel("Partner ID").fill("4100001");
  await desk.getByRole("button", { name: "Find" }).click();
  await expect(desk.getByText("The Membership Center manages nothing of this partner.")).toBeVisible();
  await desk.getByLabel("Partner ID").fill("4100009");
  await desk.getByRole("button", { name: "Find" }).click();
  const kept = desk.getByRole("article").filter({ hasText: "Iris Labs" });
  await expect(kept).toContainText("there is no card and no contact to carry over");
  await kept.getByRole("button", { name: "Move to Partner Center: Iris Labs" }).click();
  await kept.getByRole("button", { name: "Move to Partner Center" }).click();
  await expect(kept.locator("#reason-fault")).toBeVisible();
  await kept.getByLabel("Reason").fill("The old site closes in April");
  await kept.getByRole("button", { name: "Move to Partner Center" }).dblclick();
  await expect(desk.getByRole("status")).toHaveText("Action Pack of Iris Labs was moved to Partner Center, and the partner was told.");
  await desk.context().close();

  await open(page, portal, IRIS, "/offers?lang=en");
  const tile = page.locator("article[data-offer=action_pack]");
  await expect(tile).toContainText("Not yet eligible: opens on 10 May 2027, in 61 days");
  await page.getByRole("navigation", nav).getByRole("link", { name: "Membership Center" }).click();
  await expect(page.getByRole("note")).toContainText("We invite you to renew it in Partner Center, from 10 May 2027 to 8 June 2027.");
  await expect(page.getByRole("button", { name: "Renew in the Membership Center" })).toHaveCount(0);
});

test("automatic renewal without a card is asked for again, and the card then pays", async ({ page, portal }) => {
  await open(page, portal, IRIS, "/offers?lang=en");
  const lacks = "Automatic renewal is on, but no card is saved to pay for it.";
  const tile = page.locator("article[data-offer=action_pack]");
  await expect(tile).toContainText(lacks);
  await tile.getByRole("link", { name: /View subscription/ }).first().click();
  const asked = page.getByRole("region", { name: "Card for automatic renewal" });
  await expect(asked).toContainText(lacks);
  await enterCard(page, "4242 4242 4242 4241");
  await asked.getByRole("button", { name: "Save card" }).click();
  await expect(page.locator("#card-number-fault")).toBeVisible();
  const card = await enterCard(page);
  await asked.getByRole("button", { name: "Save card" }).click();
  await expect(page.getByText("On, with the card ending in 4242")).toBeVisible();
  await expect(asked).toHaveCount(0);
  await portal.clock({ today: "2027-05-10" });
  await page.reload();
  await expect(page.getByRole("main")).toContainText("9 May 2028");
  expect(await portal.ledger(card.token)).toMatchObject({ charged: 1 });
});

test("who may not pay learns whom to ask, and automatic renewal that is off stays off", async ({ page, portal }) => {
  await open(page, portal, "member@iris.example", "/membership-center?lang=en");
  await expect(page.getByRole("button", { name: "Renew in the Membership Center" })).toBeDisabled();
  await page.getByRole("button", { name: "Why is this disabled?" }).click();
  await expect(page.getByRole("dialog").locator("[data-code=role]")).toContainText("Priya Iyer");
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "View subscription" }).click();
  await expect(page.getByRole("note")).toContainText("Ask one of: Priya Iyer");
  await expect(page.getByRole("button", { name: "Save card" })).toHaveCount(0);

  await open(page, portal, IRIS, new URL(page.url()).pathname);
  await page.getByRole("button", { name: "Turn off automatic renewal" }).click();
  await page.getByRole("button", { name: "Yes, turn it off" }).click();
  await expect(page.getByText("Off: renew by hand in the window")).toBeVisible();
  await expect(page.getByRole("button", { name: "Save card" })).toHaveCount(0);
});
