/** What every page must pass: axe, and no scrolling sideways on the narrowest screen. */
import AxeBuilder from "@axe-core/playwright";
import { type Page, expect } from "@playwright/test";

/** Waits until what a page shows is there. */
export async function ready(page: Page): Promise<void> {
  await expect(page.locator("main h1")).toBeVisible();
  await expect(page.locator("main div.waiting")).toHaveCount(0);
}

/** Nothing on the page, as it stands now, is against WCAG 2.2 AA or axe's own good practice. */
export async function passesAxe(page: Page): Promise<void> {
  const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
  expect(found.violations.map((one) => `${one.id}: ${one.nodes[0]?.html}`), page.url()).toEqual([]);
}

/** The page, as wide as it is now, does not scroll sideways. */
export async function fits(page: Page): Promise<void> {
  const widest = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(widest, page.url()).toBeLessThanOrEqual(page.viewportSize()!.width);
}

/** The page, once it is there, passes axe and fits the narrowest screen. */
export async function accessible(page: Page): Promise<void> {
  await ready(page);
  await passesAxe(page);
  const size = page.viewportSize()!;
  await page.setViewportSize({ width: 320, height: 640 });
  await fits(page);
  await page.setViewportSize(size);
}
