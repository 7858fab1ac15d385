/** The programme: a draft is changed by forms and files, looked at, worked out, and published, at once or on a day. */
import { type Page } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { accessible } from "./accessible.ts";
import { type Portal, another, expect, open, test } from "./portal.ts";

const PROGRAMME = "programme@vendor.example";
const DEMO = resolve(import.meta.dirname, "../../server/catalogue/demo.toml");

/** A draft of what is in force, begun past the page. */
async function draft(page: Page, portal: Portal): Promise<void> {
  await portal.signIn(page.context(), PROGRAMME);
  const begun = await page.request.post(`${portal.url}/api/operator/programme/draft`, { headers: { origin: portal.url } });
  expect(begun.status()).toBe(200);
}

const part = (page: Page, name: string) => page.getByRole("navigation", { name: "Programme", exact: true }).getByRole("link", { name, exact: true });
const said = (page: Page) => page.locator("#said");

test("a price and a policy are changed by forms, worked out and published, and a partner sees the new price", async ({ page, portal, browser }) => {
  test.slow(); // From the first page to the last.
  await open(page, portal, PROGRAMME, "/operator/programme?lang=en");
  await expect(page.getByRole("region", { name: "In force: Version 1" })).toContainText("From the file");
  await page.getByRole("button", { name: "Begin a draft" }).dblclick();
  await expect(said(page)).toContainText("The draft is there.");
  await expect(said(page)).toBeFocused();
  await expect(page.getByRole("region", { name: "Draft", exact: true })).toContainText("It changes nothing.");
  await accessible(page);

  await part(page, "Offers").click();
  await expect(page.getByRole("row", { name: /Gold membership/ })).toContainText("gold");
  await page.getByRole("link", { name: "Action Pack", exact: true }).click();
  const japan = page.getByRole("group", { name: "Price 1: Japan" });
  await expect(japan.getByLabel("Amount")).toHaveValue("53900");
  await japan.getByLabel("Amount").fill("54,900");
  await page.getByLabel("Name in English").first().fill("");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const faults = page.locator("#offer-faults");
  await expect(faults).toBeFocused();
  await expect(faults).toContainText("Name in English: Fill this in.");
  await faults.getByRole("link", { name: /^Price 1, Amount: More than nothing/ }).click();
  await expect(japan.getByLabel("Amount")).toBeFocused();
  await accessible(page);
  await japan.getByLabel("Amount").fill("54900");
  await page.getByLabel("Name in English").first().fill("Action Pack");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(said(page)).toContainText("Saved in the draft.");

  await part(page, "Renewal").click();
  const old = page.getByRole("article", { name: "From 1 October 2018" });
  await expect(old).toContainText("An anniversary of 22 June can be renewed from 23 June to 22 July.");
  await expect(old.getByRole("button", { name: "Change the version from 1 October 2018" })).toBeDisabled();
  await expect(old).toContainText("Renewal windows are open by this version");
  const form = page.getByRole("region", { name: "Add a version" });
  await form.getByRole("button", { name: "Save version" }).click();
  await expect(page.locator("#policy-faults")).toContainText("Effective from: Fill this in.");
  await form.getByLabel("Effective from").fill("2028-01-01");
  const window = form.getByRole("group", { name: "Renewable in Partner Center" });
  await window.getByLabel("First day").fill("-10");
  await window.getByLabel("Last day").fill("45");
  await expect(form.getByRole("status")).toHaveText("An anniversary of 22 June can be renewed from 12 June to 6 August.");
  await form.getByLabel("Benefits end, in days after the anniversary").fill("45");
  await form.getByRole("button", { name: "Save version" }).click();
  await expect(page.getByRole("article", { name: "From 1 January 2028" })).toContainText("45 days after the anniversary");
  await expect(page.getByRole("button", { name: "Change the version from 1 January 2028" })).toBeEnabled();
  await accessible(page);

  await part(page, "Review and publish").click();
  const changes = page.getByRole("region", { name: "What it changes" });
  await expect(changes.getByRole("listitem").filter({ hasText: "Action Pack, Japan" })).toContainText("+¥1,000");
  await expect(changes).toContainText("New policy from 1 January 2028");
  const diff = page.getByRole("region", { name: "Changes in the file" });
  await expect(diff.locator(".added").filter({ hasText: "54900" })).toContainText("added: ");
  await expect(diff.locator(".removed").filter({ hasText: "53900" })).toBeVisible();
  const publish = page.getByRole("button", { name: "Publish", exact: true });
  await expect(publish).toBeDisabled();
  await expect(page.getByText("It was not worked out yet whom it affects.")).toBeVisible();
  await page.getByRole("button", { name: "Dry run", exact: true }).click();
  await expect(page.getByText(/^Affected: 2 of \d+ memberships/)).toBeVisible();
  await expect(page.getByText("The renewal costs more: 2.")).toBeVisible();
  await expect(page.locator(".chart rect.series-0").first()).toBeAttached();
  const aoba = page.getByRole("row", { name: /Aoba Systems/ });
  await expect(aoba.locator(".differs")).toHaveCount(1);
  await expect(aoba.locator(".differs")).toContainText(/53,900.*54,900/);
  await page.getByRole("button", { name: "Price (2)" }).click();
  await expect(page.getByRole("row", { name: /Lotus Partners/ })).toContainText("Renews by itself");
  await accessible(page);
  await expect(publish).toBeEnabled();
  await publish.click();
  await expect(page.locator("#note-fault")).toBeVisible();
  await page.getByLabel("What it is about").fill("Prices and windows of 2028");
  await publish.click();
  const dialog = page.getByRole("dialog", { name: "Publish the draft now?" });
  await expect(dialog).toContainText("This comes into force now, for 2 memberships.");
  await dialog.getByRole("button", { name: "Publish now" }).click();
  await expect(said(page)).toContainText("Version 2 is in force.");

  const partner = await another(browser, portal, "global-admin@aoba.example", "/offers/action_pack?lang=en");
  await expect(partner.getByText("¥54,900")).toBeVisible();
  await partner.context().close();

  await part(page, "Overview").click();
  await expect(page.getByRole("region", { name: "In force: Version 2" })).toContainText("Prices and windows of 2028");
  await page.getByText("What version 2 changed").click();
  await expect(page.locator(".version .added").filter({ hasText: "54900" })).toBeVisible();
  await accessible(page);
  const saved = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download the file" }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe("programme-2.toml");
  expect(await readFile(await file.path(), "utf8")).toContain('amount = "54900"');
});

