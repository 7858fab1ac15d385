/** API access: tokens for the vendor's own systems, and webhooks that tell those what happens. */
import { type Page } from "@playwright/test";
import { type Portal, confirmed, expect, open, review, test } from "./portal.ts";
import { Receiver } from "./receiver.ts";

const PROGRAMME = "programme@vendor.example";

/** Makes a token on the page and answers it. */
async function make(page: Page, name: string, scopes: string[]): Promise<string> {
  await page.getByLabel("Name", { exact: true }).fill(name);
  for (const scope of scopes) await page.getByRole("checkbox", { name: scope }).check();
  await page.getByRole("button", { name: "Make token" }).click();
  const shown = page.getByRole("region", { name: `The token of ${name}` });
  await expect(shown).toContainText("It is not shown again.");
  return (await shown.locator("code").textContent())!;
}

async function call(portal: Portal, token: string, path: string, body?: unknown): Promise<Response> {
  return fetch(portal.url + path, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
}

test("a token is made, shown once, opens its scope, and nothing any more once it is revoked", async ({ page, portal }) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, portal, PROGRAMME, "/operator?lang=en");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "API access" }).click();
  await expect(page.getByText("There are no tokens yet.")).toBeVisible();
  await page.getByRole("button", { name: "Make token" }).click();
  await expect(page.getByRole("alert")).toContainText("Name");
  await expect(page.getByRole("alert")).toContainText("Scopes");
  const token = await make(page, "Bank import", ["transfers:write"]);
  expect(token).toMatch(/^tkt_[0-9a-f]{16}_[0-9a-f]{64}$/);
  await page.getByRole("button", { name: "Copy" }).click();
  await expect(page.getByText("Copied.")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(token);
  await page.getByRole("button", { name: "I have kept it" }).click();
  await expect(page.getByText(token)).toHaveCount(0);
  const row = page.getByRole("row", { name: /Bank import/ });
  await expect(row).toContainText("Never");

  const money = { order: null, amount: { amount: 100, currency: "JPY" }, received_on: "2027-03-10", bank_reference: "B-1" };
  expect((await call(portal, token, "/api/operator/payments", money)).status).toBe(200);
  const without = await call(portal, token, "/api/operator/transfers");
  expect([without.status, (await without.json()).code]).toEqual([403, "scope_missing"]);
  const person = await call(portal, token, "/api/operator/operators");
  expect([person.status, (await person.json()).code]).toEqual([403, "token_not_taken"]);
  await page.reload();
  await expect(row).not.toContainText("Never");

  await page.getByRole("button", { name: "Revoke: Bank import" }).click();
  await page.getByRole("button", { name: "Yes, revoke" }).click();
  await expect(page.getByText("Bank import was revoked.")).toBeVisible();
  await expect(row).toContainText("Revoked on");
  const revoked = await call(portal, token, "/api/operator/payments", { ...money, bank_reference: "B-2" });
  expect(revoked.status).toBe(401);
  expect(revoked.headers.get("www-authenticate")).toContain("Bearer");

  await page.goto(`${portal.url}/operator/audit?lang=en&who=API%20token%20Bank%20import`);
  await expect(page.locator("tbody tr")).toHaveCount(1);
  await expect(page.locator("tbody tr")).toContainText("payment recorded");
});

test("a token that ends soon is warned of, and others than programme operators are told whom to ask", async ({ page, portal }) => {
  await open(page, portal, PROGRAMME, "/operator/api-access?lang=en");
  await page.getByLabel("Last day").fill("2027-04-01");
  await make(page, "ERP", ["orders:read"]);
  await expect(page.getByText("Tokens that end within 30 days: ERP.")).toBeVisible();
  await expect(page.getByRole("row", { name: /ERP/ })).toContainText("Ends in 22 days");
  await portal.clock({ today: "2027-04-02" });
  await page.reload();
  await expect(page.getByRole("row", { name: /ERP/ })).toContainText("Expired");
  await open(page, portal, "finance@vendor.example", "/operator/api-access?lang=ja");
  await expect(page.getByText("API アクセスの管理はプログラム担当者が行います。")).toBeVisible();
});

/** Makes an endpoint there on the page, for these events. */
async function addEndpoint(page: Page, receiver: Receiver, events: string[]): Promise<void> {
  await page.getByLabel("Address", { exact: true }).fill(receiver.url);
  for (const event of events) await page.getByRole("checkbox", { name: event, exact: true }).check();
  await page.getByRole("button", { name: "Add endpoint" }).click();
  const shown = page.getByRole("region", { name: "The secret of this endpoint" });
  receiver.secret = (await shown.locator("code").textContent())!;
  expect(receiver.secret).toMatch(/^whsec_/);
  await page.getByRole("button", { name: "I have kept it" }).click();
}

