/** Stripe as the gateway, against localstripe: its own card fields, one charge for one order, automatic renewal, webhooks. */
import type { Page } from "@playwright/test";
import { LocalStripe } from "./localstripe.ts";
import { confirmed, expect, open, test as base, type Portal } from "./portal.ts";

const buy = { name: "Buy", exact: true };
const declinedAtOnce = "4000000000000002";
const declinedWhenCharged = "4000000000000341";

const test = base.extend<{ stripe: LocalStripe; failpoint: string }>({
  failpoint: ["", { option: true }],
  stripe: async ({}, use) => {
    const stripe = await LocalStripe.start();
    await use(stripe);
    await stripe.stop();
  },
  env: async ({ stripe, failpoint }, use) => {
    await use({ ...stripe.settings, ...(failpoint ? { FAILPOINTS: `${failpoint}=return` } : {}) });
  },
});

/** Types a card into the fields of Stripe's script; to localstripe they are five. */
async function enter(page: Page, number = "4242424242424242"): Promise<void> {
  const fields = page.locator("#card-element");
  for (const [field, text] of Object.entries({ number, exp_month: "12", exp_year: "39", cvc: "123", postal_code: "98000" })) {
    await fields.getByPlaceholder(field).fill(text);
  }
}

/** From the offers page to the review of a renewal of Aoba's Action Pack. */
async function review(page: Page, portal: Portal, number?: string): Promise<void> {
  await open(page, portal, "global-admin@aoba.example", "/offers");
  await page.getByRole("button", { name: "Renew subscription" }).click();
  await enter(page, number);
  await page.getByRole("button", { name: "Review order" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Review order" })).toBeVisible();
  await page.getByRole("checkbox").check();
}

/** What the API says of the order whose page is open. */
async function state(page: Page, portal: Portal): Promise<string> {
  return (await (await page.context().request.get(`${portal.url}/api${new URL(page.url()).pathname}`)).json()).state;
}

test("a partner renews by Stripe's own fields, and the portal never sees the number", async ({ page, portal, stripe }) => {
  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.url().startsWith(portal.url)) sent.push(request.url() + (request.postData() ?? ""));
  });
  await review(page, portal);
  await expect(page.getByText("ending in 4242")).toBeVisible();
  await page.getByRole("button", buy).dblclick();
  await confirmed(page);
  await expect(page.getByRole("main")).toContainText("9 March 2028");
  expect(await stripe.charged()).toEqual([59290]);
  expect(stripe.confirmed.map((form) => [...form.keys()])).toEqual([["return_url"]]);
  expect(sent.join("\n")).not.toContain("4242424242424242");
});

test("a card that Stripe does not take is said at its fields; one that is declined makes room for another", async ({ page, portal, stripe }) => {
  await open(page, portal, "global-admin@aoba.example", "/offers");
  await page.getByRole("button", { name: "Renew subscription" }).click();
  await enter(page, declinedAtOnce);
  await page.getByRole("button", { name: "Review order" }).click();
  await expect(page.locator("#card-element-fault")).toHaveText("Your card was declined.");
  await expect(page.locator("#card-element-fault")).toBeFocused();
  await enter(page, declinedWhenCharged);
  await page.getByRole("button", { name: "Review order" }).click();
  await page.getByRole("checkbox").check();
  await page.getByRole("button", buy).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your card was declined" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("Nothing was charged.");
  const order = page.url();
  await enter(page);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("ending in 4242")).toBeVisible();
  await page.getByRole("checkbox").check();
  await page.getByRole("button", buy).click();
  await confirmed(page);
  expect(page.url()).toBe(order);
  expect(await stripe.charged()).toEqual([59290]);
});

test("a year later the saved card renews by itself, with nobody there", async ({ page, portal, stripe }) => {
  await review(page, portal);
  await page.getByRole("button", buy).click();
  await confirmed(page);
  for (const today of ["2027-06-10", "2027-09-10", "2027-12-10", "2028-03-09"]) await portal.clock({ today });
  expect(await stripe.charged()).toEqual([59290]);
  await portal.clock({ today: "2028-03-10" });
  expect(await stripe.charged()).toEqual([59290, 59290]);
  expect(stripe.confirmed.map(String)).toEqual([expect.stringContaining("return_url="), "off_session=true"]);
  await page.goto(`${portal.url}/offers`);
  await expect(page.getByRole("region", { name: "Purchased" })).toContainText("9 March 2029");
  await portal.clock({ today: "2028-03-12" });
  expect(await stripe.charged()).toHaveLength(2);
});

