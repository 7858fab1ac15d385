// Lighthouse with mobile emulation, once: node lighthouse.mjs URL COOKIE. Prints its figures as JSON.
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { flags } from "./chromium.mjs";

const [url, cookie] = process.argv.slice(2);
const chrome = await launch({ chromePath: process.env.CHROMIUM, chromeFlags: flags });
try {
  const { lhr } = await lighthouse(url, {
    port: chrome.port,
    logLevel: "error",
    onlyCategories: ["performance", "accessibility"],
    extraHeaders: { Cookie: cookie },
  });
  if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
  if (lhr.finalDisplayedUrl !== url) throw new Error(`${url} led to ${lhr.finalDisplayedUrl}: not signed in?`);
  console.log(
    JSON.stringify({
      performance: lhr.categories.performance.score,
      accessibility: lhr.categories.accessibility.score,
      first_paint: lhr.audits["first-contentful-paint"].numericValue / 1000,
      largest_paint: lhr.audits["largest-contentful-paint"].numericValue / 1000,
    }),
  );
} finally {
  await chrome.kill();
}
