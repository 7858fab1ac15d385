/** The page behind a reminder's link: without a session, without scripts, accessible, in the reader's language. */
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Page } from "@playwright/test";
import { accessible } from "./accessible.ts";
import { text } from "./mails.ts";
import { type Portal, expect, test } from "./portal.ts";

/** The address in the reminder that was mailed to somebody. */
async function address(portal: Portal, recipient: string): Promise<string> {
  // The clock answers when everything that is due has been done.
  await portal.clock({ now: "2027-03-10T12:30:00Z" });
  for (const name of await readdir(join(portal.data, "mail"))) {
    const mail = await readFile(join(portal.data, "mail", name), "utf8");
    const link = mail.includes(`To: ${recipient}`) ? /http\S+\/unsubscribe\/\S+/.exec(text(mail)) : null;
    if (link) return link[0];
  }
  throw new Error(`no mail to ${recipient} can be stopped`);
}

for (const [user, stop, again, scheme] of [
  ["global-admin@aoba.example", "このお知らせの配信を停止する", "配信を再開する", "dark"],
  ["global-admin@cedar.example", "Stop these reminders", "Send them again", "light"],
] as const) {
  test.describe(`to ${user}`, () => {
    test.use({ colorScheme: scheme, viewport: { width: 320, height: 640 } });

    test("a reminder's link stops the reminders and has them sent again", async ({ page, portal }) => {
      const link = await address(portal, user);
      expect(link.startsWith(`${portal.url}/unsubscribe/`), "it leads to the port that was taken").toBe(true);
      await page.goto(link);
      await accessible(page);
      await page.getByRole("button", { name: stop }).click();
      await expect(page.getByRole("button", { name: again })).toBeVisible();
      await accessible(page);
      await page.goto(link);
      await page.getByRole("button", { name: again }).click();
      await expect(page.getByRole("button", { name: stop })).toBeVisible();
    });
  });
}
