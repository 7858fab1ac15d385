/** Business profiles, the directory that all the world reads, and what becomes of inquiries. */
import { readFile } from "node:fs/promises";
import { type Browser, type Page } from "@playwright/test";
import { accessible, passesAxe } from "./accessible.ts";
import { type Portal, expect, open, test } from "./portal.ts";

const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

/** Somebody who is not signed in, and whose browser runs no scripts. */
async function customer(browser: Browser): Promise<Page> {
  return (await browser.newContext({ javaScriptEnabled: false })).newPage();
}

/** Sends Aoba an inquiry. */
async function inquire(page: Page, portal: Portal, name: string): Promise<void> {
  await page.goto(`${portal.url}/directory/aoba-systems-4100001?lang=en`);
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Email address", { exact: true }).fill("ada@engines.example");
  await page.getByLabel("How can the company help you?").fill("Can you move our mail?");
  await page.getByLabel(/^I agree that/).check();
  await page.getByRole("button", { name: "Send inquiry" }).click();
  await expect(page.getByRole("status")).toContainText("Your inquiry was sent.");
}

/** Presses the button, and waits for the page that asks by this parameter. */
async function search(page: Page, button: string, by: string): Promise<void> {
  await page.getByRole("button", { name: button }).click();
  await page.waitForURL((url) => !!url.searchParams.get(by));
}

async function names(page: Page): Promise<string[]> {
  return page.locator(".companies h3").allTextContents();
}

test("a profile is written, looked at, published, found in both languages, and withdrawn", async ({ page, portal, browser }) => {
  await open(page, portal, "global-admin@birch.example", "/business-profile?lang=en");
  await expect(page.getByText("Draft: not published")).toBeVisible();
  await page.getByLabel("Description in Japanese").fill("基幹システムのモダナイゼーションを支援します。");
  await page.getByRole("checkbox", { name: "Training" }).check();
  await page.getByRole("checkbox", { name: "Healthcare" }).check();
  await page.getByLabel("Add a country").selectOption({ label: "Canada" });
  await page.getByRole("button", { name: "Remove United States" }).click();
  await page.getByRole("button", { name: "Add a location" }).click();
  await page.getByRole("group", { name: "Location 2" }).getByLabel("Town").fill("Vancouver");
  await page.getByLabel("Website").fill("birch");
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.locator("#faults")).toContainText("Email address");
  await expect(page.locator("#faults")).toContainText("Website");
  await page.getByLabel("Website").fill("https://birch.example");
  await page.getByLabel("Email address").fill("hello@birch.example");
  await page.getByLabel("Logo", { exact: true }).setInputFiles({ name: "logo.txt", mimeType: "image/png", buffer: Buffer.from("no picture") });
  await expect(page.locator("#said")).toHaveAttribute("role", "alert");
  await page.getByLabel("Logo", { exact: true }).setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: PNG });
  await expect(page.getByRole("img", { name: "Your logo" })).toBeVisible();

  const visitor = await customer(browser);
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.getByRole("note")).toContainText("This is how the public will see your profile.");
  await expect(page.getByRole("heading", { level: 1, name: "Birch Cloud" })).toBeVisible();
  await expect(page.getByText("Cloud migrations on the West Coast.")).toBeVisible();
  await page.getByRole("link", { name: "日本語" }).click();
  await expect(page.getByRole("note")).toContainText("プレビュー");
  await expect(page.getByText("基幹システムのモダナイゼーションを支援します。")).toBeVisible();
  await visitor.goto(`${portal.url}/directory?lang=en&country=CA`);
  await expect(visitor.getByRole("status")).toContainText("No company matches.");

  await page.goto(`${portal.url}/business-profile?lang=en`);
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByRole("status")).toHaveText("The profile was published.");
  await expect(page.getByText("Published: what is written here")).toBeVisible();

  for (const text of ["west coast", "モダナイゼーション", "health", "vancouver"]) {
    await visitor.goto(`${portal.url}/directory?lang=en`);
    await visitor.getByLabel("What are you looking for?").fill(text);
    await search(visitor, "Search", "q");
    expect(await names(visitor), text).toContain("Birch Cloud");
  }
  await visitor.getByLabel("Country").selectOption({ label: "Canada" });
  await search(visitor, "Search", "country");
  expect(await names(visitor)).toEqual(["Birch Cloud"]);

  await page.getByRole("button", { name: "Withdraw from the directory" }).click();
  await page.getByRole("button", { name: "Yes, withdraw it" }).click();
  await expect(page.getByText("Draft: not published")).toBeVisible();
  await visitor.reload();
  await expect(visitor.getByRole("status")).toContainText("No company matches.");
  await visitor.context().close();
});

