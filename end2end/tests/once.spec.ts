/** One press, two presses, two tabs, a reload, a lost answer, a killed server: one charge, one order. */
import { confirmed, expect, review, test } from "./portal.ts";

const buy = { name: "Buy", exact: true };

test("a double click charges once", async ({ page, portal }) => {
  const card = await review(page, portal);
  await page.getByRole("button", buy).dblclick();
  await confirmed(page);
  expect(await portal.ledger(card.token)).toMatchObject({ asked: 1, charged: 1 });
});

test("two tabs on one order charge once, and both show the confirmation", async ({ page, portal }) => {
  const card = await review(page, portal);
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.getByRole("checkbox").check();
  await page.getByRole("button", buy).click();
  await confirmed(page);
  await other.getByRole("button", buy).click();
  await confirmed(other);
  expect(await portal.ledger(card.token)).toMatchObject({ asked: 1, charged: 1 });
});

test("of two orders in two tabs the older is given up and leads to the newer", async ({ page, portal }) => {
  await review(page, portal);
  const other = await page.context().newPage();
  const card = await review(other, portal);
  await page.getByRole("button", buy).click();
  await expect(page.getByRole("heading", { level: 1, name: "This order was given up" })).toBeVisible();
  await other.getByRole("button", buy).click();
  await confirmed(other);
  await page.getByRole("link", { name: /Look at order/ }).click();
  await page.reload();
  await confirmed(page);
  expect(await portal.ledger(card.token)).toMatchObject({ asked: 1, charged: 1 });
});

test("an answer lost on the way: the page finds its order", async ({ page, portal }) => {
  const card = await review(page, portal);
  await page.route("**/buy", async (route) => {
    await route.fetch();
    await route.abort("connectionreset");
  });
  await page.getByRole("button", buy).click();
  await confirmed(page);
  await expect(page.getByText("The answer got lost on the way.")).toBeVisible();
  expect(await portal.ledger(card.token)).toMatchObject({ asked: 1, charged: 1 });
});

test("a reload while the answer is under way finds the same order", async ({ page, portal }) => {
  const card = await review(page, portal);
  const pressed = page.waitForRequest("**/buy");
  await page.getByRole("button", buy).click();
  await pressed;
  await page.reload();
  await confirmed(page);
  expect(await portal.ledger(card.token)).toMatchObject({ charged: 1 });
});

for (const [what, number] of [["takes longer than anybody waits", "4000 0000 0000 0127"], ["loses its answer", "4000 0000 0000 0150"]] as const) {
  test(`a gateway that ${what}: the page says that the payment is being confirmed, and then confirms it`, async ({ page, portal }) => {
    const card = await review(page, portal, number);
    await page.getByRole("button", buy).click();
    await expect(page.getByRole("heading", { level: 1, name: "Your payment is being confirmed" })).toBeVisible({ timeout: 20_000 });
    await expect(page.getByRole("status").first()).toContainText("Do not pay again");
    await confirmed(page);
    expect(await portal.ledger(card.token)).toMatchObject({ charged: 1 });
  });
}

for (const point of ["charging_recorded", "charged", "settling", "settled"]) {
  test.describe(`the server dies at "${point}"`, () => {
    test.use({ env: { FAILPOINTS: `${point}=return` } });

    test("after the restart there is one charge, and the page finds its order", async ({ page, portal }) => {
      const card = await review(page, portal);
      await page.getByRole("button", buy).click();
      await portal.died();
      await portal.restart();
      // The page is still open; a user would look at it again.
      await page.reload();
      await confirmed(page);
      expect(await portal.ledger(card.token)).toMatchObject({ charged: 1 });
      await page.getByRole("button", { name: "Close" }).click();
      await expect(page.getByRole("region", { name: "Purchased" })).toContainText("9 March 2028");
    });
  });
}
