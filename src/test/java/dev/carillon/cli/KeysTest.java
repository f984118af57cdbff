package dev.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.auth.ApiKey;
import dev.carillon.auth.AuthenticationResult.Denied;
import dev.carillon.auth.AuthenticationResult.Granted;
import dev.carillon.auth.NewKey;
import dev.carillon.auth.Permissions;
import dev.carillon.config.ConfigFile;
import dev.carillon.config.InvalidConfig;
import dev.carillon.config.TokenSettings;
import dev.carillon.token.TokenVerifier;
import dev.carillon.topic.TopicPattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code carillon keygen} and {@code carillon token}: keys and tokens of one are valid in the other and in the service.
 */
class KeysTest {
    @TempDir
    private Path directory;

    private static CommandRun keygen(String kind, String target) {
        return CommandRun.of(new Keygen(), kind, target);
    }

    /** The grant of a service that accepts {@code published}. */
    private static Granted granted(String token, Path published, long secondsLater) {
        TokenSettings settings =
                new TokenSettings(List.of(published), Optional.empty(), Optional.of("carillon"), Optional.of("us"));
        if (TokenVerifier.of(settings, Permissions.NONE, () -> Instant.now().plusSeconds(secondsLater))
                        .verify(token.strip())
                instanceof Granted granted) {
            return granted;
        }
        throw new AssertionError("expected a grant for " + token);
    }

    @ParameterizedTest
    @EnumSource(NewKey.Kind.class)
    void aNewKeySignsATokenThatTheServiceAccepts(NewKey.Kind kind) {
        Path secret = directory.resolve("key");
        CommandRun made = keygen(kind.toString(), secret.toString());
        assertThat(made.exitCode()).as(made.err()).isZero();
        Path published = kind == NewKey.Kind.HS256 ? secret : directory.resolve("key.pub");
        assertThat(made.out()).contains("carillon serve --token-key " + published);

        CommandRun token = CommandRun.of(
                new Token(),
                "--token-key=" + secret,
                "--subscribe=news.**,a",
                "--subscribe=b",
                "--publish=chat.*",
                "--subject=ann",
                "--audience=carillon",
                "--issuer=us",
                "--expires=1m",
                "--not-before=0");
        assertThat(token.exitCode()).as(token.err()).isZero();
        assertThat(token.out()).containsPattern("^[A-Za-z0-9_.-]+\n$");
        Granted granted = granted(token.out(), published, 0);
        assertThat(granted.client()).isEqualTo("ann");
        assertThat(granted.grant().permissions())
                .isEqualTo(new Permissions(
                        List.of(new TopicPattern("news.**"), new TopicPattern("a"), new TopicPattern("b")),
                        List.of(new TopicPattern("chat.*"))));
    }

    @Test
    void aTokenThatBeginsLaterIsValidForTheWholeDuration() {
        Path secret = directory.resolve("key");
        assertThat(keygen("hs256", secret.toString()).exitCode()).isZero();
        CommandRun token = CommandRun.of(
                new Token(),
                "--token-key=" + secret,
                "--audience=carillon",
                "--issuer=us",
                "--expires=1m",
                "--not-before=1h");
        assertThat(token.exitCode()).isZero();
        granted(token.out(), secret, 3640);
        TokenSettings settings =
                new TokenSettings(List.of(secret), Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(TokenVerifier.of(settings, Permissions.NONE, Instant::now)
                        .verify(token.out().strip()))
                .isInstanceOf(Denied.class);
    }

    @Test
    void onlyTheOwnerMayReadAPrivateKey() throws IOException {
        Path secret = directory.resolve("key");
        assertThat(keygen("ed25519", secret.toString()).exitCode()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                .isEqualTo("rw-------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"key", "key.pub"})
    void anExistingFileIsNotOverwritten(String there) throws IOException {
        Path existing = Files.writeString(directory.resolve(there), "precious");
        CommandRun refused = keygen("es256", directory.resolve("key").toString());
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("FILE must not be there yet, but " + existing + " is");
        assertThat(existing).hasContent("precious");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(existing);
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsReported() {
        CommandRun failed = keygen("hs256", directory.resolve("absent/key").toString());
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err()).isEqualTo("cannot write " + directory.resolve("absent/key") + "\n");
    }

    @Test
    void anApiKeyIsPrintedOnceAndItsHashIsValidInTheConfiguration() throws IOException, InvalidConfig {
        CommandRun made = keygen("api", "billing");
        assertThat(made.exitCode()).isZero();
        String key = made.out().strip();
        assertThat(key).matches("carillon_[A-Za-z0-9_-]{43}");
        assertThat(made.err()).doesNotContain(key);

        Path config = Files.writeString(directory.resolve("carillon.yaml"), made.err());
        assertThat(ConfigFile.read(config).apiKeys())
                .containsExactly(new ApiKey("billing", ApiKey.Hash.of(key), Permissions.NONE));
    }

    @Test
    void mistakesNameTheExpectedValue() {
        CommandRun kind = keygen("hs512", "x");
        assertThat(kind.exitCode()).isEqualTo(2);
        assertThat(kind.err()).contains("KIND must be hs256, ed25519, es256, rs256 or api, was 'hs512'");
        CommandRun name = keygen("api", "a b");
        assertThat(name.exitCode()).isEqualTo(2);
        assertThat(name.err())
                .contains("expected 1 to 64 letters, digits, dots, underscores and hyphens, but was 'a b'");
        CommandRun absent = CommandRun.of(new Token(), "--token-key=/absent");
        assertThat(absent.exitCode()).isEqualTo(2);
        assertThat(absent.err())
                .contains("--token-key must be a private key in PEM or an HMAC secret of at least 32 bytes,"
                        + " but there is no /absent");
        CommandRun expires = CommandRun.of(new Token(), "--token-key=/absent", "--expires=10ms");
        assertThat(expires.exitCode()).isEqualTo(2);
        assertThat(expires.err()).contains("--expires must be at least 1s, was 10ms");
        CommandRun pattern = CommandRun.of(new Token(), "--token-key=/absent", "--publish=a..b");
        assertThat(pattern.exitCode()).isEqualTo(2);
        assertThat(pattern.err()).contains("was 'a..b': segment 2 is empty");
    }
}