test("companies are found by competency, and a company's page says what it is to programs", async ({ portal, browser }) => {
  const visitor = await customer(browser);
  await visitor.goto(`${portal.url}/directory?lang=ja`);
  expect(await names(visitor)).toEqual(["Aoba Systems", "Fuji Data", "Gull Networks", "Kite Studio"]);
  await visitor.getByRole("combobox", { name: "コンピテンシー" }).selectOption({ label: "アプリケーション開発" });
  await search(visitor, "検索", "competency");
  expect(await names(visitor)).toEqual(["Gull Networks", "Kite Studio"]);
  await visitor.getByRole("link", { name: "Gull Networks" }).click();
  await expect(visitor.getByText("アプリケーション開発: ゴールド")).toBeVisible();
  const data = JSON.parse((await visitor.locator('script[type="application/ld+json"]').textContent()) ?? "");
  expect([data["@type"], data.name, data.address[0].addressLocality]).toEqual(["Organization", "Gull Networks", "Nantes"]);
  await expect(visitor.locator('link[rel="canonical"]')).toHaveAttribute("href", `${portal.url}/directory/gull-networks-4100007?lang=ja`);
  await expect(visitor.locator('link[hreflang="en"]')).toHaveAttribute("href", /lang=en$/);
  await visitor.context().close();
});

test("an inquiry becomes a lead that is accepted and won", async ({ page, portal, browser }) => {
  const visitor = await customer(browser);
  await visitor.goto(`${portal.url}/directory/aoba-systems-4100001?lang=en`);
  await visitor.getByLabel("Your name").fill("Ada Byron");
  await visitor.getByLabel("Email address", { exact: true }).fill("ada@engines.example");
  await visitor.getByLabel("Phone number").fill("12");
  await visitor.getByLabel("How can the company help you?").fill("Can you move our mail?");
  await visitor.getByLabel(/^I agree that/).check();
  await visitor.getByRole("button", { name: "Send inquiry" }).click();
  await expect(visitor.getByRole("alert")).toContainText("Phone number: This does not look right.");
  await expect(visitor.getByLabel("Your name")).toHaveValue("Ada Byron");
  await visitor.getByLabel("Phone number").fill("+44 20 7946 0018");
  await visitor.getByRole("button", { name: "Send inquiry" }).click();
  await expect(visitor.getByRole("status")).toContainText("Your inquiry was sent.");
  await visitor.context().close();

  await open(page, portal, "referrals-admin@aoba.example", "/leads?lang=en");
  await page.getByRole("row").filter({ hasText: "Ada Byron" }).first().getByRole("link", { name: /^Open/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Lead \d+: Ada Byron$/ })).toBeVisible();
  await expect(page.getByText("Accept or decline it by 24 March 2027.")).toBeVisible();
  await expect(page.getByRole("link", { name: "+44 20 7946 0018" })).toBeVisible();
  await page.getByRole("button", { name: "Accept" }).click();
  await expect(page.getByText("Fill this in").first()).toBeVisible();
  await page.getByLabel("What do you call the deal?").fill("Mail of Engines");
  await page.getByLabel("Expected value").fill("480000");
  await page.getByLabel("Expected date").fill("2027-06-30");
  await page.getByRole("button", { name: "Accept" }).dblclick();
  await expect(page.getByRole("status")).toHaveText("The lead is yours now. Write to the customer.");
  await expect(page.getByText("¥480,000")).toBeVisible();
  await page.getByRole("button", { name: "Won" }).click();
  await page.getByRole("button", { name: "Yes" }).click();
  await expect(page.getByRole("status")).toHaveText("The outcome was noted.");
  await expect(page.getByText("Won: The deal was made.")).toBeVisible();
  await expect(page.getByText("are kept until 9 March 2029. Then they are erased")).toBeVisible();

  await page.goto(`${portal.url}/leads?lang=en`);
  await page.getByRole("combobox", { name: /^State/ }).selectOption({ label: "Won" });
  await expect(page.getByRole("row")).toHaveCount(3);
  await expect(page.getByRole("row").filter({ hasText: "Ada Byron" })).toContainText("¥480,000");
  const saved = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download as CSV" }).click();
  const file = await readFile(await (await saved).path());
  expect([...file.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const text = file.toString("utf8");
  expect(text).toContain(",'+44 20 7946 0018,");
  expect(text.trim().split("\r\n").length).toBe(3);
});

test("a lead is declined, another one expires, and who came late is told", async ({ page, portal, browser }) => {
  const visitor = await customer(browser);
  await inquire(visitor, portal, "Grace Murray");
  await inquire(visitor, portal, "Jean Bartik");
  await visitor.context().close();
  await open(page, portal, "mpn-partner-admin@aoba.example", "/leads?lang=en");
  await page.getByRole("row").filter({ hasText: "Grace Murray" }).getByRole("link", { name: /^Open/ }).click();
  await page.getByText("Decline this lead").click();
  await page.getByLabel(/^Why\?/).fill("We do not do tills.");
  await page.getByRole("button", { name: "Decline" }).click();
  await expect(page.getByRole("status")).toHaveText("The lead was declined.");
  await expect(page.getByText("We do not do tills.")).toBeVisible();

  await page.goto(`${portal.url}/leads?lang=en`);
  await page.getByRole("row").filter({ hasText: "Jean Bartik" }).getByRole("link", { name: /^Open/ }).click();
  await expect(page.getByRole("button", { name: "Accept" })).toBeVisible();
  await portal.clock({ today: "2027-03-26" });
  await page.getByLabel("What do you call the deal?").fill("Too late");
  await page.getByLabel("Expected value").fill("1");
  await page.getByLabel("Expected date").fill("2027-06-30");
  await page.getByRole("button", { name: "Accept" }).click();
  await expect(page.getByRole("alert")).toContainText("Nothing was changed.");
  await expect(page.getByText("Expired: Nobody took it up in time.")).toBeVisible();
});

test("what was kept as long as was said is erased, and what is counted stays", async ({ page, portal }) => {
  await open(page, portal, "referrals-admin@aoba.example", "/leads?lang=en");
  await page.getByRole("combobox", { name: /^State/ }).selectOption({ label: "Won" });
  const won = page.getByRole("row").nth(1);
  await expect(won).toContainText("Personal data kept until 30 December 2028");
  await expect(won).toContainText("¥6,800,000");
  await won.getByRole("link", { name: /^Open/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Lead \d+: / })).toBeVisible();
  await portal.clock({ today: "2028-12-31" });
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: /^Lead \d+$/ })).toBeVisible();
  await expect(page.getByRole("note")).toContainText("were erased on 31 December 2028");
  await expect(page.getByText("¥6,800,000")).toBeVisible();
  await expect(page.getByRole("heading", { name: "What the customer asks" })).toHaveCount(0);
  await passesAxe(page);
  await page.goto(`${portal.url}/leads?lang=ja`);
  await expect(page.getByRole("row").filter({ hasText: "6,800,000" })).toContainText("個人情報は 2028年12月31日 に消去済み");
});

