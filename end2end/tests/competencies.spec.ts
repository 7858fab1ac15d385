/** Competencies: progress and what is missing, what will be lost, the report, and the vendor's import. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { passesAxe } from "./accessible.ts";
import { expect, open, test } from "./portal.ts";

const SKILLS = resolve(import.meta.dirname, "../../server/demo/skills.csv");

const REPORT = [
  "\uFEFFSkill,Name,Areas,Person,Person ID,Customer,Amount,Earned on,Expires on,Counts today",
  "Assessment,Selling applications,Application Development,Isla Kite,NC-21101,,,2026-11-10,,yes",
  "Certificate,App Builder,Application Development; Business Applications,Oscar Bell,NC-21102,,,2026-11-30,2028-11-29,yes",
  'Certificate,"Developer, Associate",Application Development,Isla Kite,NC-21101,,,2026-10-11,2028-10-10,yes',
  "Performance,Active users added,Application Development,,,,140,2027-01-29,,yes",
  "Reference,,Application Development,,,Harewood Bakery,,2026-11-20,,yes",
  "",
].join("\r\n");

test("Kite sees how far it has come, what is missing for gold, and gets its report", async ({ page, portal }) => {
  await open(page, portal, "global-admin@kite.example", "/offers?lang=en");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Competencies" }).click();
  const card = page.getByRole("article", { name: "Application Development" });
  await expect(card).toContainText("Silver, to 10 October 2028 if nothing is done");
  await expect(card).toContainText("What Gold asks for");
  const people = card.getByRole("progressbar", { name: "Certified people" });
  await expect(people).toHaveAttribute("value", "2");
  await expect(people).toHaveAttribute("max", "3");
  const missing = (name: string) => card.getByRole("listitem").filter({ hasText: name });
  await expect(missing("Certified people")).toContainText(
    "Missing: 1 more with one of Developer, Associate; Developer, Expert; App Builder.",
  );
  await expect(missing("Certified people")).toContainText("Contributing: Oscar Bell, Isla Kite.");
  await expect(missing("Customer references")).toContainText("Missing: 1 more customers who vouch for you.");
  await expect(missing("Active users added within 12 months")).toContainText("140 of 250");
  await expect(missing("Active users added within 12 months")).toContainText("Missing: 110 more.");
  await expect(missing("Assessments")).toContainText("Met.");

  const saved = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download skills report" }).click();
  const report = await saved;
  expect(report.suggestedFilename()).toBe("skills-4100011-2027-03-10.csv");
  expect(await readFile(await report.path(), "utf8")).toBe(REPORT);

  await card.getByRole("link", { name: "Details: Application Development" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Application Development" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "What Silver asks for" })).toBeVisible();
  const row = page.getByRole("row").filter({ hasText: "Harewood Bakery" });
  await expect(row).toContainText("20 November 2026");
  await expect(row).toContainText("yes");
});

test("Harbor is warned of its membership at risk and of the certificate that goes next", async ({ page, portal }) => {
  await open(page, portal, "member@harbor.example", "/offers?lang=en");
  await page.getByText("At risk:").getByRole("link", { name: "Competencies" }).click();
  await expect(page.getByRole("note").first()).toHaveText(
    "Silver membership, to 19 April 2027, is at risk: a competency at silver was last held on 28 February 2027. " +
      "Regain it by 19 May 2027, the last day to renew.",
  );
  await expect(page.getByRole("region", { name: "Expiring soon" })).toContainText(
    "Mason Lee: App Builder, to 4 April 2027. Counts in Application Development, Business Applications.",
  );
  await expect(page.getByRole("button", { name: "Download skills report" })).toBeDisabled();
  await expect(page.getByText("Ask one of: Ava Harbor.")).toBeVisible();
});

test("a bad row is named, the good file opens Gold to Kite, and the same file again is nothing new", async ({ page, portal, browser }) => {
  await open(page, portal, "global-admin@kite.example", "/offers?lang=en");
  const gold = page.locator("article[data-offer=gold]");
  await expect(gold.getByRole("button", { name: "Buy" })).toBeDisabled();
  await gold.getByRole("button", { name: "Why is this disabled?" }).click();
  await page.locator("[data-code=qualified]").getByRole("link", { name: "Competencies" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Competencies" })).toBeVisible();

  const desk = await (await browser.newContext()).newPage();
  await open(desk, portal, "programme@vendor.example", "/operator/skills?lang=en");
  await desk.getByRole("button", { name: "Import" }).click();
  await expect(desk.getByRole("alert")).toHaveText("Choose a file.");
  const good = await readFile(SKILLS, "utf8");
  const send = async (content: string) => {
    await desk.getByLabel("CSV file").setInputFiles({ name: "skills.csv", mimeType: "text/csv", buffer: Buffer.from(content) });
    await desk.getByRole("button", { name: "Import" }).click();
  };
  await send(good.replace("app_builder,NC-21103", "app_bilder,NC-21103"));
  await expect(desk.getByRole("alert")).toHaveText("1 mistake. Nothing was imported. Mend this row and import the file again.");
  await expect(desk.getByRole("row").last()).toContainText(
    "2code“app_bilder” is not a certification of the programme. Did you mean app_builder?",
  );
  await passesAxe(desk);
  await page.goto(`${portal.url}/offers`);
  await expect(gold.getByRole("button", { name: "Buy" })).toBeDisabled();

  await send(good);
  await expect(desk.getByRole("status")).toHaveText("Imported: 5 rows.");
  await expect(desk.getByText("New: 5 · Already there: 0")).toBeVisible();
  await page.reload();
  await expect(gold.getByRole("button", { name: "Buy" })).toBeEnabled();
  await send(good);
  await expect(desk.getByRole("status")).toHaveText("Nothing was new: 5 rows, all of them stored already.");

  const manon = "4100011,certificate,developer_associate,NC-20703,Manon Leroy,,,,2026-08-22,2028-07-22,";
  const header = good.split("\n")[0];
  await send(`${header}\n${manon}`);
  await expect(desk.getByRole("row").last()).toContainText("Write move in the column change");
  // The same in Japanese.
  await desk.goto(`${portal.url}/operator/skills?lang=ja`);
  await desk.getByLabel("CSV ファイル").setInputFiles({ name: "skills.csv", mimeType: "text/csv", buffer: Buffer.from(`${header}\n${manon}`) });
  await desk.getByRole("button", { name: "インポート" }).click();
  await expect(desk.getByRole("row").last()).toContainText("本日からパートナー 4100011 に算入するには、列 change に move と記入してください。");
  await desk.goto(`${portal.url}/operator/skills?lang=en`);
  await send(`${header}\n${manon}move`);
  await expect(desk.getByText("Manon Leroy (NC-20703) counted for partner 4100007 and counts for 4100011 from 10 March 2027 on.")).toBeVisible();
  await desk.context().close();
});

test("in Japanese the page says the same", async ({ page, portal }) => {
  await open(page, portal, "global-admin@gull.example", "/competencies?lang=ja");
  await expect(page.getByRole("heading", { level: 1, name: "コンピテンシー" })).toBeVisible();
  const card = page.getByRole("article", { name: "アプリケーション開発" });
  await expect(card).toContainText("ゴールド (このままでは 2028年2月27日 まで)");
  await expect(card).toContainText("新規アクティブ ユーザー数 (直近 12 か月)");
  const saved = page.waitForEvent("download");
  await page.getByRole("link", { name: "スキル レポートのダウンロード" }).click();
  expect((await readFile(await (await saved).path(), "utf8")).split("\r\n")[0]).toBe(
    "\uFEFFスキル,名称,分野,氏名,個人 ID,顧客,実績値,取得日,有効期限,本日有効",
  );
});
