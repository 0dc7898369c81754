/** The server's HTTP door: entry, the access token, history. The token lives in memory only. */
import type { Burst } from "./burst.ts";
import { Refused, SignedOut } from "./errors.ts";
import type { HttpAnswer, HttpRequest, Platform } from "./platform.ts";

/** What every way in answers, and `POST /v1/session`. */
export interface Pass {
  readonly token: string;
  readonly expires_at_ms: number;
  readonly user: string;
  readonly name: string;
  /** The one channel an invited guest came for. */
  readonly channel?: string | null;
}

/**
 * How somebody comes in: with a name and perhaps the code of an invitation, with a password, by a link on which one
 * chooses a password, or as the first admin by the link of the first start.
 */
export type Entry =
  | { readonly as: "guest"; readonly name: string; readonly code?: string }
  | { readonly as: "password-link"; readonly secret: string; readonly password: string }
  | { readonly as: "user"; readonly name: string; readonly password: string }
  | { readonly as: "first-admin"; readonly name: string; readonly password: string; readonly claim: string };

const DOORS: { readonly [A in Entry["as"]]: string } = {
  guest: "/v1/guests",
  user: "/v1/sign-in",
  "password-link": "/v1/password",
  "first-admin": "/v1/claim",
};

const NO_CONTENT = 204;

/** An access or API token, or where to get one; asked again whenever the last one has ended. */
export type TokenSource = string | (() => string | Promise<string>);

export class Rest {
  private readonly platform: Platform;
  private readonly origin: string;
  private readonly given: TokenSource | null;
  private pass: Pick<Pass, "token"> | null = null;
  /** The last token that was given and came to its end. */
  private spent: string | null = null;

  /** `given` takes the place of the cookie. */
  constructor(platform: Platform, origin: string, given: TokenSource | null = null) {
    this.platform = platform;
    this.origin = origin;
    this.given = given;
  }

  /**
   * Comes in; the browser keeps the cookie.
   *
   * @throws Refused with the server's reason: a name that is taken, a password that does not fit, no guests here.
   */
  async enter({ as, ...body }: Entry): Promise<Pass> {
    const pass = (await this.exchange({ method: "POST", url: DOORS[as], body })) as Pass;
    this.pass = pass;
    return pass;
  }

  /**
   * The access token, fetched anew when there is none.
   *
   * @throws SignedOut when the cookie, or the token that was given, is no longer good; Refused, or the platform's error
   * when nobody answers.
   */
  async token(): Promise<string> {
    this.pass ??= this.given === null ? await this.refresh() : await this.take(this.given);
    return this.pass.token;
  }

  /** Forgets a token that is about to end, or that the server refused. */
  spendToken(): void {
    this.spent = this.pass?.token ?? this.spent;
    this.pass = null;
  }

  /** The newest bursts of a channel, newest first. */
  async bursts(channel: string, limit: number): Promise<readonly Burst[]> {
    const url = `/v1/channels/${encodeURIComponent(channel)}/bursts?limit=${limit}`;
    const body = (await this.exchange({ method: "GET", url, token: await this.token() })) as {
      readonly bursts: readonly Burst[];
    };
    return body.bursts;
  }

  /** Any other request, by the token of whoever is here; resolves to the parsed body, or `null` where there is none. */
  async ask(method: HttpRequest["method"], path: string, body?: unknown): Promise<unknown> {
    const token = await this.token();
    return this.exchange({ method, url: path, token, ...(body === undefined ? {} : { body }) });
  }

  /** Takes a new password for the old one; every other browser of this user is out. */
  async changePassword(old: string, chosen: string): Promise<void> {
    this.pass = (await this.ask("PUT", "/v1/password", { old, new: chosen })) as Pass;
  }

  /** Forgets this browser. */
  async leave(): Promise<void> {
    this.pass = null;
    await this.exchange({ method: "DELETE", url: "/v1/session" });
  }

  private async take(source: TokenSource): Promise<Pick<Pass, "token">> {
    const token = typeof source === "string" ? source : await source();
    if (token === this.spent) throw new SignedOut("the token has ended");
    return { token };
  }

  private async refresh(): Promise<Pass> {
    try {
      return (await this.exchange({ method: "POST", url: "/v1/session" })) as Pass;
    } catch (error) {
      throw error instanceof Refused && error.status === 401 ? new SignedOut("say a name first") : error;
    }
  }

  private async exchange(request: HttpRequest): Promise<unknown> {
    const answer = await this.platform.http({ ...request, url: this.origin + request.url });
    if (answer.status === NO_CONTENT) return null;
    if (answer.status >= 200 && answer.status < 300 && answer.body !== null) return answer.body;
    throw refusal(answer);
  }
}

function refusal(answer: HttpAnswer): Refused {
  const body = (typeof answer.body === "object" && answer.body !== null ? answer.body : {}) as Record<string, unknown>;
  const word = (field: string) => (typeof body[field] === "string" ? (body[field] as string) : undefined);
  return new Refused(word("code") ?? "server-trouble", {
    cause: word("cause"),
    text: word("text"),
    status: answer.status,
  });
}
