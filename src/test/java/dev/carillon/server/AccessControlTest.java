package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.auth.ApiKey;
import dev.carillon.auth.AuthenticationResult;
import dev.carillon.auth.AuthenticationResult.Denied;
import dev.carillon.auth.AuthenticationResult.Granted;
import dev.carillon.auth.Credentials;
import dev.carillon.auth.Credentials.Presented;
import dev.carillon.auth.Denial;
import dev.carillon.auth.Grant;
import dev.carillon.auth.KeyFile;
import dev.carillon.auth.NewKey;
import dev.carillon.auth.Permissions;
import dev.carillon.config.AccessSettings;
import dev.carillon.config.TokenSettings;
import dev.carillon.token.TokenRequest;
import dev.carillon.token.TokenRequest.Validity;
import dev.carillon.topic.TopicPattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which access settings apply, and what happens to earlier grants when they change. */
class AccessControlTest {
    private static final Permissions NEWS = new Permissions(List.of(new TopicPattern("news.**")), List.of());
    private static final Permissions CHAT = new Permissions(List.of(new TopicPattern("chat.*")), List.of());

    @TempDir
    private Path directory;

    private static AccessSettings settings(TokenSettings tokens, List<ApiKey> keys, Permissions anonymous) {
        return new AccessSettings(false, tokens, keys, anonymous);
    }

    private static AccessSettings anonymous(Permissions permissions) {
        return settings(TokenSettings.NONE, List.of(), permissions);
    }

    private static TokenSettings tokens(Path... files) {
        return new TokenSettings(List.of(files), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private Path secret(String name) throws IOException {
        return Files.writeString(
                directory.resolve(name), NewKey.of(NewKey.Kind.HS256).secret());
    }

    private static Credentials token(Path secret) {
        Instant now = Instant.now();
        return new Presented(new TokenRequest(
                        NEWS,
                        new Validity(now, Optional.empty(), now.plusSeconds(60)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())
                .signed(KeyFile.signing("--token-key", secret)));
    }

    private static Grant grant(AuthenticationResult verdict) {
        if (verdict instanceof Granted granted) {
            return granted.grant();
        }
        throw new AssertionError("expected a grant, but was " + verdict);
    }

    private static Denial denial(AuthenticationResult verdict) {
        if (verdict instanceof Denied denied) {
            return denied.why();
        }
        throw new AssertionError("expected a denial, but was " + verdict);
    }

    @Test
    void anOpenServiceGrantsEverything() {
        try (AccessControl access = new AccessControl(AccessSettings.defaults())) {
            assertThat(grant(access.authenticator().verify(Credentials.NONE))).isSameAs(Grant.OPEN);
        }
    }

    @Test
    void tokensApiKeysAndAnonymousClientsReceiveTheirPermissions() throws IOException {
        Path secret = secret("secret");
        String key = ApiKey.generate();
        List<ApiKey> keys = List.of(new ApiKey("billing", ApiKey.Hash.of(key), CHAT));
        try (AccessControl access = new AccessControl(settings(tokens(secret), keys, NEWS))) {
            assertThat(grant(access.authenticator().verify(token(secret))).permissions())
                    .isEqualTo(NEWS);
            assertThat(grant(access.authenticator().verify(new Presented(key))).permissions())
                    .isEqualTo(CHAT.and(NEWS));
            assertThat(grant(access.authenticator().verify(Credentials.NONE)).permissions())
                    .isEqualTo(NEWS);
            assertThat(denial(access.authenticator().verify(new Presented(ApiKey.generate()))))
                    .isEqualTo(Denial.UNKNOWN_KEY);
        }
    }

    @Test
    void aReloadWithFewerAnonymousPermissionsRevokesEarlierGrants() {
        try (AccessControl access = new AccessControl(anonymous(NEWS))) {
            Grant first = grant(access.authenticator().verify(Credentials.NONE));
            access.reload(anonymous(NEWS));
            assertThat(grant(access.authenticator().verify(Credentials.NONE))).isEqualTo(first);
            access.reload(anonymous(NEWS.and(CHAT)));
            assertThat(first.key().isRevoked()).isFalse();
            Grant second = grant(access.authenticator().verify(Credentials.NONE));
            assertThat(second.permissions()).isEqualTo(NEWS.and(CHAT));
            access.reload(anonymous(CHAT));
            assertThat(first.key().isRevoked()).isTrue();
            assertThat(second.key().isRevoked()).isTrue();
            assertThat(grant(access.authenticator().verify(Credentials.NONE)).permissions())
                    .isEqualTo(CHAT);
        }
    }

    @Test
    void aTokenKeyIsReplacedInTwoReloads() throws IOException {
        Path old = secret("old");
        Path next = secret("next");
        try (AccessControl access = new AccessControl(settings(tokens(old), List.of(), Permissions.NONE))) {
            Grant ofOld = grant(access.authenticator().verify(token(old)));
            assertThat(denial(access.authenticator().verify(token(next)))).isEqualTo(Denial.BAD_SIGNATURE);

            access.reload(settings(tokens(old, next), List.of(), Permissions.NONE));
            Grant ofNext = grant(access.authenticator().verify(token(next)));
            assertThat(ofOld.key().isRevoked()).isFalse();

            access.reload(settings(tokens(next), List.of(), Permissions.NONE));
            assertThat(ofOld.key().isRevoked()).isTrue();
            assertThat(ofNext.key().isRevoked()).isFalse();
            assertThat(denial(access.authenticator().verify(token(old)))).isEqualTo(Denial.BAD_SIGNATURE);
        }
    }

    @Test
    void aReloadWithoutTokenKeysRevokesTheGrantsOfTokens() throws IOException {
        Path secret = secret("secret");
        try (AccessControl access = new AccessControl(settings(tokens(secret), List.of(), NEWS))) {
            Grant ofToken = grant(access.authenticator().verify(token(secret)));
            access.reload(anonymous(NEWS));
            assertThat(ofToken.key().isRevoked()).isTrue();
            assertThat(denial(access.authenticator().verify(token(secret)))).isEqualTo(Denial.UNKNOWN_KEY);
            access.reload(settings(tokens(secret), List.of(), NEWS));
            assertThat(grant(access.authenticator().verify(token(secret))).key().isRevoked())
                    .isFalse();
        }
    }

    @Test
    void aReloadThatOpensTheServiceIsRefused() {
        try (AccessControl access = new AccessControl(anonymous(NEWS))) {
            Grant first = grant(access.authenticator().verify(Credentials.NONE));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> access.reload(AccessSettings.defaults()))
                    .withMessage(
                            "access must be by keys while the service runs, was open: restart the service to change it");
            assertThat(grant(access.authenticator().verify(Credentials.NONE))).isSameAs(first);
            assertThat(first.key().isRevoked()).isFalse();
        }
    }
}
