/** Every page: accessible, in both languages, in light and dark, at 320 px, by keyboard. */
import { type Page } from "@playwright/test";
import { fits, passesAxe, ready } from "./accessible.ts";
import { type Portal, expect, open, test } from "./portal.ts";

/** Who opens what is for everybody. */
const NOBODY = "";

/** Opens a page as a user, or as nobody. */
async function visit(page: Page, portal: Portal, user: string, path: string): Promise<void> {
  if (user !== NOBODY) return open(page, portal, user, path);
  await page.context().clearCookies();
  await page.goto(portal.url + path);
}

/** A token and an endpoint of webhooks, which the demo has none of; answers the endpoint's id. */
async function furnished(portal: Portal, page: Page): Promise<string> {
  await portal.signIn(page.context(), "programme@vendor.example");
  const post = async (path: string, data: unknown) =>
    (await page.request.post(`${portal.url}/api/operator/${path}`, { data, headers: { origin: portal.url } })).json();
  await post("api-tokens", { name: "ERP", scopes: ["orders:read", "support:write"], expires_on: "2027-03-20" });
  const hook = { url: "http://127.0.0.1:9/hooks/with/a/long/address", description: "ERP", events: ["order.paid"], on: true, seen: 0 };
  const { endpoint } = await post("webhooks", hook);
  await post(`webhooks/${endpoint.id}/test`, {}).catch(() => undefined);
  return endpoint.id;
}

/** Addresses of every page, with the user who opens it. */
async function pages(portal: Portal, page: Page): Promise<[string, string][]> {
  await portal.signIn(page.context(), "global-admin@aoba.example");
  const view = await (await page.request.get(`${portal.url}/api/offers`)).json();
  const held: string = view.facts.subscriptions[0].id;
  const admin = "global-admin@aoba.example";
  const iris = "global-admin@iris.example";
  await portal.signIn(page.context(), iris);
  const elsewhere = await (await page.request.get(`${portal.url}/api/offers`)).json();
  const kept: string = elsewhere.facts.subscriptions[0].id;
  const endpoint = await furnished(portal, page);
  return [
    ["/", NOBODY],
    ["/join", NOBODY],
    ["/join/none", NOBODY],
    ["/sign-in", admin],
    ["/offers", admin],
    ["/offers/action_pack", admin],
    [`/subscriptions/${held}`, admin],
    ["/benefits", admin],
    [`/benefits/${held}`, admin],
    [`/benefits/${held}`, "member@aoba.example"],
    [`/checkout/renew/${held}`, admin],
    ["/offers", iris],
    ["/membership-center", iris],
    ["/membership-center", admin],
    [`/membership-center/renew/${kept}`, iris],
    [`/subscriptions/${kept}`, iris],
    ["/orders", admin],
    ["/support", admin],
    [`/support/new?cancel=${held}`, admin],
    ["/support/1", admin],
    ["/profile", admin],
    ["/competencies", admin],
    ["/competencies", "member@harbor.example"],
    ["/competencies/application_development", "global-admin@kite.example"],
    ["/competencies/security", "global-admin@kite.example"],
    ["/users", admin],
    ["/users", "member@aoba.example"],
    ["/business-profile", admin],
    ["/business-profile", "member@aoba.example"],
    ["/leads", admin],
    ["/leads/5", admin],
    ["/leads/6", admin],
    ["/account", admin],
    ["/forgotten", admin],
    ["/help", admin],
    ["/nowhere", admin],
    ["/orders/100001", "global-admin@elm.example"],
    ["/operator/sign-in", NOBODY],
    ["/operator", "finance@vendor.example"],
    ["/operator/second-factor", "finance@vendor.example"],
    ["/operator/operators", "programme@vendor.example"],
    ["/operator/operators", "finance@vendor.example"],
    ["/operator/api-access", "programme@vendor.example"],
    ["/operator/api-access", "finance@vendor.example"],
    ["/operator/api-access/webhooks", "programme@vendor.example"],
    [`/operator/api-access/webhooks/${endpoint}`, "programme@vendor.example"],
    ["/operator/transfers", "finance@vendor.example"],
    ["/operator/refunds", "finance@vendor.example"],
    ["/operator/reports", "finance@vendor.example"],
    ["/operator/reports", "support@vendor.example"],
    ["/operator/statements", "finance@vendor.example"],
    ["/operator/exports", "finance@vendor.example"],
    ["/operator/support", "support@vendor.example"],
    ["/operator/support/2", "support@vendor.example"],
    ["/operator/support/canned-answers", "support@vendor.example"],
    ["/operator/partners", "programme@vendor.example"],
    ["/operator/partners/4100001", "programme@vendor.example"],
    ["/operator/partners/4100005", "finance@vendor.example"],
    ["/operator/membership-center", "programme@vendor.example"],
    ["/operator/skills", "programme@vendor.example"],
    ["/operator/programme", "programme@vendor.example"],
    ["/operator/programme", "finance@vendor.example"],
    ["/operator/programme/offers", "programme@vendor.example"],
    ["/operator/programme/offers/gold", "support@vendor.example"],
    ["/operator/programme/renewal", "programme@vendor.example"],
    ["/operator/programme/review", "finance@vendor.example"],
    ["/operator/audit", "finance@vendor.example"],
    ["/operator/audit?who=nobody", "programme@vendor.example"],
    ["/operator/clock", "finance@vendor.example"],
  ];
}

