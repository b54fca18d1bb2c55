import { buttonClasses } from "../../ui/button-classes.ts";
import { ErrorNotice } from "../../ui/error-notice.tsx";

/** What a log-in at a provider can end with, by its code. */
const problems: Record<string, string> = {
  "oidc-refused": "The provider did not let you in.",
  "oidc-over": "That log-in was begun in another browser, or too long ago. Begin again.",
  "oidc-no-role": "You have no role here. Ask whoever runs this system.",
  "account-disabled": "Your account is disabled. Ask an admin.",
  "oidc-unavailable": "The provider cannot be reached at the moment. Try again.",
};

export type ProviderLoginProps = { provider: string; from: string; problem: string | undefined };

/** The way to the provider, who knows who somebody is. */
export function ProviderLogin({ provider, from, problem }: ProviderLoginProps) {
  return (
    <div className="space-y-4">
      {problem === undefined ? null : <ErrorNotice>{problems[problem] ?? "That did not work. Try again."}</ErrorNotice>}
      {/* No link of the router's, which would begin a log-in to have it at hand. */}
      <a href={providerAddress(from)} className={buttonClasses("primary", "medium")}>
        Log in with {provider}
      </a>
    </div>
  );
}

export function providerAddress(from: string): string {
  return `/api/auth/oidc/login?from=${encodeURIComponent(from)}`;
}
