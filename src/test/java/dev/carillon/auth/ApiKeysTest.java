package dev.carillon.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.auth.AuthenticationResult.Denied;
import dev.carillon.auth.AuthenticationResult.Granted;
import dev.carillon.topic.TopicPattern;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The accepted API keys, and what happens to their grants when the settings change. */
class ApiKeysTest {
    private static final Permissions NEWS = new Permissions(List.of(new TopicPattern("news.**")), List.of());
    private static final Permissions ONE = new Permissions(List.of(new TopicPattern("news.a")), List.of());

    private final String secret = ApiKey.generate();

    private ApiKey key(String name, Permissions permissions) {
        return new ApiKey(name, ApiKey.Hash.of(secret), permissions);
    }

    private static Granted granted(ApiKeys keys, String credential) {
        if (keys.verdict(credential) instanceof Granted granted) {
            return granted;
        }
        throw new AssertionError("expected a grant, but was " + keys.verdict(credential));
    }

    @Test
    void aKeyIsGrantedItsPermissionsUnderItsName() {
        ApiKeys keys = new ApiKeys(List.of(key("billing", NEWS)));
        assertThat(granted(keys, secret).grant().permissions()).isEqualTo(NEWS);
        assertThat(granted(keys, secret).client()).isEqualTo("billing");
    }

    @Test
    void anUnknownKeyIsDenied() {
        ApiKeys keys = new ApiKeys(List.of(key("billing", NEWS)));
        List<String> others = List.of(
                ApiKey.generate(),
                ApiKey.PREFIX,
                secret + " ",
                secret.substring(0, secret.length() - 1),
                secret.toUpperCase(Locale.ROOT),
                ApiKey.Hash.of(secret).hex());
        for (String other : others) {
            assertThat(keys.verdict(other)).as(other).isInstanceOf(Denied.class);
        }
        assertThat(new ApiKeys(List.of()).verdict(secret)).isInstanceOf(Denied.class);
    }

    @Test
    void aKeyWithMorePermissionsKeepsItsGrants() {
        ApiKeys keys = new ApiKeys(List.of(key("billing", ONE)));
        AcceptedKey accepted = granted(keys, secret).grant().key();
        ApiKeys next = keys.replacedBy(List.of(key("billing", NEWS)));
        assertThat(accepted.isRevoked()).isFalse();
        assertThat(granted(next, secret).grant()).isEqualTo(new Grant(NEWS, Grant.NEVER, accepted));
    }

    @Test
    void grantsEndIfTheirKeyIsRenamedRemovedOrHasFewerPermissions() {
        List<List<ApiKey>> others = List.of(
                List.of(),
                List.of(key("billing", ONE)),
                List.of(key("reports", NEWS)),
                List.of(new ApiKey("billing", ApiKey.Hash.of(ApiKey.generate()), NEWS)));
        for (List<ApiKey> next : others) {
            ApiKeys keys = new ApiKeys(List.of(key("billing", NEWS)));
            AcceptedKey accepted = granted(keys, secret).grant().key();
            keys.replacedBy(next);
            assertThat(accepted.isRevoked()).as("%s", next).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "zz", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a0g"})
    void anInvalidHashIsRefused(String hex) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ApiKey.Hash(hex))
                .withMessage(
                        "expected the SHA-256 of a key as 64 hexadecimal digits, as carillon keygen prints it, but were "
                                + hex.length() + " characters");
    }
}
