/** Signing in by OpenID Connect, at oidc-provider as a process of its own. */
import { type Page } from "@playwright/test";
import { accessible } from "./accessible.ts";
import { byName, device } from "./authenticator.ts";
import { links, mails } from "./mails.ts";
import { OpenidProvider } from "./provider.ts";
import { Portal, expect, open, test as base } from "./portal.ts";

const PASSWORD = "correct horse battery";

const test = base.extend<{
  provider: OpenidProvider;
  /** Whether the portal is reached by a name, as passkeys need, and not by a number. */
  named: boolean;
}>({
  provider: async ({}, use) => {
    const provider = await OpenidProvider.start();
    await use(provider);
    await provider.stop();
  },
  named: [false, { option: true }],
  env: async ({ provider }, use) => use(provider.settings),
  portal: async ({ env, named, provider }, use) => {
    const portal = await Portal.demo(env);
    if (named) {
      env["TOKUTEN_PUBLIC_URL"] = byName(portal);
      await portal.kill();
      await portal.restart();
      portal.url = byName(portal);
    }
    provider.serves(portal.url);
    await use(portal);
    await portal.remove();
  },
  page: async ({ page }, use) => {
    // The provider's pages ask for a font of somebody else's.
    await page.route("https://fonts.googleapis.com/**", (route) => route.abort());
    await use(page);
  },
});

async function invite(portal: Portal, page: Page, email: string): Promise<void> {
  await portal.signIn(page.context(), "global-admin@birch.example");
  const made = await page.request.post(`${portal.url}/api/users`, {
    data: { email, name: "Nao Hirano", roles: ["billing_admin"] },
    headers: { origin: portal.url },
  });
  expect(made.status()).toBe(201);
  await page.context().clearCookies();
}

async function signOut(page: Page, provider: OpenidProvider): Promise<void> {
  await page.locator("details.account summary").click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await provider.signOut(page);
}

test("who is invited signs in at the provider, signs out there too, and comes again", async ({ page, portal, provider }) => {
  await invite(portal, page, "nao@birch.example");
  await page.goto(`${portal.url}/sign-in?lang=en`);
  const button = page.getByRole("button", { name: "Sign in with Example ID" });
  await expect(button).toBeVisible();
  await expect(page.getByLabel("Password")).toBeVisible();
  await accessible(page);
  await button.click();
  await provider.signIn(page, "nao@birch.example");
  await expect(page.getByRole("heading", { level: 1, name: "Membership offers" })).toBeVisible();
  await expect(page).toHaveURL(`${portal.url}/offers`);
  const [mail] = await mails(portal, "nao@birch.example", /Example ID was connected/, 1);
  expect(mail).toContain("My account");

  await signOut(page, provider);
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`^${portal.url}/sign-in`));
  // The page that one was on is where one comes back to.
  await page.goto(`${portal.url}/orders`);
  await expect(page.getByText("Your session has ended.")).toBeVisible();
  await button.click();
  // Signed out there too: it asks who it is.
  await provider.signIn(page, "nao@birch.example");
  await expect(page).toHaveURL(`${portal.url}/orders`);
  await expect(page.getByRole("heading", { level: 1, name: "Orders" })).toBeVisible();

  // Without a password the rest of the portal works, and a password can be had.
  await page.goto(`${portal.url}/account`);
  await expect(page.getByRole("button", { name: "Disconnect Example ID" })).toBeDisabled();
  await expect(page.getByText("It is the only way by which you can sign in.")).toBeVisible();
  await accessible(page);
  await page.getByRole("button", { name: "Mail me the link" }).click();
  await expect(page.getByRole("status")).toContainText("nao@birch.example");
  const [, link] = await links(portal, "nao@birch.example", "welcome", 2);
  await page.goto(link!);
  await expect(page.getByRole("heading", { level: 1, name: "Set password" })).toBeVisible();
  await expect(page.getByLabel("Your name")).toHaveCount(0);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("Password again").fill(PASSWORD);
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByRole("status")).toContainText("Sign in with your new password");
});

