/** The vendor's support desk: claims, notes, canned answers, states, merging. */
import { type Page } from "@playwright/test";
import { type Portal, another, expect, open, test } from "./portal.ts";

const SUPPORT = "support@vendor.example";

/** Opens a request past the page; answers its number. */
async function asked(page: Page, portal: Portal, title: string): Promise<number> {
  const request = {
    kind: "other", severity: "normal", title, description: "Please help.", cancels: null,
    contact: { name: "Haru Aoba", phone: "+81 22-123-4567", email: "haru@aoba.example" },
  };
  const answer = await page.request.post(`${portal.url}/api/support/requests`, {
    multipart: { request: JSON.stringify(request) },
    headers: { origin: portal.url, "idempotency-key": encodeURIComponent(title) },
  });
  expect(answer.status()).toBe(201);
  return (await answer.json()).row.number;
}

test("a canned answer is written, filled in in the language of who asked, and sent; notes stay inside", async ({ page, portal, browser }) => {
  const partner = await another(browser, portal, "global-admin@aoba.example", "/support?lang=ja");
  const number = await asked(partner, portal, "質問");

  await open(page, portal, SUPPORT, "/operator/support/canned-answers?lang=en");
  await expect(page.getByText("None yet. Write the first one.")).toBeVisible();
  await page.getByLabel("Title, for operators").fill("Thanks");
  await page.getByLabel("In English").fill("Dear {contact}, thank you for request {number}.");
  await page.getByLabel("In Japanese").fill("{name} 様");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("There is no such place to fill in.")).toBeVisible();
  await page.getByLabel("In Japanese").fill("{contact} 様、要求 {number} をありがとうございます。");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The canned answer was saved.")).toBeVisible();

  await page.goto(`${portal.url}/operator/support/${number}?lang=en`);
  await page.getByRole("button", { name: "Claim", exact: true }).click();
  await expect(page.getByText(/^You have claimed this until/)).toBeVisible();
  await page.getByLabel("Note", { exact: true }).fill("They owe us money.");
  await page.getByRole("button", { name: "Add note" }).click();
  await expect(page.getByRole("region", { name: "Internal notes" })).toContainText("They owe us money.");
  await expect(page.getByRole("region", { name: "Internal notes" })).toContainText("Sean Doyle");
  await page.getByLabel("Use a canned answer").selectOption({ label: "Thanks" });
  await expect(page.getByLabel("Answer", { exact: true })).toHaveValue(/Haru Aoba.*\d/);
  await page.getByRole("button", { name: "Send answer" }).click();
  await expect(page.getByText("The answer was sent and mailed.")).toBeVisible();
  await expect(page.getByText(/First answer after \d+ min/)).toBeVisible();

  await partner.goto(`${portal.url}/support/${number}?lang=en`);
  await expect(partner.getByRole("main").getByText("Haru Aoba").first()).toBeVisible();
  await expect(partner.getByText("They owe us money.")).toHaveCount(0);
  await partner.context().close();
});

test("a claimed request is refused to the colleague, who keeps what was typed and can take it over", async ({ page, portal, browser }) => {
  await open(page, portal, SUPPORT, "/operator/support/2?lang=en");
  const other = await another(browser, portal, "support-2@vendor.example", "/operator/support/2?lang=en");
  await other.getByLabel("Answer", { exact: true }).fill("I answer too.");
  await page.getByRole("button", { name: "Claim", exact: true }).click();
  await expect(page.getByText(/^You have claimed this until/)).toBeVisible();
  await other.getByRole("button", { name: "Send answer" }).click();
  await expect(other.getByRole("alert")).toContainText("Sean Doyle has claimed this since");
  await expect(other.getByLabel("Answer", { exact: true })).toHaveValue("I answer too.");
  await other.reload();
  await other.getByRole("button", { name: "Take over from Sean Doyle" }).click();
  await expect(other.getByText(/^You have claimed this until/)).toBeVisible();
  await other.goto(`${portal.url}/operator/support?lang=en`);
  await other.getByLabel("State").selectOption({ label: "Waiting for a reply" });
  await expect(other.getByRole("row").filter({ hasText: "Sally Quinn" })).toHaveCount(1);
  await other.context().close();
});

test("a duplicate is merged, and the partner is led to the request that goes on", async ({ page, portal, browser }) => {
  const partner = await another(browser, portal, "global-admin@aoba.example", "/support?lang=en");
  const first = await asked(partner, portal, "First");
  const second = await asked(partner, portal, "Second");
  await open(page, portal, SUPPORT, `/operator/support/${second}?lang=en`);
  await page.getByText("Merge into another request").click();
  await page.getByLabel("Number of the request that goes on").fill("3");
  await page.getByRole("button", { name: "Merge", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("The two requests are not made one");
  await page.getByLabel("Number of the request that goes on").fill(String(first));
  await page.getByRole("button", { name: "Merge", exact: true }).click();
  await expect(page.getByText("Merged: this is the request that goes on.")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: "First" })).toBeVisible();
  await expect(page.getByText(`Requests that go on here: ${second}`)).toBeVisible();
  await partner.goto(`${portal.url}/support/${second}?lang=en`);
  await expect(partner.getByText(`Goes on in request ${first}: your replies arrive there.`)).toBeVisible();
  await partner.context().close();
});

test("a state is changed without an answer, and a press on an old page is told of it", async ({ page, portal, browser }) => {
  const partner = await another(browser, portal, "global-admin@aoba.example", "/support?lang=en");
  const number = await asked(partner, portal, "Question");
  await open(page, portal, SUPPORT, `/operator/support/${number}?lang=en`);
  const old = await another(browser, portal, "support-2@vendor.example", `/operator/support/${number}?lang=en`);
  await page.getByText("State without an answer").click();
  await page.getByRole("button", { name: "It is solved" }).click();
  await expect(page.getByText("The state was changed.")).toBeVisible();
  await old.getByLabel("Answer", { exact: true }).fill("Late.");
  await old.getByRole("button", { name: "Send answer" }).click();
  await expect(old.getByRole("alert")).toContainText("Sean Doyle: support request state changed");
  await expect(old.getByLabel("Answer", { exact: true })).toHaveValue("Late.");
  await old.context().close();
  await partner.context().close();
});