test("an offer is added and removed by its form, with a benefit of another kind and without what that kind has not", async ({ page, portal }) => {
  await draft(page, portal);
  await page.goto(`${portal.url}/operator/programme/offers?lang=en`);
  await page.getByRole("link", { name: "Add an offer" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "New offer" })).toBeVisible();
  await page.getByLabel("Code", { exact: true }).fill("gold");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.locator("#code-fault")).toHaveText("This code is there already.");
  await expect(page.locator("#offer-faults")).toContainText("Summary in Japanese: Fill this in.");
  await page.getByLabel("Code", { exact: true }).fill("platinum");
  for (const [label, text] of [["Name in English", "Platinum"], ["Name in Japanese", "プラチナ"], ["Summary in English", "More"], ["Summary in Japanese", "さらに"]] as const) {
    await page.getByLabel(label).fill(text);
  }
  await page.getByRole("button", { name: "Add a price" }).click();
  const price = page.getByRole("group", { name: "Price 1" });
  await expect(price.getByLabel("Country")).toBeFocused();
  await price.getByLabel("Country").selectOption({ label: "Germany" });
  await expect(page.getByRole("group", { name: "Price 1: Germany" }).getByLabel("Currency")).toHaveValue("EUR");
  await price.getByLabel("Amount").fill("9000.50");
  await page.getByRole("button", { name: "Add a benefit" }).click();
  const benefit = page.getByRole("group", { name: /^Benefit 1/ });
  await expect(benefit.getByLabel("Days it works once redeemed")).toBeVisible();
  await benefit.getByLabel("Kind").selectOption({ label: "Advisory hours" });
  await expect(benefit.getByLabel("Days it works once redeemed")).toHaveCount(0);
  await benefit.getByLabel("Code").fill("advice");
  await benefit.getByLabel("Hours", { exact: true }).fill("12");
  await benefit.getByLabel("Name in English").fill("Advice");
  await benefit.getByLabel("Name in Japanese").fill("助言");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(said(page)).toContainText("Saved in the draft.");
  await expect(page).toHaveURL(/\/offers\/platinum$/);
  await expect(page.getByRole("heading", { level: 1, name: "Platinum" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("group", { name: "Price 1: Germany" }).getByLabel("Amount")).toHaveValue("9000.50");
  await page.getByRole("button", { name: "Remove offer" }).click();
  await page.getByRole("dialog", { name: "Remove Platinum from the draft?" }).getByRole("button", { name: "Remove", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Offers" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Gold membership" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Platinum" })).toHaveCount(0);
  // What others name stays.
  await page.goto(`${portal.url}/operator/programme/offers/silver?lang=en`);
  await expect(page.getByRole("button", { name: "Remove offer" })).toBeDisabled();
  await expect(page.getByText("Another offer names it")).toBeVisible();
});

test("a file with mistakes names their lines and changes nothing; a right one becomes the draft, which is discarded", async ({ page, portal }) => {
  const text = await readFile(DEMO, "utf8");
  const line = text.split("\n").findIndex((one) => one.includes('amount = "53900"')) + 1;
  const choose = (toml: string) =>
    page.getByLabel("Programme file (TOML)").setInputFiles({ name: "mine.toml", mimeType: "application/toml", buffer: Buffer.from(toml) });
  await open(page, portal, PROGRAMME, "/operator/programme?lang=en");
  await page.getByRole("button", { name: "Import as draft" }).click();
  await expect(said(page)).toContainText("Choose a file first.");
  await choose(text.replace('amount = "53900"', 'amount = "53,900"'));
  await page.getByRole("button", { name: "Import as draft" }).click();
  await expect(said(page).getByRole("alert")).toContainText("in the file. Nothing was changed.");
  await expect(said(page).getByRole("row").filter({ hasText: String(line) }).first()).toBeVisible();
  await accessible(page);
  await expect(page.getByText("There is no draft.")).toBeVisible();
  await choose(text.replace('rate = "10 %"', 'rate = "12 %"'));
  await page.getByRole("button", { name: "Import as draft" }).click();
  await expect(said(page)).toContainText("The file is the draft now.");
  await expect(page.getByText("Taxes: changed in the file.")).toBeVisible();
  const saved = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download the draft" }).click();
  expect(await readFile(await (await saved).path(), "utf8")).toContain('rate = "12 %"');
  await page.getByRole("button", { name: "Discard draft" }).click();
  const dialog = page.getByRole("dialog", { name: "Discard the draft?" });
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("button", { name: "Discard draft" })).toBeFocused();
  await page.getByRole("button", { name: "Discard draft" }).click();
  await dialog.getByRole("button", { name: "Discard", exact: true }).click();
  await expect(said(page)).toContainText("The draft is discarded.");
  await expect(page.getByText("There is no draft.")).toBeVisible();
});

test("a draft is scheduled, taken back, scheduled again and comes into force by itself, in ja", async ({ page, portal }) => {
  test.slow(); // Ten days go by.
  await draft(page, portal);
  await page.goto(`${portal.url}/operator/programme/renewal?lang=ja`);
  const retries = page.getByRole("region", { name: "拒否された支払い" });
  await retries.getByLabel("再試行する日").fill("3, 1");
  await retries.getByRole("button", { name: "日数を保存" }).click();
  await expect(retries.locator(".fault")).toHaveText("小さい順に入力してください。");
  await retries.getByLabel("再試行する日").fill("1、3");
  await retries.getByRole("button", { name: "日数を保存" }).click();
  await expect(said(page)).toContainText("下書きに保存しました。");

  const schedule = async () => {
    await page.goto(`${portal.url}/operator/programme/review?lang=ja`);
    await expect(page.getByRole("region", { name: "変更点" })).toContainText("1, 3 日後");
    await page.getByRole("button", { name: /ドライ ランを/ }).click();
    await expect(page.getByText(/^影響あり: \d+ 件中 0 件のメンバーシップ/)).toBeVisible();
    await page.getByLabel("変更の概要").fill("再試行を減らす");
    await page.getByLabel("日付を指定").check();
    await page.getByRole("button", { name: "予約する" }).click();
    await expect(page.locator("#from-fault")).toBeVisible();
    await page.getByLabel("適用開始日").fill("2027-03-20");
    await page.getByRole("button", { name: "予約する" }).click();
    const dialog = page.getByRole("dialog", { name: "2027年3月20日 に公開しますか?" });
    await dialog.getByRole("button", { name: "予約する" }).click();
    await expect(said(page)).toContainText("2027年3月20日 に適用されます。");
  };
  await schedule();
  await accessible(page);
  await page.goto(`${portal.url}/operator/programme/offers/gold?lang=ja`);
  await expect(page.getByRole("note")).toContainText("2027年3月20日 の適用が予約されているため、変更できません。");
  await expect(page.getByRole("button", { name: "保存", exact: true })).toBeDisabled();
  await page.goto(`${portal.url}/operator/programme/review?lang=ja`);
  await page.getByRole("button", { name: "予約を取り消す" }).click();
  await page.getByRole("dialog", { name: "予約を取り消しますか?" }).getByRole("button", { name: "予約を取り消す" }).click();
  await expect(said(page)).toContainText("予約を取り消し、下書きに戻しました。");
  await schedule();
  await portal.clock({ today: "2027-03-20" });
  await page.goto(`${portal.url}/operator/programme?lang=ja`);
  await expect(page.getByRole("region", { name: "適用中: バージョン 2" })).toContainText("再試行を減らす");
  await expect(page.getByText("下書きはありません。")).toBeVisible();
});

test("who saves what a colleague has changed meanwhile is told so, loses nothing, and decides", async ({ page, portal, browser }) => {
  await draft(page, portal);
  await page.goto(`${portal.url}/operator/programme/offers/action_pack?lang=en`);
  const name = page.getByLabel("Name in English").first();
  await name.fill("Action Pack Plus");
  const other = await another(browser, portal, "programme-2@vendor.example", "/operator/programme/offers/action_pack?lang=en");
  await other.getByRole("group", { name: "Price 1: Japan" }).getByLabel("Amount").fill("50000");
  await other.getByRole("button", { name: "Save", exact: true }).click();
  await expect(said(other)).toContainText("Saved in the draft.");

  await page.getByRole("button", { name: "Save", exact: true }).click();
  const meanwhile = page.locator("#meanwhile");
  await expect(meanwhile).toBeFocused();
  await expect(meanwhile).toContainText("This has changed since you opened it. Nothing was done, and what you typed is still there.");
  await expect(meanwhile).toContainText("programme draft edited");
  await expect(meanwhile.getByRole("listitem").filter({ hasText: "Action Pack, Japan" })).toContainText(/53,900.*50,000/);
  await expect(name).toHaveValue("Action Pack Plus");
  await accessible(page);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(said(page)).toContainText("Saved in the draft.");
  await expect(meanwhile).toHaveCount(0);

  // The other one looks how it is now instead.
  await other.getByRole("group", { name: "Price 1: Japan" }).getByLabel("Amount").fill("51000");
  await other.getByRole("button", { name: "Save", exact: true }).click();
  await other.getByRole("button", { name: "Show how it is now" }).click();
  await expect(other.getByLabel("Name in English").first()).toHaveValue("Action Pack Plus");
  await expect(other.getByRole("group", { name: "Price 1: Japan" }).getByLabel("Amount")).toHaveValue("53900");
  await other.context().close();

  // Gone meanwhile: what is typed goes on top of another draft.
  const shown = await (await page.request.get(`${portal.url}/api/operator/programme`)).json();
  const discarded = await page.request.delete(`${portal.url}/api/operator/programme/draft?revision=${shown.draft.revision}`, { headers: { origin: portal.url } });
  expect(discarded.status()).toBe(204);
  await name.fill("Action Pack Max");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(meanwhile).toContainText("Nothing was saved, and what you typed is still there.");
  await meanwhile.getByRole("button", { name: "Begin a draft" }).click();
  await expect(name).toHaveValue("Action Pack Max");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(said(page)).toContainText("Saved in the draft.");
});

test("finance sees everything and changes nothing", async ({ page, portal }) => {
  await draft(page, portal);
  await open(page, portal, "finance@vendor.example", "/operator?lang=en");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Programme" }).click();
  await expect(page.getByRole("note").first()).toHaveText("Only programme operators change the programme. You see it as it is.");
  await expect(page.getByRole("button", { name: "Discard draft" })).toBeDisabled();
  await expect(page.getByRole("button", { name: "Import as draft" })).toBeDisabled();
  await accessible(page);
  await part(page, "Offers").click();
  await page.getByRole("link", { name: "Gold membership" }).click();
  await expect(page.getByLabel("Discount in per cent")).toHaveValue("25");
  await expect(page.getByLabel("Discount in per cent")).toBeDisabled();
  await expect(page.getByRole("button", { name: "Save", exact: true })).toBeDisabled();
  await part(page, "Renewal").click();
  await expect(page.getByRole("button", { name: "Save version" })).toBeDisabled();
  await part(page, "Review and publish").click();
  await expect(page.getByRole("button", { name: "Dry run", exact: true })).toBeDisabled();
  await expect(page.getByRole("button", { name: "Publish", exact: true })).toBeDisabled();
  await expect(page.getByText("The files are the same.")).toBeVisible();
});