test("招待のリンクからもプロバイダーでサインインでき、招待されていない人は理由を知らされる", async ({ page, portal, provider }) => {
  await invite(portal, page, "nao@birch.example");
  const [link] = await links(portal, "nao@birch.example", "welcome", 1);
  await page.goto(`${link!}?lang=ja`);
  await accessible(page);
  await page.getByRole("button", { name: "サンプル ID でサインイン" }).click();
  await provider.signIn(page, "stranger@birch.example");
  await expect(page.getByRole("alert")).toContainText("招待がありません");
  await expect(page.getByRole("alert")).toContainText("ユーザー管理者");
  await accessible(page);
  await page.context().clearCookies();
  for (const [email, told] of [
    ["global-admin@birch.example", "すでに使用されています"],
    ["unverified@birch.example", "メール アドレスが確認されていません"],
  ] as const) {
    await page.getByRole("button", { name: "サンプル ID でサインイン" }).click();
    await provider.signIn(page, email);
    await expect(page.getByRole("alert")).toContainText(told);
    await page.context().clearCookies();
  }
  await page.getByRole("button", { name: "サンプル ID でサインイン" }).click();
  await page.getByRole("link", { name: "[ Cancel ]" }).click();
  await expect(page.getByRole("alert")).toContainText("キャンセルされました");
  expect((await page.request.get(`${portal.url}/api/session`)).status()).toBe(401);
  await page.getByRole("button", { name: "サンプル ID でサインイン" }).click();
  await provider.signIn(page, "nao@birch.example");
  await expect(page.getByRole("heading", { level: 1, name: "メンバーシップ特典" })).toBeVisible();
});

test("who uses the portal already connects the provider under My account, and disconnects it", async ({ page, portal, provider, browser }) => {
  await open(page, portal, "member@birch.example", "/account?lang=en");
  const section = page.getByRole("region", { name: "Sign in with Example ID" });
  await section.getByLabel("Password").fill("not it");
  await section.getByRole("button", { name: "Connect Example ID" }).click();
  await expect(page.locator("#provider-present-fault")).toContainText("not your present password");
  await accessible(page);
  await section.getByLabel("Password").fill("demo");
  await section.getByRole("button", { name: "Connect Example ID" }).click();
  await provider.signIn(page, "mason@private.example");
  await expect(page.getByRole("status").filter({ hasText: "From now on it signs you in." })).toBeVisible();
  await expect(section).toContainText("Connected since");

  const other = await (await browser.newContext({ locale: "en-GB" })).newPage();
  await other.route("https://fonts.googleapis.com/**", (route) => route.abort());
  await other.goto(`${portal.url}/sign-in?lang=en`);
  await other.getByRole("button", { name: "Sign in with Example ID" }).click();
  await provider.signIn(other, "mason@private.example");
  await other.locator("details.account summary").click();
  await expect(other.locator("details.account")).toContainText("member@birch.example");

  await section.getByRole("button", { name: "Disconnect Example ID" }).click();
  await section.getByRole("button", { name: "Yes, disconnect" }).click();
  await expect(section.getByRole("status")).toContainText("Your password signs you in.");
  await expect(section.getByRole("button", { name: "Connect Example ID" })).toBeVisible();
  await other.reload();
  await expect(other).toHaveURL(/\/sign-in/);
  await mails(portal, "member@birch.example", /Example ID was disconnected/, 1);
});

test("two tabs come back side by side, and an address that was used leads nowhere", async ({ page, portal, provider }) => {
  await invite(portal, page, "nao@birch.example");
  const second = await page.context().newPage();
  await second.route("https://fonts.googleapis.com/**", (route) => route.abort());
  for (const [tab, path] of [[page, "/benefits"], [second, "/orders"]] as const) {
    await tab.goto(`${portal.url}${path}?lang=en`);
    await tab.getByRole("button", { name: "Sign in with Example ID" }).click();
    await expect(tab.getByPlaceholder("Enter any login")).toBeVisible();
  }
  const came = page.waitForRequest((request) => request.url().startsWith(`${portal.url}/openid/return`));
  await provider.signIn(page, "nao@birch.example");
  await expect(page.getByRole("heading", { level: 1, name: "Benefits" })).toBeVisible();
  await provider.signIn(second, "nao@birch.example", false);
  await expect(second.getByRole("heading", { level: 1, name: "Orders" })).toBeVisible();
  await page.goto((await came).url());
  await expect(page.getByRole("alert")).toContainText("was finished already");
});

test("while the provider is down the page says so, and passwords work", async ({ page, portal, provider }) => {
  await provider.stop();
  await portal.kill();
  await portal.restart();
  await page.goto(`${portal.url}/sign-in?lang=en`);
  await page.getByRole("button", { name: "Sign in with Example ID" }).click();
  await expect(page.getByRole("alert")).toContainText("The sign-in provider does not answer. Nothing was changed.");
  await accessible(page);
  await page.getByLabel("Email address").fill("global-admin@birch.example");
  await page.getByLabel("Password").fill("demo");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Membership offers" })).toBeVisible();
});

