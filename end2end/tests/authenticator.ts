/** An authenticator app, and a device with passkeys. */
import { createHmac } from "node:crypto";
import { type CDPSession, type Page, expect } from "@playwright/test";
import { type Portal } from "./portal.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The code that an authenticator app shows for a secret now, or so many half minutes from now (RFC 6238). */
export function code(secret: string, steps = 0): string {
  const bits = [...secret.replaceAll(" ", "")].map((char) => ALPHABET.indexOf(char).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac("sha1", key).update(counter).digest();
  const number = mac.readUInt32BE(mac[19]! & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** Plugs a device with passkeys into the browser: it has its owner's finger on it. */
export async function device(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true,
      isUserVerified: true, automaticPresenceSimulation: true,
    },
  });
  return session;
}

/** The portal's address by the host's name: browsers take passkeys under no number. */
export function byName(portal: Portal): string {
  return portal.url.replace("127.0.0.1", "localhost");
}

/** Gives the password at the operators' door. */
export async function password(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Sets up an authenticator app on the page that shows its secret; answers the secret. */
export async function setUpApp(page: Page): Promise<string> {
  const secret = (await page.locator("dd.secret").textContent())!;
  await page.getByLabel("Code of the app").fill(code(secret));
  await page.getByRole("button", { name: "Set up the app" }).click();
  return secret;
}

/** The recovery codes that are shown, which are then kept. */
export async function recoveryCodes(page: Page): Promise<string[]> {
  await expect(page.locator("ol.codes li")).toHaveCount(10);
  const codes = await page.locator("ol.codes li").allTextContents();
  await page.getByRole("button", { name: "I have kept them" }).click();
  return codes;
}
