/** What the server has mailed: without a mail server each mail is a file in its folder. */
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Portal, expect } from "./portal.ts";

/** The text of a mail's first part. */
export function text(mail: string): string {
  const part = mail.split(/\r?\n--[^\r\n]+\r?\n/)[1] ?? "";
  const [head = "", body = ""] = part.split(/\r?\n\r?\n([\s\S]*)/);
  if (/base64/i.test(head)) return Buffer.from(body, "base64").toString("utf8");
  return body.replace(/=\r?\n/g, "").replace(/((?:=[0-9A-F]{2})+)/g, (bytes) => Buffer.from(bytes.replaceAll("=", ""), "hex").toString("utf8"));
}

/** The texts of the mails to somebody that match, the latest last, once there are so many. */
export async function mails(portal: Portal, recipient: string, pattern: RegExp, count: number): Promise<string[]> {
  const found: string[] = [];
  await expect(async () => {
    found.length = 0;
    // A mail's file is named by an id that sorts by time.
    for (const name of (await readdir(join(portal.data, "mail"))).sort()) {
      const mail = await readFile(join(portal.data, "mail", name), "utf8");
      if (mail.includes(`To: ${recipient}`) && pattern.test(text(mail))) found.push(text(mail));
    }
    expect(found.length).toBe(count);
  }).toPass();
  return found;
}

/** The one-time links that were mailed to somebody, the latest last, once there are so many. */
export async function links(portal: Portal, recipient: string, path: string, count: number): Promise<string[]> {
  const link = new RegExp(`http\\S+/${path}/\\w+`);
  return (await mails(portal, recipient, link, count)).map((mail) => link.exec(mail)![0]);
}
