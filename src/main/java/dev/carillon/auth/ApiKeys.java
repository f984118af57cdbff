package dev.carillon.auth;

import dev.carillon.auth.Verdict.Denied;
import dev.carillon.auth.Verdict.Granted;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The API keys that the service accepts. */
public final class ApiKeys {
    public static final ApiKeys NONE = new ApiKeys(List.of());

    private static final Verdict UNKNOWN =
            new Denied(Denial.UNKNOWN_KEY, "expected an API key of this service, but was another");

    private final Map<ApiKey, Verdict> verdicts = new LinkedHashMap<>();

    public ApiKeys(List<ApiKey> keys) {
        keys.forEach(key -> verdicts.put(key, granted(key)));
    }

    private static Verdict granted(ApiKey key) {
        return new Granted(new Grant(key.permissions(), Grant.NEVER, AcceptedKey.ofApi(key.name())), key.name());
    }

    public boolean areNone() {
        return verdicts.isEmpty();
    }

    /** The verdict on {@code credential}; every key is compared, so that the time tells nothing. */
    Verdict verdict(String credential) {
        ApiKey.Hash hash = ApiKey.Hash.of(credential);
        Verdict verdict = UNKNOWN;
        for (Map.Entry<ApiKey, Verdict> known : verdicts.entrySet()) {
            if (known.getKey().sha256().isSame(hash)) {
                verdict = known.getValue();
            }
        }
        return verdict;
    }

    /** What keys granted stays that {@code next} permits as much as before, or more; what the others granted ends. */
    public ApiKeys replacedBy(List<ApiKey> next) {
        ApiKeys replacing = new ApiKeys(next);
        verdicts.forEach((key, verdict) -> {
            Optional<ApiKey> successor = next.stream()
                    .filter(other ->
                            other.name().equals(key.name()) && other.sha256().isSame(key.sha256()))
                    .findFirst();
            if (verdict instanceof Granted granted) {
                replacing.replace(granted.grant(), successor);
            }
        });
        return replacing;
    }

    private void replace(Grant before, Optional<ApiKey> successor) {
        Optional<Grant> next = successor.flatMap(key -> before.with(key.permissions()));
        if (next.isPresent()) {
            verdicts.put(
                    successor.orElseThrow(),
                    new Granted(next.get(), before.key().name()));
        } else {
            before.key().revoke();
        }
    }
}
