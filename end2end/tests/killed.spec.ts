/** The server killed in the middle of what happens by itself, of a refund, and of a hand-over: nothing is lost, nothing is done twice. */
import { type APIRequestContext, type Page } from "@playwright/test";
import { mails } from "./mails.ts";
import { type Portal, T, confirmed, enterCard, expect, open, review, test } from "./portal.ts";

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

const IRIS = "global-admin@iris.example";
const HANDED_OVER = /can still be viewed there/;

/** The subscription that the Membership Center manages at first, and how often its hand-over stands in the audit log. */
async function iris(portal: Portal, request: APIRequestContext, operator: APIRequestContext) {
  const held = (await (await request.get(`${portal.url}/api/offers`)).json()).facts.subscriptions[0];
  const log = await operator.get(`${portal.url}/api/operator/audit?partner=4100009&action=subscription handed over to Partner Center`);
  const { managed_in, handed_over, automatic_renewal, expires_on } = held;
  return { managed_in, handed_over, automatic_renewal, expires_on, lines: (await log.json()).lines.length };
}

const LACKS = "Automatic renewal is on, but no card is saved to pay for it.";

/** Who is told has one mail of it, also after another day; who is not has none. */
async function toldOnce(portal: Portal, next: string): Promise<void> {
  const once = async () => {
    await mails(portal, IRIS, HANDED_OVER, 1);
    await mails(portal, "member@iris.example", HANDED_OVER, 0);
  };
  await once();
  await portal.clock({ today: next });
  await once();
}

/** The page asks for a card; saved, it pays on the next day on which it is tried. */
async function cardPays(page: Page, portal: Portal, day: string): Promise<void> {
  await page.goto(`${portal.url}/offers?lang=en`);
  const tile = page.locator("article[data-offer=action_pack]");
  await expect(tile).toContainText(LACKS);
  await tile.getByRole("link", { name: /View subscription/ }).first().click();
  const card = await enterCard(page);
  await page.getByRole("button", { name: "Save card" }).click();
  await expect(page.getByText("On, with the card ending in 4242")).toBeVisible();
  await portal.clock({ today: day });
  await page.reload();
  await expect(page.getByRole("main")).toContainText("9 May 2028");
  expect(await portal.ledger(card.token)).toMatchObject({ charged: 1 });
}

for (const point of ["hand_over_queued", "handing_over", "handed_over"]) {
  test.describe(`the server dies at "${point}" of a hand-over at the partner's midnight`, () => {
    test.use({ env: { FAILPOINTS: `${point}=return` } });

    test("after the restart it is handed over and told once, and what is to pay for it is asked for", async ({ page, portal, browser }) => {
      // 10 May begins in India.
      const now = "2027-05-09T18:31:00Z";
      const operator = await browser.newContext();
      await portal.signIn(page.context(), IRIS);
      await portal.signIn(operator, "programme@vendor.example");
      await portal.post("/api/test/clock", { now }).catch(() => undefined);
      await portal.died();
      await portal.restart();
      await portal.clock({ now });
      await expect.poll(() => iris(portal, page.request, operator.request), { timeout: 40_000 })
        .toEqual({ managed_in: "partner_center", handed_over: "2027-05-10", automatic_renewal: true, expires_on: "2027-05-09", lines: 1 });
      await toldOnce(portal, "2027-05-11");
      expect(await iris(portal, page.request, operator.request)).toMatchObject({ handed_over: "2027-05-10", lines: 1 });
      await cardPays(page, portal, "2027-05-13");
      await operator.close();
    });
  });
}

for (const point of ["handing_over", "handed_over"]) {
  test.describe(`the server dies at "${point}" of a hand-over by an operator`, () => {
    test.use({ env: { FAILPOINTS: `${point}=return` } });

    test("after the restart it is handed over and told once, and asked for again when it is due", async ({ page, portal, browser }) => {
      const operator = await browser.newContext();
      const desk = await operator.newPage();
      await portal.signIn(page.context(), IRIS);
      await open(desk, portal, "programme@vendor.example", "/operator/membership-center?lang=en");
      const kept = desk.getByRole("article").filter({ hasText: "Iris Labs" });
      const move = async () => {
        await kept.getByRole("button", { name: "Move to Partner Center: Iris Labs" }).click();
        await kept.getByLabel("Reason").fill("The old site closes in April");
        await kept.getByRole("button", { name: "Move to Partner Center", exact: true }).click();
      };
      await move();
      await portal.died();
      await portal.restart();
      await desk.reload();
      // Nothing is left of what was not written down: it is moved again. What was is not there to be moved.
      if (point === "handing_over") {
        await move();
        await expect(desk.getByRole("status")).toContainText("was moved to Partner Center, and the partner was told.");
      }
      await desk.reload();
      await expect(desk.getByText("The Membership Center manages nothing")).toBeVisible();
      expect(await iris(portal, page.request, operator.request))
        .toEqual({ managed_in: "partner_center", handed_over: T, automatic_renewal: true, expires_on: "2027-05-09", lines: 1 });
      await toldOnce(portal, "2027-05-10");
      // Where it was moved before its time, what is to pay for it is asked for once more when it is due.
      await mails(portal, IRIS, /Nothing was charged, because neither a card/, 1);
      await cardPays(page, portal, "2027-05-11");
      await operator.close();
    });
  });
}
