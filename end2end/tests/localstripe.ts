/**
 * localstripe (PyPI), started for a test on a free port, behind a door of ours that does what Stripe does and it does not:
 *
 * - A card that was set up for a customer belongs to that customer. localstripe leaves it to nobody.
 * - Its script leaves one name in the page, `Stripe`. localstripe's also leaves its own `Element` in place of the browser's.
 * - A confirmation takes `off_session` and `return_url`. localstripe refuses both; they are noted and left out.
 *
 * It forgets idempotency keys and has no bank page to redirect to; the first is what the tests of one charge want, the
 * second is tested against a scripted Stripe (server/src/payments/stripe/scripted.rs).
 */
import { spawn, type ChildProcess } from "node:child_process";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "@playwright/test";

const PYTHON = resolve(import.meta.dirname, "../../target/tools/localstripe/bin/python");
const SERVE = "from aiohttp import web; from localstripe.server import app; web.run_app(app, host='127.0.0.1', port=0, access_log=None)";
const KEY = { authorization: "Bearer sk_test_end2end" };
const WEBHOOK_SECRET = "whsec_end2end";

type Message = { body: string; signature: string };

export class LocalStripe {
  /** Forms of the confirmations that were asked for. */
  readonly confirmed: URLSearchParams[] = [];
  /** The answer to a confirmation gets lost, and from then on nobody is told how an intent stands. */
  silent = false;
  private readonly messages: Message[] = [];
  private readonly door: Server;

  private constructor(
    private readonly child: ChildProcess,
    private readonly behind: string,
  ) {
    this.door = createServer((request, response) => void this.answer(request, response).catch(() => response.destroy()));
  }

  static async start(): Promise<LocalStripe> {
    const child = spawn(PYTHON, ["-c", SERVE], { env: { ...process.env, PYTHONUNBUFFERED: "1" }, stdio: ["ignore", "pipe", "inherit"] });
    for await (const line of createInterface({ input: child.stdout! })) {
      const behind = /Running on (http:\S+)/.exec(line)?.[1];
      if (!behind) continue;
      child.stdout!.resume();
      const stripe = new LocalStripe(child, behind);
      await new Promise<void>((listening) => stripe.door.listen(0, "127.0.0.1", listening));
      const hook = new URLSearchParams({ url: `${stripe.url}/webhook`, secret: WEBHOOK_SECRET });
      expect((await fetch(`${behind}/_config/webhooks/portal`, { method: "POST", body: hook })).status).toBe(200);
      return stripe;
    }
    throw new Error("localstripe ended before it listened; `cargo xtask test` installs it");
  }

  async stop(): Promise<void> {
    this.door.close();
    this.door.closeAllConnections();
    if (this.child.exitCode !== null) return;
    const gone = new Promise((gone) => this.child.once("exit", gone));
    this.child.kill("SIGKILL");
    await gone;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.door.address() as AddressInfo).port}`;
  }

  /** What a portal that charges here is told. */
  get settings(): Record<string, string> {
    return {
      TOKUTEN_GATEWAY: "stripe",
      TOKUTEN_STRIPE_SECRET_KEY: "sk_test_end2end",
      TOKUTEN_STRIPE_PUBLISHABLE_KEY: "pk_test_end2end",
      TOKUTEN_STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
      TOKUTEN_STRIPE_API: this.url,
      TOKUTEN_STRIPE_SCRIPT: `${this.url}/js.stripe.com/v3/`,
    };
  }

  /** The amounts that were taken. */
  async charged(): Promise<number[]> {
    const list = await (await fetch(`${this.behind}/v1/charges?limit=100`, { headers: KEY })).json();
    return list.data.filter((charge: { status: string }) => charge.status === "succeeded").map((charge: { amount: number }) => charge.amount);
  }

  /** The amounts that were given back. */
  async refunded(): Promise<number[]> {
    const list = await (await fetch(`${this.behind}/v1/refunds?limit=100`, { headers: KEY })).json();
    return list.data.map((refund: { amount: number }) => refund.amount);
  }

  /** The message of that kind which localstripe has sent, with its signature; nobody has had it yet. */
  async message(kind: string): Promise<Message> {
    const of = () => this.messages.find(({ body }) => JSON.parse(body).type === kind);
    await expect.poll(of).toBeTruthy();
    return of()!;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    let body: string = Buffer.concat(chunks).toString();
    const path = request.url!;
    if (path === "/webhook") {
      this.messages.push({ body, signature: String(request.headers["stripe-signature"]) });
      response.end();
      return;
    }
    const confirms = /^\/v1\/payment_intents\/\w+\/confirm$/.test(path);
    if (confirms) {
      const form = new URLSearchParams(body);
      this.confirmed.push(new URLSearchParams(form));
      form.delete("off_session");
      form.delete("return_url");
      body = form.toString();
    }
    const { host: _, connection: __, "content-length": ___, ...headers } = request.headers as Record<string, string>;
    const answer = await fetch(this.behind + path, { method: request.method!, headers, ...(request.method === "GET" ? {} : { body }) });
    const text = await answer.text();
    if (this.silent && this.confirmed.length > 0 && path.startsWith("/v1/payment_intents/")) {
      response.destroy();
      return;
    }
    if (/^\/v1\/setup_intents\/\w+\/confirm$/.test(path) && answer.ok) await this.attach(JSON.parse(text));
    const passed = [...answer.headers].filter(([name]) => name.startsWith("access-control-") || name === "content-type");
    response.writeHead(answer.status, Object.fromEntries(passed)).end(path.startsWith("/js.stripe.com/") ? `(() => {${text}\n})();` : text);
  }

  private async attach(setup: { status: string; customer: string; payment_method: string }): Promise<void> {
    if (setup.status !== "succeeded") return;
    const to = `${this.behind}/v1/payment_methods/${setup.payment_method}/attach`;
    const attached = await fetch(to, { method: "POST", headers: KEY, body: new URLSearchParams({ customer: setup.customer }) });
    expect(attached.status).toBe(200);
  }
}
