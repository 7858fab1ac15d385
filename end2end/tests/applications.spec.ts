/** Joining: from the public front page by the link in the mail to the first offer that can be bought. */
import { type Locator, type Page } from "@playwright/test";
import { accessible } from "./accessible.ts";
import { links, mails } from "./mails.ts";
import { type Portal, expect, open, test } from "./portal.ts";

const PASSWORD = "correct horse battery";

/** Names of what is pressed and filled in. */
const WORDS = {
  en: {
    join: "Join now", name: "Name", line1: "Address", city: "City", number: "Registration number", country: "Country",
    contact: "Your name", email: "Work email address", accept: /I accept the/, send: "Apply to join",
    password: "Password", again: "Password again", finish: "Set password and join", offers: "Membership offers", buy: "Buy",
    pending: "Joined; the legal profile is waiting to be verified", why: "Why is this disabled?", verified: "Is your legal profile verified?",
  },
  ja: {
    join: "今すぐ参加", name: "名称", line1: "住所", city: "市区町村", number: "登録番号", country: "国",
    contact: "氏名", email: "勤務先のメール アドレス", accept: /に同意します/, send: "参加を申し込む",
    password: "パスワード", again: "パスワード (確認)", finish: "パスワードを設定して参加", offers: "メンバーシップ特典", buy: "購入",
    pending: "参加済み、法的プロファイルは確認待ち", why: "無効になっている理由", verified: "法的プロファイルは確認済みですか?",
  },
} as const;
type Language = keyof typeof WORDS;

async function fill(page: Page, language: Language, email: string): Promise<void> {
  const words = WORDS[language];
  const field = (name: string): Locator => page.getByLabel(name, { exact: true });
  await field(words.name).fill("Mizu Studio");
  await field(words.line1).fill("4-5 Mizuho");
  await page.locator("#city").fill("Nagoya");
  await field(words.number).fill("1800-01-123456");
  await field(words.country).selectOption("JP");
  await field(words.contact).fill("Mio Mizuno");
  await field(words.email).fill(email);
  await page.getByLabel(words.accept).check();
}

async function finish(page: Page, language: Language): Promise<void> {
  await page.getByLabel(WORDS[language].password, { exact: true }).fill(PASSWORD);
  await page.getByLabel(WORDS[language].again, { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: WORDS[language].finish }).click();
}

/** From the form to the partner, in the language of the page. */
async function join(page: Page, portal: Portal, email: string, language: Language): Promise<void> {
  await page.goto(`${portal.url}/join?lang=${language}`);
  await fill(page, language, email);
  await page.getByRole("button", { name: WORDS[language].send }).click();
  await expect(page.locator("#sent")).toContainText(email);
  const [link] = await links(portal, email, "join", 1);
  await page.goto(link!);
  await finish(page, language);
  await expect(page.locator("#joined")).toBeVisible();
}

for (const language of ["en", "ja"] as const) {
  test(`a company joins in ${language} from the front page, waits, is verified, and can buy`, async ({ page, portal, browser }) => {
    const words = WORDS[language];
    const action = page.locator("article[data-offer=action_pack]");
    await page.goto(`${portal.url}/?lang=${language}`);
    await expect(action).toBeVisible();
    await page.getByRole("combobox").filter({ hasText: language === "en" ? "Germany" : "ドイツ" }).selectOption("DE");
    await expect(action).toContainText("€415");
    await page.getByRole("main").getByRole("link", { name: words.join }).click();
    await page.getByRole("button", { name: words.send }).click();
    await expect(page.locator("#faults")).toBeFocused();
    await expect(page.locator("#faults li")).toHaveCount(8);
    await fill(page, language, "mio@mizu.example");
    await page.getByRole("button", { name: words.send }).dblclick();
    await expect(page.locator("#sent")).toContainText("mio@mizu.example");
    const [link] = await links(portal, "mio@mizu.example", "join", 1);

    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(link!);
    await expect(page.getByText("Mizu Studio")).toBeVisible();
    await accessible(page);
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.getByLabel(words.password, { exact: true }).fill("mizu studio");
    await page.getByRole("button", { name: words.finish }).click();
    await expect(page.locator("#password-fault")).toBeVisible();
    await finish(page, language);
    await expect(page.locator("#joined")).toContainText("4100013");
    const [welcome] = await mails(portal, "mio@mizu.example", /4100013/, 1);
    expect(welcome).toContain("Mizu Studio");
    await page.getByRole("main").getByRole("link", { name: words.offers }).click();
    await expect(page.getByText(words.pending)).toBeVisible();
    await expect(action.getByRole("button", { name: words.buy, exact: true })).toBeDisabled();
    await action.getByRole("button", { name: words.why }).click();
    const unmet = page.getByRole("dialog").locator("li.unmet");
    await expect(unmet).toHaveCount(1);
    await expect(unmet).toContainText(words.verified);

    const desk = await (await browser.newContext()).newPage();
    await open(desk, portal, "programme@vendor.example", "/operator/partners?lang=en");
    const mizu = desk.getByRole("article").filter({ hasText: "Mizu Studio" });
    await expect(mizu).toContainText("Registration number: 1800-01-123456");
    await mizu.getByRole("button", { name: "Verify" }).click();
    await expect(desk.getByRole("status")).toHaveText("Mizu Studio is verified and was told by mail.");
    await page.reload();
    await expect(action.getByRole("button", { name: words.buy, exact: true })).toBeEnabled();
    await page.goto(portal.url);
    await expect(page.getByRole("heading", { level: 1, name: words.offers })).toBeVisible();
  });
}