for (const [language, scheme] of [["en", "light"], ["ja", "dark"]] as const) {
  test.describe(`in ${language}, ${scheme}`, () => {
    test.use({ colorScheme: scheme });

    test("every page passes axe", async ({ page, portal }) => {
      test.slow(); // All pages, one after another.
      for (const [path, user] of await pages(portal, page)) {
        await visit(page, portal, user, `${path}?lang=${language}`);
        await ready(page);
        await passesAxe(page);
      }
    });

    test("no page scrolls sideways at 320 px", async ({ page, portal }) => {
      test.slow(); // All pages, one after another.
      await page.setViewportSize({ width: 320, height: 640 });
      for (const [path, user] of await pages(portal, page)) {
        await visit(page, portal, user, `${path}?lang=${language}`);
        await ready(page);
        await fits(page);
      }
    });

    test("the open checklist passes axe", async ({ page, portal }) => {
      await open(page, portal, "global-admin@birch.example", `/offers?lang=${language}`);
      await ready(page);
      await page.locator("article[data-offer=action_pack] button.link").click();
      await passesAxe(page);
    });
  });
}

test("by keyboard alone one gets from the offers page to the review", async ({ page, portal }) => {
  await open(page, portal, "global-admin@aoba.example", "/offers");
  await ready(page);
  const reach = async (name: string) => {
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press("Tab");
      const reached = await page.evaluate(() => document.activeElement?.textContent?.trim() || document.activeElement?.id || "");
      if (reached === name) return;
    }
    throw new Error(`${name} cannot be reached`);
  };
  await reach("Renew subscription");
  await page.keyboard.press("Enter");
  await ready(page);
  await expect(page.locator("h1")).toBeFocused();
  await reach("card-number");
  await page.keyboard.type("4242424242424242");
  for (const typed of ["12", "2039", "123", "Haru Aoba"]) {
    await page.keyboard.press("Tab");
    await page.keyboard.type(typed);
  }
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Review order" })).toBeVisible();
});

test("a page that cannot be loaded says so and can be tried again", async ({ page, portal }) => {
  await portal.signIn(page.context(), "global-admin@aoba.example");
  await page.route("**/api/offers", (route) => route.abort());
  await page.goto(`${portal.url}/offers`);
  await expect(page.getByRole("alert")).toContainText("The server cannot be reached. Nothing was changed.");
  await page.unroute("**/api/offers");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.locator("article[data-offer=action_pack]")).toBeVisible();
});

test("the file of a page does not arrive, and is asked for again", async ({ page, portal }) => {
  await portal.signIn(page.context(), "global-admin@aoba.example");
  await page.route("**/users.pack", (route) => route.abort());
  await page.goto(`${portal.url}/users`);
  await expect(page.getByRole("alert")).toContainText("The server cannot be reached. Nothing was changed.");
  await page.unroute("**/users.pack");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.locator("main table").first()).toBeVisible();
});

test("a page that was opened before is there without the server's files", async ({ page, portal }) => {
  await open(page, portal, "global-admin@aoba.example", "/offers");
  await ready(page);
  await page.getByRole("link", { name: "Users", exact: true }).click();
  await expect(page.locator("main table").first()).toBeVisible();
  await page.getByRole("link", { name: "Membership offers", exact: true }).click();
  await ready(page);
  await page.route("**/*.pack", (route) => route.abort());
  await page.getByRole("link", { name: "Users", exact: true }).click();
  await expect(page.locator("main table").first()).toBeVisible();
});

test("a page says what it may use, and what is no page may use nothing", async ({ page, portal }) => {
  const headers = async (path: string) => (await page.request.get(portal.url + path)).headers();
  const app = await headers("/offers");
  expect(app["content-security-policy"]).toContain("script-src 'self' 'wasm-unsafe-eval' 'sha256-");
  expect(app["cache-control"]).toBe("no-cache");
  expect((await headers("/api/reference/"))["content-security-policy"]).toContain("script-src 'self' 'unsafe-inline'");
  for (const path of ["/icon.svg", "/api/public", "/api/openapi.json"]) {
    expect((await headers(path))["content-security-policy"]).toBe("default-src 'none'; frame-ancestors 'none'");
  }
  expect((await headers("/icon.svg"))["cache-control"]).toBe("public, max-age=3600");
  expect((await headers("/api/public"))["cache-control"]).toBe("no-store");
});

test("the API is described, and a page renders the description", async ({ page, portal }) => {
  await page.goto(`${portal.url}/api/reference/`);
  await expect(page.getByText("/api/orders/{number}/buy")).toBeVisible();
});

for (const language of ["en", "ja"]) {
  test(`what stands there before the app is what the app says, in ${language}`, async ({ page, portal }) => {
    await portal.signIn(page.context(), "global-admin@aoba.example");
    const address = `${portal.url}/offers?lang=${language}`;
    // As long as the module does not come, the page stays as the server sends it.
    await page.route("**/*.wasm", () => {});
    await page.goto(address, { waitUntil: "commit" });
    const before = page.locator(`.front [lang=${language}]`);
    await expect(before).toBeVisible();
    await expect(page.locator(".front > :visible")).toHaveCount(1);
    const [title, lead] = [await before.locator(".title").innerText(), await before.locator(".lead").innerText()];
    const top = (await before.locator(".lead").boundingBox())!.y;
    await page.unroute("**/*.wasm");
    // The app says it too while the page's own file is still on its way.
    await page.route("**/offers.pack", () => {});
    await page.goto(address, { waitUntil: "commit" });
    await expect(page.locator("main h1")).toHaveText(title);
    await expect(page.locator("main .lead")).toHaveText(lead);
    expect((await page.locator("main .lead").boundingBox())!.y).toBeCloseTo(top, 0);
    await page.unroute("**/offers.pack");
    await page.goto(address);
    await ready(page);
    await expect(page.locator("main h1")).toHaveText(title);
    await expect(page.locator("main .lead")).toHaveText(lead);
    expect((await page.locator("main .lead").boundingBox())!.y).toBeCloseTo(top, 0);
  });
}
