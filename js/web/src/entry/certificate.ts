import { useEffect, useState } from "react";

/** Where the server hands out its certificate authority, if it has one of its own. */
export const CERTIFICATE_PATH = "/v1/tls/ca";

export type Kind = "iphone" | "android" | "computer";

type Certificate = "asking" | "there" | "none";

/** Whether this server has a certificate of its own to hand out. */
export function useCertificate(): Certificate {
  const [certificate, setCertificate] = useState<Certificate>("asking");
  useEffect(() => {
    const given = new AbortController();
    fetch(CERTIFICATE_PATH, { method: "HEAD", signal: given.signal }).then(
      ({ ok }) => setCertificate(ok ? "there" : "none"),
      () => given.signal.aborted || setCertificate("none"),
    );
    return () => given.abort();
  }, []);
  return certificate;
}

/** The same page by HTTPS. */
export function secureAddress({ host, pathname, hash }: Location): string {
  return `https://${host}${pathname}${hash}`;
}
