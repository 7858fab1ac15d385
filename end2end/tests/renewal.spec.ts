/** A partner renews and buys: the main path, in both languages. */
import { confirmed, enterCard, expect, open, test } from "./portal.ts";

const words = {
  en: {
    signIn: "Sign in", offers: "Membership offers", purchased: "Purchased", renew: "Renew subscription", review: "Review order",
    buy: "Buy", confirmed: "Order confirmed", close: "Close", method: "Credit card", until: "9 March 2028", total: "¥59,290",
    view: /View subscription/, history: "History", renewed: "Renewed",
  },
  ja: {
    signIn: "サインイン", offers: "メンバーシップ特典", purchased: "購入済み", renew: "サブスクリプションの更新", review: "注文内容の確認",
    buy: "購入", confirmed: "注文が確認されました", close: "閉じる", method: "クレジット カード", until: "2028年3月9日", total: "59,290",
    view: /サブスクリプションを表示/, history: "履歴", renewed: "更新",
  },
};

for (const [language, w] of Object.entries(words)) {
  test(`a partner renews from sign-in to confirmation, in ${language}`, async ({ page, portal }) => {
    await page.goto(`${portal.url}/?lang=${language}`);
    await page.getByRole("main").getByRole("link", { name: w.signIn }).click();
    await page.getByRole("button", { name: "global-admin@aoba.example" }).click();
    await expect(page.getByRole("heading", { level: 1, name: w.offers })).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("lang", language);
    const purchased = page.getByRole("region", { name: w.purchased });
    await purchased.getByRole("button", { name: w.renew }).click();
    await expect(page.getByRole("radio", { name: w.method })).toBeChecked();
    const card = await enterCard(page);
    const calls: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/api/")) calls.push(request.postData() ?? "");
    });
    await page.getByRole("button", { name: w.review }).click();
    await expect(page.getByRole("heading", { level: 1, name: w.review })).toBeVisible();
    await expect(page.getByRole("complementary")).toContainText(w.total);
    await page.getByRole("checkbox").check();
    await page.getByRole("button", { name: w.buy, exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name: w.confirmed })).toBeVisible();
    await expect(page.getByRole("main")).toContainText("4100001");
    await expect(page.getByRole("main")).toContainText(w.until);
    expect(calls.join("")).not.toContain("4242");
    expect(await portal.ledger(card.token)).toMatchObject({ asked: 1, charged: 1 });

    await page.getByRole("button", { name: w.close }).click();
    await expect(page.getByRole("region", { name: w.purchased })).toContainText(w.until);
    await page.getByRole("link", { name: w.view }).click();
    await page.reload();
    await expect(page.getByRole("main")).toContainText(w.until);
    await expect(page.getByRole("region", { name: w.history }).last()).toContainText(w.renewed);
  });
}

test("a partner buys for the first time from Available", async ({ page, portal }) => {
  await open(page, portal, "global-admin@kite.example", "/offers");
  const silver = page.getByRole("region", { name: "Available" }).locator("[data-offer=silver]").first();
  await silver.getByRole("button", { name: "Buy" }).click();
  await enterCard(page);
  await page.getByRole("button", { name: "Review order" }).click();
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Buy", exact: true }).click();
  await confirmed(page);
  await page.getByRole("button", { name: "Close" }).click();
  await expect(page.getByRole("region", { name: "Purchased" })).toContainText("10 March 2028");
});

test("what is wrong with a card is said at the field and summed up, and what was typed stays", async ({ page, portal }) => {
  await open(page, portal, "global-admin@aoba.example", "/offers");
  await page.getByRole("button", { name: "Renew subscription" }).click();
  await enterCard(page, "4242 4242 4242 4241");
  await page.getByRole("button", { name: "Review order" }).click();
  await expect(page.locator("#faults")).toBeFocused();
  await expect(page.locator("#card-number-fault")).toBeVisible();
  await expect(page.locator("#card-number")).toHaveValue("4242 4242 4242 4241");
  await page.locator("#faults a").click();
  await expect(page.locator("#card-number")).toBeFocused();
});

test("a declined card charges nothing and another card pays the same order", async ({ page, portal }) => {
  await open(page, portal, "global-admin@aoba.example", "/offers");
  await page.getByRole("button", { name: "Renew subscription" }).click();
  await enterCard(page, "4000 0000 0000 9995");
  await page.getByRole("button", { name: "Review order" }).click();
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Buy", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your card was declined" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("Nothing was charged. The card does not have enough money.");
  const address = page.url();
  await enterCard(page);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("ending in 4242")).toBeVisible();
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Buy", exact: true }).click();
  await confirmed(page);
  expect(page.url()).toBe(address);
});

test("the bill-to can be corrected at review, and the tax follows it", async ({ page, portal }) => {
  await open(page, portal, "global-admin@dune.example", "/offers");
  await page.getByRole("region", { name: "Expired" }).getByRole("button", { name: "Buy" }).click();
  await enterCard(page);
  await page.getByRole("button", { name: "Review order" }).click();
  await expect(page.getByRole("complementary")).toContainText("reverse charge");
  await page.getByRole("button", { name: "Correct bill-to" }).click();
  await page.locator("#tax_id").fill("wrong");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.locator("#tax_id-fault")).toBeVisible();
  await page.locator("#tax_id").fill("");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("complementary")).toContainText("19 %");
});

test("a bank that asks to confirm leads back to the same order, which is then paid once", async ({ page, portal }) => {
  await open(page, portal, "global-admin@aoba.example", "/offers");
  await page.getByRole("button", { name: "Renew subscription" }).click();
  const card = await enterCard(page, "4000 0025 0000 3155");
  await page.getByRole("button", { name: "Review order" }).click();
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Buy", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your bank asks you to confirm" })).toBeVisible();
  const order = page.url();
  await page.reload();
  await page.getByRole("link", { name: "Go to the bank's page" }).click();
  await page.getByRole("button", { name: /Approve/ }).click();
  await confirmed(page);
  expect(page.url()).toBe(order);
  expect(await portal.ledger(card.token)).toMatchObject({ charged: 1 });
});
