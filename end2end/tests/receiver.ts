/** A system of the vendor's that takes webhooks, and believes only what a library of Standard Webhooks verifies. */
import { createServer, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";

export interface Told {
  id: string;
  type: string;
  data: Record<string, unknown>;
}

export class Receiver {
  /** What was taken, in the order in which it came. */
  readonly told: Told[] = [];
  /** What it answers to the next ones; 200 to all after. */
  answers: number[] = [];
  /** Messages whose signature was wrong. */
  wrong = 0;
  secret = "";

  private constructor(private readonly server: Server) {}

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hooks`;
  }

  static async start(): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on("request", (request, response) => {
      const body: Buffer[] = [];
      request.on("data", (chunk: Buffer) => body.push(chunk));
      request.on("end", () => {
        receiver.take(request.headers as Record<string, string>, Buffer.concat(body).toString("utf8"));
        response.writeHead(receiver.answers.shift() ?? 200).end("<b>Thank you</b>");
      });
    });
    await new Promise<void>((there) => server.listen(0, "127.0.0.1", there));
    return receiver;
  }

  private take(headers: Record<string, string>, body: string): void {
    try {
      const told = new Webhook(this.secret).verify(body, headers) as Omit<Told, "id">;
      this.told.push({ ...told, id: headers["webhook-id"]! });
    } catch {
      this.wrong += 1;
    }
  }

  async stop(): Promise<void> {
    await new Promise((gone) => this.server.close(gone));
  }
}
