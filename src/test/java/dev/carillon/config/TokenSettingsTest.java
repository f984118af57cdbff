package dev.carillon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules for the settings of tokens. */
class TokenSettingsTest {
    private static TokenSettings jwks(String url) {
        return new TokenSettings(List.of(), Optional.of(URI.create(url)), Optional.empty(), Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://id.example.com/keys",
                "HTTPS://id.example.com:8443/keys?tenant=1",
                "http://127.0.0.1:9000/keys",
                "http://localhost/keys",
                "http://[::1]/keys",
            })
    void keysAreFetchedOverTlsOrFromThisMachine(String url) {
        assertThat(jwks(url).areSet()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://id.example.com/keys",
                "http://localhost.example.com/keys",
                "http://10.0.0.1/keys",
                "file:///etc/passwd",
                "ftp://127.0.0.1/keys",
                "keys.json",
                "https:///keys",
                "https:keys",
            })
    void keysAreNotFetchedFromOtherAddresses(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> jwks(url))
                .withMessage("--jwks must be an https URL, or one of http to a loopback address, was " + url);
    }

    @Test
    void aUrlWithASecretIsRefusedAndNotShown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> jwks("https://ann:hidden@id.example.com/keys"))
                .withMessage(
                        "--jwks must be an https URL, or one of http to a loopback address without user and fragment, was"
                                + " one with them");
    }

    @Test
    void aFileWithoutAKeyIsRefused(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("key"), "short");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new TokenSettings(List.of(file), Optional.empty(), Optional.empty(), Optional.empty()))
                .withMessageStartingWith(
                        "--token-key must be a public key in PEM or an HMAC secret of at least 32 bytes, was ")
                .withMessageNotContaining("short");
    }

    @Test
    void anAudienceWithoutAKeyOrABlankIssuerIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new TokenSettings(List.of(), Optional.empty(), Optional.of("carillon"), Optional.empty()))
                .withMessage(
                        "--token-audience must be given with --token-key or --jwks, but no token is accepted without one"
                                + " of them");
        URI url = URI.create("https://id.example.com/keys");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TokenSettings(List.of(), Optional.of(url), Optional.empty(), Optional.of(" ")))
                .withMessage("--token-issuer must be a name, was blank");
    }
}