test("a webhook tells of a payment whose answer got lost; twice it does nothing more, and forged nothing at all", async ({ page, portal, stripe }) => {
  await review(page, portal);
  stripe.silent = true;
  await page.getByRole("button", buy).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your payment is being confirmed" })).toBeVisible();
  const { body, signature } = await stripe.message("payment_intent.succeeded");
  stripe.silent = false;
  const deliver = async (signature: string, body: string) =>
    (await fetch(`${portal.url}/webhooks/stripe`, { method: "POST", body, headers: { "stripe-signature": signature } })).status;
  const forged = signature.replace(/v1=./, (start) => (start === "v1=0" ? "v1=1" : "v1=0"));
  expect(await deliver(forged, body)).toBe(400);
  expect(await deliver(signature, body.replace("59290", "1"))).toBe(400);
  expect(await deliver(signature, body)).toBe(200);
  expect(await state(page, portal)).toBe("paid");
  expect(await deliver(signature, body)).toBe(200);
  await confirmed(page);
  expect(await stripe.charged()).toEqual([59290]);
  expect(stripe.confirmed).toHaveLength(1);
  const { invoices } = await (await page.context().request.get(`${portal.url}/api/invoices`)).json();
  expect(invoices.filter((invoice: { order: number }) => page.url().endsWith(`/${invoice.order}`))).toHaveLength(1);
});

test("fields that do not load say what to do, and a second try brings them", async ({ page, portal }) => {
  await page.route("**/js.stripe.com/**", (route) => route.abort());
  await open(page, portal, "global-admin@aoba.example", "/offers");
  await page.getByRole("button", { name: "Renew subscription" }).click();
  await expect(page.getByText("The gateway's card form did not load. Nothing was charged.")).toBeVisible();
  await page.unroute("**/js.stripe.com/**");
  await page.getByRole("button", { name: "Try again" }).click();
  await enter(page);
  // There and back again: the fields are made anew.
  await page.getByRole("radio", { name: "Electronic bank transfer" }).check();
  await expect(page.locator("#card-element")).toHaveCount(0);
  await page.getByRole("radio", { name: "Credit card" }).check();
  await enter(page);
  await page.getByRole("button", { name: "Review order" }).click();
  await expect(page.getByText("ending in 4242")).toBeVisible();
});

for (const point of ["opening", "opened", "charged"]) {
  test.describe(`the server dies at "${point}"`, () => {
    test.use({ failpoint: point });

    test("after the restart there is one charge at Stripe", async ({ page, portal, stripe }) => {
      await review(page, portal);
      await page.getByRole("button", buy).click();
      await portal.died();
      await portal.restart();
      await page.reload();
      await confirmed(page);
      expect(await stripe.charged()).toEqual([59290]);
    });
  });
}

for (const failpoint of ["", "refund_made"]) {
  test.describe(failpoint ? `the server dies at "${failpoint}"` : "a refund", () => {
    test.use({ failpoint });

    test("money goes back through Stripe once", async ({ page, portal, stripe }) => {
      await review(page, portal);
      await page.getByRole("button", buy).click();
      await confirmed(page);
      const number = page.url().split("/").at(-1)!;
      await open(page, portal, "finance@vendor.example", "/operator/refunds");
      await page.getByLabel("Order number").fill(number);
      await page.getByRole("button", { name: "Find order" }).click();
      await page.getByLabel("Reason").fill("Bought by mistake");
      await page.getByRole("button", { name: /Give .* back/ }).click();
      if (failpoint) {
        await portal.died();
        await portal.restart();
        await page.reload();
      }
      await expect(page.getByRole("region", { name: "Given back", exact: true })).toContainText(number, { timeout: 40_000 });
      expect(await stripe.refunded()).toEqual([59290]);
    });
  });
}
