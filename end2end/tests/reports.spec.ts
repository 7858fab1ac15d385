/** Reports: a picture, a table and a file of each, for whom it concerns. */
import { readFile } from "node:fs/promises";
import { fits } from "./accessible.ts";
import { confirmed, expect, open, review, test } from "./portal.ts";

test("finance sees revenue and what is deferred, goes a year back, and takes the file along", async ({ page, portal }) => {
  await review(page, portal);
  await page.getByRole("button", { name: "Buy", exact: true }).click();
  await confirmed(page);
  await open(page, portal, "finance@vendor.example", "/operator/reports?lang=en");
  await page.getByRole("button", { name: "Revenue", exact: true }).click();
  await expect(page.getByRole("heading", { level: 2, name: "Revenue" })).toBeVisible();
  const march = page.getByRole("row", { name: /Mar 2027/ });
  await expect(march.first()).toContainText("53,900");
  await expect(page.locator(".chart rect.series-0").last()).toBeVisible();
  await page.getByRole("button", { name: "Twelve months earlier" }).click();
  await expect(page.getByText("Apr 2025 to Mar 2026")).toBeVisible();
  await page.getByRole("button", { name: "Deferred revenue" }).click();
  const saved = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download CSV" }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe("deferred-2026-03.csv");
  expect(await readFile(await file.path(), "utf8")).toMatch(/^\uFEFFMonth,Currency/);
});

test("support sees how long requests waited, in Japanese and at 320 px, and nothing of money", async ({ page, portal }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await open(page, portal, "support@vendor.example", "/operator/reports?lang=ja");
  await expect(page.getByRole("heading", { level: 2, name: "サポートの応答時間" })).toBeVisible();
  await expect(page.getByRole("button", { name: "売上" })).toHaveCount(0);
  await fits(page);
});
