/** oidc-provider (npm), started for a test, and what one does on its pages. */
import { type Page } from "@playwright/test";
import { spawn, type ChildProcess } from "node:child_process";
import { resolve } from "node:path";
import { createInterface } from "node:readline";

const SCRIPT = resolve(import.meta.dirname, "../provider.mjs");

export class OpenidProvider {
  private constructor(
    private readonly child: ChildProcess,
    readonly issuer: string,
  ) {}

  static async start(): Promise<OpenidProvider> {
    const child = spawn(process.execPath, [SCRIPT], { stdio: ["pipe", "pipe", "ignore"] });
    for await (const line of createInterface({ input: child.stdout! })) {
      child.stdout!.resume();
      return new OpenidProvider(child, line);
    }
    throw new Error("oidc-provider ended before it listened; `npm ci` installs it");
  }

  /** What a portal whose users sign in here is told. */
  get settings(): Record<string, string> {
    return {
      TOKUTEN_OPENID_ISSUER: this.issuer,
      TOKUTEN_OPENID_CLIENT_ID: "portal",
      TOKUTEN_OPENID_CLIENT_SECRET: "by-this-secret-the-portal-is-known",
      TOKUTEN_OPENID_NAME_EN: "Example ID",
      TOKUTEN_OPENID_NAME_JA: "サンプル ID",
    };
  }

  /** Knows the portal from now on. */
  serves(portal: string): void {
    this.child.stdin!.write(`${portal}\n`);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = new Promise((gone) => this.child.once("exit", gone));
    this.child.kill("SIGKILL");
    await gone;
  }

  /** Signs in as somebody on its page, and agrees to what it asks, which it asks once in a browser. */
  async signIn(page: Page, email: string, asks = true): Promise<void> {
    await page.getByPlaceholder("Enter any login").fill(email);
    await page.getByPlaceholder("and password").fill("any");
    await page.getByRole("button", { name: "Sign-in" }).click();
    if (asks) await page.getByRole("button", { name: "Continue" }).click();
  }

  async signOut(page: Page): Promise<void> {
    await page.getByRole("button", { name: "Yes, sign me out" }).click();
  }
}
