interface RefusedDetail {
  readonly cause?: string | undefined;
  readonly text?: string | undefined;
  readonly retryMs?: number | undefined;
  readonly status?: number | undefined;
}

/** The server read the request and said no. `code` and `cause` are kebab-case words, `message` is for people. */
export class Refused extends Error {
  override readonly name = "Refused";
  /** An [error code](errors.md). */
  readonly code: string;
  /** Why, where the code alone does not say: a [cause](errors.md). */
  override readonly cause: string | undefined;
  /** When another try may help, ms from now. */
  readonly retryMs: number | undefined;
  /** The HTTP status, where the answer came by HTTP. */
  readonly status: number | undefined;

  /** @internal */
  constructor(code: string, detail: RefusedDetail = {}) {
    super(detail.text ?? code);
    this.code = code;
    this.cause = detail.cause;
    this.retryMs = detail.retryMs;
    this.status = detail.status;
  }
}

/** The link went before the answer came; whether the request was done is not known. */
export class LinkLost extends Error {
  override readonly name = "LinkLost";
}

/** Nobody is signed in: the visitor has to say a name first. */
export class SignedOut extends Error {
  override readonly name = "SignedOut";
}
