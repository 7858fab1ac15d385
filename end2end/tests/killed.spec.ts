/** The server killed in the middle of what happens by itself, and of a refund: nothing is lost, nothing is done twice. */
import { type APIRequestContext } from "@playwright/test";
import { type Portal, confirmed, expect, open, review, test } from "./portal.ts";

/** What a partner's user sees of its membership, its orders and its invoices. */
async function books(portal: Portal, request: APIRequestContext) {
  const get = async (path: string) => (await request.get(portal.url + path)).json();
  const held = (await get("/api/offers")).facts.subscriptions[0];
  const orders: { state: string }[] = (await get("/api/orders")).orders;
  const invoices: { total: { amount: number } }[] = (await get("/api/invoices")).invoices;
  return {
    expires: held.expires_on as string,
    orders: orders.map((order) => order.state),
    invoices: invoices.length,
    balance: invoices.reduce((sum, invoice) => sum + invoice.total.amount, 0),
  };
}

async function ledgers(portal: Portal): Promise<{ charged: number; amount: number; given_back: number }> {
  return (await fetch(`${portal.url}/sandbox-gateway/ledger`)).json();
}

for (const point of ["renewal_queued", "renewal_placing", "renewal_placed", "charged", "settling", "settled"]) {
  test.describe(`the server dies at "${point}" of an automatic renewal`, () => {
    // Five attempts to renew another company come first, and are declined.
    test.use({ env: { FAILPOINTS: `${point}=5*off->return` } });

    test("after the restart it is renewed once", async ({ page, portal }) => {
      await portal.signIn(page.context(), "global-admin@birch.example");
      await portal.post("/api/test/clock", { today: "2027-03-31" }).catch(() => undefined);
      await portal.died();
      await portal.restart();
      await portal.clock({ today: "2027-03-31" });
      await expect.poll(() => books(portal, page.request), { timeout: 40_000 })
        .toMatchObject({ expires: "2028-03-30", orders: ["paid"], invoices: 1 });
      expect(await ledgers(portal)).toMatchObject({ charged: 1 });
    });
  });
}

for (const point of ["refund_deciding", "refund_decided", "refund_made", "refund_settling", "refund_settled"]) {
  test.describe(`the server dies at "${point}" of a refund`, () => {
    test.use({ env: { FAILPOINTS: `${point}=return` } });

    test("after the restart the money goes back once", async ({ page, portal }) => {
      await review(page, portal);
      await page.getByRole("button", { name: "Buy", exact: true }).click();
      await confirmed(page);
      const number = page.url().split("/").at(-1)!;

      await open(page, portal, "finance@vendor.example", "/operator/refunds");
      const giveBack = async () => {
        await page.getByLabel("Order number").fill(number);
        await page.getByRole("button", { name: "Find order" }).click();
        await page.getByLabel("Reason").fill("Bought by mistake");
        await page.getByRole("button", { name: /Give .* back/ }).click();
      };
      await giveBack();
      await portal.died();
      await portal.restart();
      await page.reload();
      // Nothing is left of a decision that was not written down: it is made again.
      if (point === "refund_deciding") await giveBack();
      await expect.poll(() => ledgers(portal), { timeout: 40_000 }).toMatchObject({ charged: 1, given_back: 59_290 });
      await expect(page.getByRole("region", { name: "Given back", exact: true })).toContainText("C2027-000001", { timeout: 40_000 });

      await portal.signIn(page.context(), "global-admin@aoba.example");
      expect(await books(portal, page.request)).toMatchObject({ orders: ["refunded"], invoices: 2, balance: 0 });
    });
  });
}
