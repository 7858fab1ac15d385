/** A portal of its own for each test: the real server, on the demo, with its clock at the first day T. */
import { test as base, expect, type Browser, type BrowserContext, type Page } from "@playwright/test";
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { ready } from "./accessible.ts";

const BINARY = resolve(import.meta.dirname, "../../target/debug/tokuten");

/** T of the demo, at noon UTC: the same civil date in all of its zones. */
export const T = "2027-03-10";

export class Portal {
  private child: ChildProcess | undefined;
  url = "";
  /** What the server printed before it listened. */
  said: string[] = [];

  private constructor(
    /** The server's folder. */
    readonly data: string,
    private readonly args: string[],
    private readonly env: Record<string, string>,
  ) {}

  static async demo(env: Record<string, string> = {}): Promise<Portal> {
    return Portal.start(["--demo", "--demo-clock", `${T}T12:00:00Z`], env);
  }

  static async start(args: string[], env: Record<string, string>): Promise<Portal> {
    const portal = new Portal(await mkdtemp(join(tmpdir(), "tokuten-end2end-")), args, env);
    await portal.run("127.0.0.1:0");
    return portal;
  }

  /** Starts it again on the same data and port, as a supervisor would after a crash. */
  async restart(): Promise<void> {
    const { FAILPOINTS: _, ...env } = this.env;
    await this.run(new URL(this.url).host, env);
  }

  private async run(listen: string, env = this.env): Promise<void> {
    const args = ["serve", "--listen", listen, "--data", this.data, ...this.args];
    const child = spawn(BINARY, args, {
      env: { ...process.env, TOKUTEN_SIGN_IN_ATTEMPTS: "10000", TOKUTEN_LOG: "warn", ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.child = child;
    this.said = [];
    for await (const line of createInterface({ input: child.stdout! })) {
      const address = /^Tokuten listens on (\S+)$/.exec(line)?.[1];
      if (address) {
        this.url = address;
        child.stdout!.resume();
        return;
      }
      this.said.push(line);
    }
    throw new Error(`the server ended before it listened: ${this.said.join("\n")}`);
  }

  /** Waits until the process is gone by itself. */
  async died(): Promise<void> {
    const child = this.child!;
    if (child.exitCode === null && child.signalCode === null) await new Promise((gone) => child.once("exit", gone));
  }

  async kill(): Promise<void> {
    this.child!.kill("SIGKILL");
    await this.died();
  }

  async remove(): Promise<void> {
    await this.kill();
    await rm(this.data, { recursive: true, force: true });
  }

  async post(path: string, body: unknown): Promise<Response> {
    const headers = { "content-type": "application/json", origin: this.url };
    return fetch(this.url + path, { method: "POST", headers, body: JSON.stringify(body) });
  }

  async clock(change: { today: string } | { now: string }): Promise<void> {
    expect((await this.post("/api/test/clock", change)).status).toBe(200);
  }

  /** How often the gateway was asked to charge a card, and how often it did. */
  async ledger(token: string): Promise<{ asked: number; charged: number }> {
    return (await fetch(`${this.url}/sandbox-gateway/ledger/${token}`)).json();
  }

  /** Signs a browser in, past the page and at the door where somebody of this address is let in: tests of other things start there. */
  async signIn(context: BrowserContext, email: string, url = this.url): Promise<void> {
    const door = email.endsWith("@vendor.example") ? "/api/operator/session" : "/api/session";
    const answer = await context.request.post(url + door, {
      data: { email, password: "demo" },
      headers: { origin: url },
    });
    expect(answer.status()).toBe(200);
  }
}

export const test = base.extend<{ portal: Portal; env: Record<string, string> }>({
  env: [{}, { option: true }],
  portal: async ({ env }, use) => {
    const portal = await Portal.demo(env);
    await use(portal);
    await portal.remove();
  },
  // Everything that goes wrong in a page fails its test.
  page: async ({ page, portal }, use) => {
    const wrong: string[] = [];
    page.on("pageerror", (error) => wrong.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error" && /panicked|Content Security Policy|integrity/.test(message.text())) wrong.push(message.text());
    });
    await page.goto(`${portal.url}/robots.txt`);
    await use(page);
    expect(wrong).toEqual([]);
  },
});

export { expect };

/** Opens a page of the app as a user. */
export async function open(page: Page, portal: Portal, email: string, path: string): Promise<void> {
  await portal.signIn(page.context(), email);
  await page.goto(portal.url + path);
}

/** The page of another user in a browser of the own, opened until what it shows is there: from now on it can be out of date. */
export async function another(browser: Browser, portal: Portal, email: string, path: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await open(page, portal, email, path);
  await ready(page);
  return page;
}

/** Fills the gateway's form with one of the sandbox's cards and remembers the token it was exchanged for. */
export async function enterCard(page: Page, number = "4242 4242 4242 4242"): Promise<{ token: string }> {
  const card = { token: "" };
  page.on("response", async (response) => {
    if (response.url().endsWith("/sandbox-gateway/tokens") && response.ok()) card.token = (await response.json()).token;
  });
  await page.locator("#card-number").fill(number);
  await page.locator("#card-month").fill("12");
  await page.locator("#card-year").fill("2039");
  await page.locator("#card-cvc").fill("123");
  await page.locator("#card-holder").fill("Haru Aoba");
  return card;
}

/** From the offers page to the review of a renewal of Aoba's Action Pack. */
export async function review(page: Page, portal: Portal, number?: string): Promise<{ token: string }> {
  await open(page, portal, "global-admin@aoba.example", "/offers");
  await page.getByRole("button", { name: "Renew subscription" }).click();
  const card = await enterCard(page, number);
  await page.getByRole("button", { name: "Review order" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Review order" })).toBeVisible();
  await page.getByRole("checkbox").check();
  return card;
}

export async function confirmed(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1, name: "Order confirmed" })).toBeVisible({ timeout: 30_000 });
}
