package dev.carillon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.auth.ApiKey;
import dev.carillon.auth.Permissions;
import dev.carillon.topic.TopicPattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The permissions of API keys and of anonymous clients in a file of settings. */
class AccessRulesTest {
    private static final String HASH = ApiKey.Hash.of("carillon_one").hex();
    private static final String OTHER = ApiKey.Hash.of("carillon_other").hex();

    private final Path file;

    AccessRulesTest(@TempDir Path folder) {
        file = folder.resolve("carillon.yaml");
    }

    @Test
    void aKeyHasANameAHashAndPermissions() throws Exception {
        ConfigFile read = read("""
                api-keys:
                  - name: billing
                    sha256: %s
                    subscribe: [invoices.**, news.*]
                    publish: invoices.*
                  - {name: idle, sha256: %s}
                """.formatted(HASH, OTHER));
        assertThat(read.apiKeys())
                .containsExactly(
                        new ApiKey(
                                "billing",
                                new ApiKey.Hash(HASH),
                                permissions(List.of("invoices.**", "news.*"), List.of("invoices.*"))),
                        new ApiKey("idle", new ApiKey.Hash(OTHER), Permissions.NONE));
    }

    @Test
    void anonymousClientsHavePermissions() throws Exception {
        assertThat(read("anonymous: {subscribe: public.**}\n").anonymous())
                .isEqualTo(permissions(List.of("public.**"), List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "api-keys:\nanonymous:\n", "api-keys: []\nanonymous: {}\n"})
    void missingPermissionsPermitNothing(String text) throws Exception {
        assertThat(read(text).apiKeys()).isEmpty();
        assertThat(read(text).anonymous()).isEqualTo(Permissions.NONE);
    }

    @Test
    void keysMustDifferInNameAndHash() {
        String first = "api-keys:\n  - {name: a, sha256: " + HASH + "}\n";
        fails(
                first + "  - {name: a, sha256: " + OTHER + "}\n",
                3,
                "api-keys must differ in name and sha256, but a is there twice");
        fails(
                first + "  - {name: b, sha256: " + HASH + "}\n",
                3,
                "api-keys must differ in name and sha256, but b is there twice");
        // The same digits, so the same key.
        fails(
                first + "  - {name: b, sha256: " + HASH.toUpperCase(Locale.ROOT) + "}\n",
                3,
                "api-keys must differ in name and sha256, but b is there twice");
    }

    @Test
    void aMistakeIsReportedWithItsLine() {
        fails("api-keys: billing\n", 1, "api-keys must be a list, each with name, sha256 and permissions");
        fails("api-keys:\n  - {sha256: " + HASH + "}\n", 2, "api-keys[0].name must be given, such as billing");
        fails(
                "api-keys:\n  - {name: a}\n",
                2,
                "api-keys[0].sha256 must be given, the hash that carillon keygen prints");
        fails(
                "api-keys:\n  - name: a\n    sha256: abc\n",
                3,
                "api-keys[0].sha256: expected the SHA-256 of a key as 64 hexadecimal digits, as carillon keygen prints it,"
                        + " but were 3 characters");
        fails(
                "api-keys:\n  - name: a b\n    sha256: " + HASH + "\n",
                2,
                "api-keys[0].name: expected 1 to 64 letters, digits, dots, underscores and hyphens, but was 'a b'");
        fails(
                "anonymous:\n  subscribe:\n    - a\n    - b..c\n",
                4,
                "anonymous.subscribe: pattern must be 1 to 255 bytes of dot-separated segments without > # / ? , or spaces,"
                        + " where a segment may be * and the last may be **, was 'b..c': segment 2 is empty");
    }

    private void fails(String text, int line, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContainingAll(message, "line " + line);
    }

    private ConfigFile read(String text) throws IOException, InvalidConfig {
        Files.writeString(file, text);
        return ConfigFile.read(file);
    }

    private static Permissions permissions(List<String> subscribe, List<String> publish) {
        return new Permissions(
                subscribe.stream().map(TopicPattern::new).toList(),
                publish.stream().map(TopicPattern::new).toList());
    }
}
