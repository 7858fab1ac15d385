// What a first view of each partner page takes over the wire, cold: node pages.mjs URL COOKIE PATH… Prints KB by path as JSON.
import { launch } from "chrome-launcher";
import { connect } from "puppeteer-core";
import { flags } from "./chromium.mjs";

const [url, cookie, ...paths] = process.argv.slice(2);
const [name, value] = cookie.split("=");
const chrome = await launch({ chromePath: process.env.CHROMIUM, chromeFlags: flags });

/** Kilobytes of all that a browser which has nothing yet asks for, until the page is there. */
async function firstView(browser, path) {
  // A context of its own has an empty cache.
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await context.setCookie({ name, value, domain: new URL(url).hostname, path: "/", httpOnly: true, sameSite: "Lax" });
  const session = await page.createCDPSession();
  await session.send("Network.enable");
  let bytes = 0;
  session.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  await page.goto(url + path, { waitUntil: "networkidle0" });
  await page.waitForSelector("main h1");
  if (new URL(page.url()).pathname !== path) throw new Error(`${path} led to ${page.url()}`);
  await context.close();
  return bytes / 1000;
}

try {
  const browser = await connect({ browserURL: `http://127.0.0.1:${chrome.port}` });
  const views = {};
  for (const path of paths) views[path] = await firstView(browser, path);
  console.log(JSON.stringify(views));
  await browser.disconnect();
} finally {
  await chrome.kill();
}
