package dev.carillon.auth;

import dev.carillon.auth.AuthenticationResult.Denied;
import dev.carillon.auth.AuthenticationResult.Granted;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The API keys that the service accepts. */
public final class ApiKeys {
    private static final AuthenticationResult UNKNOWN =
            new Denied(Denial.UNKNOWN_KEY, "expected an API key of this service, but was another");

    /** The length of a request head; to hash a longer text would only block the loop. */
    private static final int LENGTH_MAX = 8192;

    private final Map<ApiKey, Granted> granted = new LinkedHashMap<>();

    public ApiKeys(List<ApiKey> keys) {
        keys.forEach(key -> accept(key, AcceptedKey.ofApi(key.name())));
    }

    private void accept(ApiKey key, AcceptedKey accepted) {
        granted.put(key, new Granted(new Grant(key.permissions(), Grant.NEVER, accepted), key.name()));
    }

    /**
     * The result for {@code credential}. Every key is compared, so that the time taken reveals nothing about the keys.
     */
    AuthenticationResult verdict(String credential) {
        if (credential.length() > LENGTH_MAX) {
            return UNKNOWN;
        }
        ApiKey.Hash hash = ApiKey.Hash.of(credential);
        AuthenticationResult verdict = UNKNOWN;
        for (Map.Entry<ApiKey, Granted> known : granted.entrySet()) {
            if (known.getKey().sha256().isSame(hash)) {
                verdict = known.getValue();
            }
        }
        return verdict;
    }

    /** Keys in {@code next} with at least their present permissions keep their grants; grants of all other keys end. */
    public ApiKeys replacedBy(List<ApiKey> next) {
        ApiKeys replacing = new ApiKeys(next);
        granted.forEach((key, known) -> {
            AcceptedKey accepted = known.grant().key();
            Optional<ApiKey> still = next.stream().filter(key::isWithin).findFirst();
            still.ifPresentOrElse(kept -> replacing.accept(kept, accepted), accepted::revoke);
        });
        return replacing;
    }
}