test("who lacks the role learns whom to ask", async ({ page, portal }) => {
  await open(page, portal, "billing-admin@aoba.example", "/leads?lang=en");
  await expect(page.getByRole("note")).toContainText(/Referrals admin\. Ask one of: .*Haru Aoba/);
  await page.goto(`${portal.url}/business-profile?lang=en`);
  await expect(page.getByRole("note")).toContainText(/Business profile admin.*Ask one of: .*Haru Aoba/);
  await expect(page.getByRole("navigation").getByRole("link", { name: "Leads" })).toHaveCount(0);
});

test("a company that the vendor has not checked sees why it cannot publish", async ({ page, portal }) => {
  await open(page, portal, "global-admin@juniper.example", "/business-profile?lang=en");
  await expect(page.getByRole("heading", { name: "It cannot be published today" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Publish" })).toBeDisabled();
  await page.getByLabel("Description in English").fill("Soft juniper.");
  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(page.getByRole("status")).toContainText("The draft was saved.");
});

for (const [language, scheme] of [["en", "light"], ["ja", "dark"]] as const) {
  test.describe(`in ${language}, ${scheme}`, () => {
    test.use({ colorScheme: scheme, viewport: { width: 320, height: 640 } });

    test("the directory's pages pass axe and do not scroll sideways at 320 px", async ({ page, portal }) => {
      await portal.signIn(page.context(), "global-admin@aoba.example");
      for (const path of ["/directory", "/directory?q=nothing", "/directory/aoba-systems-4100001", "/directory/kite-studio-4100011?sent=1", "/directory/nobody", "/business-profile/preview"]) {
        await page.goto(`${portal.url}${path}${path.includes("?") ? "&" : "?"}lang=${language}`);
        await accessible(page);
      }
    });
  });
}

test("by keyboard alone one searches the directory and opens a company", async ({ page, portal }) => {
  await page.goto(`${portal.url}/directory?lang=en`);
  await page.getByLabel("What are you looking for?").focus();
  await page.keyboard.type("hospitals");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/q=hospitals/);
  const link = page.getByRole("link", { name: "Gull Networks" });
  for (let presses = 0; presses < 20 && !(await link.evaluate((one) => one === document.activeElement)); presses += 1) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Gull Networks" })).toBeVisible();
});