test("what happens is told, signed, tried again as the same message, and sent again by hand", async ({ page, portal }) => {
  const receiver = await Receiver.start();
  await open(page, portal, PROGRAMME, "/operator/api-access/webhooks?lang=en");
  await expect(page.getByText("There are no endpoints yet.")).toBeVisible();
  await page.getByLabel("Address", { exact: true }).fill("http://erp.example/");
  await page.getByRole("button", { name: "Add endpoint" }).click();
  await expect(page.getByRole("alert")).toContainText("Address");
  await page.getByLabel("Address", { exact: true }).fill("https://10.0.0.1/");
  await page.getByRole("checkbox", { name: "order.paid" }).check();
  await page.getByRole("button", { name: "Add endpoint" }).click();
  await expect(page.getByRole("alert")).toContainText("leads into a network");
  await addEndpoint(page, receiver, ["order.paid", "subscription.renewed"]);
  await page.getByRole("link", { name: receiver.url }).click();
  await expect(page.getByText("Nothing was sent yet.")).toBeVisible();
  await page.getByRole("button", { name: "Send a test event" }).click();
  await expect(page.getByRole("row", { name: /webhook\.test/ })).toContainText("Delivered");
  expect(receiver.told.map((told) => told.type)).toEqual(["webhook.test"]);

  receiver.answers = [500, 500];
  const there = page.url();
  await review(page, portal);
  await page.getByRole("button", { name: "Buy", exact: true }).click();
  await confirmed(page);
  const number = Number(page.url().split("/").at(-1));
  // The next try is 5 seconds later, and may be over by now.
  await expect.poll(() => receiver.told.length).toBeGreaterThanOrEqual(3);
  await portal.clock({ now: "2027-03-10T12:30:00Z" });
  await expect.poll(() => receiver.told.length).toBe(5);
  const [, first, second, ...again] = receiver.told;
  expect([first!.type, second!.type].sort()).toEqual(["order.paid", "subscription.renewed"]);
  const byId = (told: { id: string }[]) => told.map((one) => one.id).sort();
  expect(byId(again)).toEqual(byId([first!, second!]));
  const paid = receiver.told.find((told) => told.type === "order.paid")!;
  expect(paid.data).toMatchObject({ order: number, partner: "4100001", state: "paid" });

  await open(page, portal, PROGRAMME, new URL(there).pathname);
  const row = page.getByRole("row", { name: /order\.paid/ });
  await expect(row).toContainText("Delivered");
  await row.getByText("Details").click();
  await expect(row).toContainText("answered 500");
  await expect(row).toContainText("<b>Thank you</b>");
  await row.getByRole("button", { name: /^Send again: order\.paid/ }).click();
  await expect(page.getByText("It is on its way.")).toBeVisible();
  await expect.poll(() => receiver.told.length).toBe(6);
  expect(receiver.told[5]!.id).toBe(paid.id);
  await page.getByLabel("Event", { exact: true }).selectOption("webhook.test");
  await expect(page.locator("tbody tr")).toHaveCount(1);
  expect(receiver.wrong).toBe(0);
  await receiver.stop();
});

test("a new secret signs at once and the old one for a day; turned off, nothing is sent", async ({ page, portal }) => {
  const receiver = await Receiver.start();
  await open(page, portal, PROGRAMME, "/operator/api-access/webhooks?lang=en");
  await addEndpoint(page, receiver, ["lead.received"]);
  const old = receiver.secret;
  await page.getByRole("link", { name: receiver.url }).click();
  await page.getByRole("button", { name: "Make a new secret" }).click();
  await page.getByRole("button", { name: "Yes, make a new one" }).click();
  const shown = page.getByRole("region", { name: "The secret of this endpoint" });
  await expect(shown).toBeVisible();
  const renewed = (await shown.locator("code").textContent())!;
  expect(renewed).not.toBe(old);
  const tried = async (secret: string, count: number) => {
    receiver.secret = secret;
    await page.getByRole("button", { name: "Send a test event" }).click();
    await expect.poll(() => receiver.told.length + receiver.wrong).toBe(count);
  };
  await tried(old, 1);
  await tried(renewed, 2);
  expect(receiver.wrong).toBe(0);
  await portal.clock({ today: "2027-03-12" });
  await tried(old, 3);
  expect(receiver.wrong).toBe(1);

  await page.getByRole("button", { name: "Change", exact: true }).click();
  await page.getByLabel("Send events to it").uncheck();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The endpoint was changed.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Send a test event" })).toBeDisabled();
  await expect(page.getByText("Nothing is sent while the endpoint is off.")).toBeVisible();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByRole("button", { name: "Yes, remove" }).click();
  await expect(page.getByText("There are no endpoints yet.")).toBeVisible();
  await receiver.stop();
});

test.describe("the server dies after it has sent and before it has noted it", () => {
  test.use({ env: { FAILPOINTS: "webhook_sent=return" } });

  test("after the restart it is sent again as the same message", async ({ page, portal }) => {
    const receiver = await Receiver.start();
    await open(page, portal, PROGRAMME, "/operator/api-access/webhooks?lang=en");
    await addEndpoint(page, receiver, ["lead.received"]);
    await page.getByRole("link", { name: receiver.url }).click();
    await page.getByRole("button", { name: "Send a test event" }).click();
    await portal.died();
    await portal.restart();
    await expect.poll(() => receiver.told.length, { timeout: 60_000 }).toBe(2);
    expect(receiver.told[1]!.id).toBe(receiver.told[0]!.id);
    await receiver.stop();
  });
});