test("a link works once, ends when another is sent, and expires", async ({ page, portal, browser }) => {
  await page.goto(`${portal.url}/join?lang=en`);
  await fill(page, "en", "mio@mizu.example");
  await page.getByRole("button", { name: "Apply to join" }).click();
  await links(portal, "mio@mizu.example", "join", 1);
  await page.getByRole("button", { name: "Send again" }).click();
  await expect(page.getByText("It was sent again.")).toBeVisible();
  const [first, second] = await links(portal, "mio@mizu.example", "join", 2);
  await page.goto(first!);
  await expect(page.getByRole("alert")).toContainText("This link was used already or has expired");
  await page.goto(second!);
  await finish(page, "en");
  await expect(page.locator("#joined")).toBeVisible();
  const other = await (await browser.newContext({ locale: "en-GB" })).newPage();
  await other.goto(second!);
  await expect(other.getByRole("alert")).toContainText("This link was used already or has expired");
  await other.getByRole("main").getByRole("link", { name: "Join now" }).click();
  await fill(other, "en", "rin@mizu.example");
  await other.getByRole("button", { name: "Apply to join" }).click();
  const [late] = await links(portal, "rin@mizu.example", "join", 1);
  await portal.clock({ now: "2027-03-11T13:00:00Z" });
  await other.goto(late!);
  await expect(other.getByRole("alert")).toContainText("This link was used already or has expired");
});

test("who has an account is told so by mail, and the page tells nobody", async ({ page, portal }) => {
  await page.goto(`${portal.url}/join?lang=en`);
  await fill(page, "en", "member@birch.example");
  await page.getByRole("button", { name: "Apply to join" }).click();
  await expect(page.locator("#sent")).toContainText("A mail is on its way to member@birch.example.");
  await mails(portal, "member@birch.example", /You have an account with it already/, 1);
});

test("an answer that gets lost leaves the form as it was, and sending it again is one application", async ({ page, portal }) => {
  await page.goto(`${portal.url}/join?lang=en`);
  await fill(page, "en", "mio@mizu.example");
  let lost = false;
  await page.route("**/api/joining", async (route) => {
    if (route.request().method() !== "POST" || lost) return route.continue();
    lost = true;
    await route.fetch();
    await route.abort();
  });
  await page.getByRole("button", { name: "Apply to join" }).click();
  await expect(page.getByRole("alert")).toContainText("The server cannot be reached.");
  await expect(page.getByLabel("Registration number", { exact: true })).toHaveValue("1800-01-123456");
  await page.getByRole("button", { name: "Apply to join" }).click();
  await expect(page.locator("#sent")).toBeVisible();
  await portal.clock({ now: "2027-03-10T12:30:00Z" });
  await links(portal, "mio@mizu.example", "join", 1);
});

test("who has joined leaves for good once somebody else is Global admin", async ({ page, portal }) => {
  await join(page, portal, "mio@mizu.example", "en");
  await page.goto(`${portal.url}/account?lang=en`);
  await expect(page.getByRole("button", { name: "Erase my account…" })).toBeDisabled();
  await expect(page.getByText("You are the last Global admin who can sign in.")).toBeVisible();
});
