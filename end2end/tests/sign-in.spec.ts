/** Signing in and out, the first operator, and the language. */
import { password, recoveryCodes, setUpApp } from "./authenticator.ts";
import { Portal, expect, open, test } from "./portal.ts";

test("a wrong password is told at the form, and the address stays", async ({ page, portal }) => {
  await page.goto(`${portal.url}/sign-in`);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.locator("#faults")).toBeFocused();
  await page.getByLabel("Email address").fill("global-admin@aoba.example");
  await page.getByLabel("Password").fill("wrong");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("do not belong together");
  await expect(page.getByLabel("Email address")).toHaveValue("global-admin@aoba.example");
});

test("a session that has ended leads back to where one was", async ({ page, portal }) => {
  await open(page, portal, "global-admin@aoba.example", "/orders");
  await expect(page.getByText("No orders yet.")).toBeVisible();
  await page.context().clearCookies();
  await page.reload();
  await expect(page.getByText("Your session has ended.")).toBeVisible();
  await page.getByLabel("Email address").fill("global-admin@aoba.example");
  await page.getByLabel("Password").fill("demo");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Orders" })).toBeVisible();
});

test("signing out ends the session", async ({ page, portal }) => {
  await open(page, portal, "global-admin@aoba.example", "/offers");
  await page.getByLabel("Account: Haru Aoba").click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await page.goto(`${portal.url}/offers`);
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
});

test("the language can be switched anywhere and is remembered", async ({ page, portal }) => {
  await open(page, portal, "global-admin@aoba.example", "/offers");
  await page.getByLabel("Language").selectOption("ja");
  await expect(page.getByRole("heading", { level: 1, name: "メンバーシップ特典" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: "メンバーシップ特典" })).toBeVisible();
});

test("an operator sees how the portal stands and moves the demo's clock", async ({ page, portal }) => {
  await open(page, portal, "programme@vendor.example", "/");
  await expect(page.getByRole("heading", { level: 1, name: "Desk" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("Juniper Soft");
  await page.getByRole("link", { name: "Clock" }).click();
  await page.getByRole("button", { name: "Next day" }).click();
  await expect(page.getByRole("main")).toContainText("The clock stands at 11 March 2027 now.");
});

test("without the demo the first operator comes by a link that works once", async ({ page }) => {
  const real = await Portal.start([], { TOKUTEN_SECRET: "0123456789abcdefghijklmnopqrstuv" });
  try {
    const link = real.said.map((line) => line.trim()).find((line) => line.startsWith("http"))!;
    await page.goto(link.replace(/^http:\/\/[^/]+/, real.url));
    await page.getByLabel("Email address").fill("ann@vendor.example");
    await page.getByLabel("Your name").fill("Ann");
    await page.locator("#password").fill("correct horse battery");
    await page.locator("#password-again").fill("correct horse");
    await page.getByRole("button", { name: "Set password" }).click();
    await expect(page.locator("#password-again-fault")).toBeVisible();
    await page.locator("#password-again").fill("correct horse battery");
    await page.getByRole("button", { name: "Set password" }).click();
    await expect(page.getByText("Done.")).toBeVisible();
    // At the partners' door an operator is unknown; the link leads to the operators' own.
    await page.goto(`${real.url}/sign-in`);
    await expect(page.getByText("Try the demo")).toHaveCount(0);
    await password(page, "ann@vendor.example", "correct horse battery");
    await expect(page.getByRole("alert")).toContainText("do not belong together");
    await page.getByRole("link", { name: "Operators sign in here" }).click();
    await password(page, "ann@vendor.example", "correct horse battery");
    await expect(page.getByRole("heading", { level: 1, name: "Set up a second factor" })).toBeVisible();
    // Nothing else can be reached.
    await page.goto(`${real.url}/operator`);
    await expect(page).toHaveURL(/\/operator\/sign-in/);
    await expect(page.getByRole("heading", { level: 1, name: "Set up a second factor" })).toBeVisible();
    await setUpApp(page);
    await recoveryCodes(page);
    await expect(page.getByRole("heading", { level: 1, name: "Desk" })).toBeVisible();
    await page.goto(link.replace(/^http:\/\/[^/]+/, real.url));
    await expect(page.getByText("This link was used already")).toBeVisible();
    expect((await real.post("/api/test/clock", { today: "2030-01-01" })).status).toBe(404);
  } finally {
    await real.remove();
  }
});