test.describe("by name", () => {
  test.use({ named: true });

  test("who came by the provider adds a passkey, goes on without the provider, and keeps the last way in", async ({ page, portal, provider }) => {
    await invite(portal, page, "nao@birch.example");
    await device(page);
    await page.goto(`${portal.url}/sign-in?lang=en`);
    await page.getByRole("button", { name: "Sign in with Example ID" }).click();
    await provider.signIn(page, "nao@birch.example");
    await expect(page.getByRole("heading", { level: 1, name: "Membership offers" })).toBeVisible();
    await page.goto(`${portal.url}/account`);
    const passkeys = page.getByRole("region", { name: "Passkeys" });
    const byProvider = page.getByRole("region", { name: "Sign in with Example ID" });
    const again = passkeys.getByRole("button", { name: "Sign in again at Example ID" });
    await expect(passkeys).toContainText("It counts for 10 minutes.");
    await expect(passkeys.getByLabel("Name of the passkey")).toHaveCount(0);
    await expect(byProvider.getByRole("button", { name: "Disconnect Example ID" })).toBeDisabled();
    await accessible(page);

    // The provider knows who is there, and asks all the same.
    await again.click();
    await provider.signIn(page, "somebody@birch.example");
    await expect(page.getByRole("alert")).toContainText("another account at Example ID");
    await expect(again).toBeVisible();
    await again.press("Enter");
    await provider.signIn(page, "nao@birch.example");
    await expect(passkeys.getByRole("status")).toContainText("You have signed in again at Example ID.");
    await expect(page.locator("#passkeys-said")).toBeFocused();
    await page.keyboard.press("Tab");
    await expect(passkeys.getByLabel("Name of the passkey")).toBeFocused();
    await page.keyboard.type("Work laptop");
    await accessible(page);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect(passkeys.getByRole("status")).toContainText("“Work laptop” was added");
    await mails(portal, "nao@birch.example", /A passkey was added/, 1);

    await byProvider.getByRole("button", { name: "Disconnect Example ID" }).click();
    await byProvider.getByRole("button", { name: "Yes, disconnect" }).click();
    await expect(byProvider.getByRole("status")).toContainText("A passkey signs you in.");
    const remove = passkeys.getByRole("row", { name: /Work laptop/ }).getByRole("button", { name: /^Remove/ });
    await expect(remove).toBeDisabled();
    await expect(remove).toHaveAccessibleDescription(/Your only way to sign in stays/);
    await accessible(page);

    await signOut(page, provider);
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Membership offers" })).toBeVisible();
    await page.goto(`${portal.url}/account`);
    await expect(remove).toBeDisabled();
    // A passkey confirms what the password would: the provider is connected again, and the passkey may go.
    await byProvider.getByRole("button", { name: "Connect Example ID" }).click();
    await provider.signIn(page, "nao@birch.example");
    await expect(page.getByRole("status").filter({ hasText: "From now on it signs you in." })).toBeVisible();
    await expect(remove).toBeEnabled();
  });

  test("誰かが先に別の方法を外しても最後のサインイン方法は残り、理由が示される", async ({ page, portal, provider }) => {
    await invite(portal, page, "nao@birch.example");
    await device(page);
    await page.goto(`${portal.url}/sign-in?lang=ja`);
    await page.getByRole("button", { name: "サンプル ID でサインイン" }).click();
    await provider.signIn(page, "nao@birch.example");
    await expect(page.getByRole("heading", { level: 1, name: "メンバーシップ特典" })).toBeVisible();
    await page.goto(`${portal.url}/account`);
    const passkeys = page.getByRole("region", { name: "パスキー" });
    await passkeys.getByRole("button", { name: "サンプル ID で再度サインイン" }).click();
    await provider.signIn(page, "nao@birch.example", false);
    await passkeys.getByLabel("パスキーの名前").fill("仕事用");
    await passkeys.getByRole("button", { name: "パスキーを追加" }).click();
    await expect(passkeys.getByRole("status")).toContainText("「仕事用」を追加しました");
    const second = await page.context().newPage();
    await second.goto(`${portal.url}/account`);
    await second.getByRole("button", { name: "サンプル ID の接続を解除" }).click();
    await second.getByRole("button", { name: "はい、解除します" }).click();
    await expect(second.getByRole("status").filter({ hasText: "今後はパスキーでサインインしてください" })).toBeVisible();
    // This page does not know yet.
    await passkeys.getByRole("row", { name: /仕事用/ }).getByRole("button", { name: /^削除/ }).click();
    const panel = page.getByRole("dialog");
    await panel.getByRole("button", { name: "削除", exact: true }).click();
    await expect(panel.getByRole("alert")).toContainText("変更は行われていません");
    await accessible(page);
    await page.reload();
    await expect(passkeys.getByRole("button", { name: /^削除/ })).toBeDisabled();
    await expect(passkeys).toContainText("唯一のサインイン方法のため削除できません");
    // Leaving for good is confirmed too.
    await page.getByRole("button", { name: "アカウントを消去…" }).click();
    await page.getByRole("button", { name: "はい、完全に消去します" }).click();
    await expect(page.getByRole("main").getByRole("link", { name: "今すぐ参加" })).toBeVisible();
  });
});
