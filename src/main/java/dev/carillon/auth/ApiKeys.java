package dev.carillon.auth;

import dev.carillon.auth.Verdict.Denied;
import dev.carillon.auth.Verdict.Granted;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    /** Those in {@code next} that are the same keep what they granted; what the others granted ends. */
    public ApiKeys replacedBy(List<ApiKey> next) {
        ApiKeys replacing = new ApiKeys(next);
        verdicts.forEach((key, verdict) -> {
            if (replacing.verdicts.replace(key, verdict) == null && verdict instanceof Granted granted) {
                granted.grant().key().revoke();
            }
        });
        return replacing;
    }
}
