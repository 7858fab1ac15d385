/** The audit log: searched by every operator, exported by the programme's people. */
import { readFile } from "node:fs/promises";
import { expect, open, test } from "./portal.ts";

test("what a partner's admin does is found by who, what and to what, with what differs", async ({ page, portal }) => {
  await open(page, portal, "global-admin@aoba.example", "/users?lang=en");
  const post = (path: string, data: unknown) => page.request.post(portal.url + path, { data, headers: { origin: portal.url } });
  const made = await (await post("/api/users", { email: "new@aoba.example", name: "Nana New", roles: [] })).json();
  await page.request.put(`${portal.url}/api/users/${made.id}/roles`, { data: { seen: [], roles: ["billing_admin"] }, headers: { origin: portal.url } });

  await open(page, portal, "finance@vendor.example", "/operator?lang=en");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Audit log" }).click();
  const rows = page.locator("tbody tr");
  await expect(rows.first()).toContainText("roles changed");
  await expect(rows.first()).toContainText("User Nana New");
  await expect(rows.first().getByRole("insertion")).toContainText("billing_admin");
  await page.getByLabel("What", { exact: true }).selectOption({ label: "user invited" });
  await page.getByRole("button", { name: "Search" }).click();
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText("new@aoba.example");
  // The address says what is searched for, and the way back leads back.
  expect(new URL(page.url()).searchParams.get("action")).toBe("user invited");
  await page.goBack();
  await expect(rows.first()).toContainText("roles changed");
  await rows.first().getByRole("link", { name: "Aoba Systems" }).click();
  await expect(page.getByLabel("Partner ID")).toHaveValue("4100001");
  await expect(rows.first()).toContainText("roles changed");
  await page.getByLabel("Who", { exact: true }).fill("nobody of that name");
  await page.keyboard.press("Enter");
  await expect(page.getByText("No line fits.")).toBeVisible();
  // Finance reads and does not export.
  await expect(page.getByRole("button", { name: "Download as CSV" })).toBeDisabled();
  await expect(page.getByText("Ask one of the programme's people.")).toBeVisible();
});

test("the programme's people export what they see, in Japanese", async ({ page, portal }) => {
  await open(page, portal, "global-admin@aoba.example", "/users?lang=en");
  await page.request.post(`${portal.url}/api/users`, { data: { email: "new@aoba.example", name: "=1+1", roles: [] }, headers: { origin: portal.url } });
  await open(page, portal, "programme@vendor.example", "/operator/audit?action=user%20invited&lang=ja");
  await expect(page.locator("tbody tr")).toHaveCount(1);
  const saved = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV でダウンロード" }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toBe("audit-log.csv");
  const text = await readFile(await download.path(), "utf8");
  expect(text.startsWith("\ufeff日時,実行者,")).toBe(true);
  expect(text.trimEnd().split("\r\n")).toHaveLength(2);
});
