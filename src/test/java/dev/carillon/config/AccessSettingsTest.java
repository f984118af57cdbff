package dev.carillon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.auth.ApiKey;
import dev.carillon.auth.Permissions;
import dev.carillon.topic.TopicPattern;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is open by accident: if other machines can reach the service, access settings are required. */
class AccessSettingsTest {
    private static final AccessSettings NOTHING_SAID = AccessSettings.defaults();
    private static final TokenSettings TOKENS = new TokenSettings(
            List.of(), Optional.of(URI.create("https://a.example/jwks")), Optional.empty(), Optional.empty());
    private static final ApiKey KEY = new ApiKey("billing", ApiKey.Hash.of("carillon_key"), Permissions.ALL);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.0.0.2",
                "127.255.255.254",
                "127.1",
                "::1",
                "[::1]",
                "0:0:0:0:0:0:0:1",
                "::ffff:127.0.0.1",
                "localhost",
                "LocalHost"
            })
    void aLoopbackAddressNeedsNoAccessSettings(String host) {
        assertThatCode(() -> require(NOTHING_SAID, host)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0",
                "::",
                "[::]",
                "::ffff:0.0.0.0",
                "10.0.0.1",
                "192.168.0.1",
                "128.0.0.1",
                "fe80::1",
                "::127.0.0.1",
                "example.org",
                // Resolves to ::1 on many machines, but DNS decides what a name resolves to, and that may change.
                "ip6-localhost",
                "localhost.example.org",
                "a.localhost",
                "localhost.",
                "127.0.0.1.example.org",
                "127.0.0.1 ",
                "*"
            })
    void otherAddressesNeedAccessSettings(String host) {
        assertThatThrownBy(() -> require(NOTHING_SAID, host))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--host must be a loopback address such as 127.0.0.1, or localhost, was "
                        + host.replaceAll("[\\[\\]]", "")
                        + ": other machines need keys (--token-key, --jwks, or api-keys in the file of --config), or --open"
                        + " lets every client do everything");
        assertThatCode(() -> require(new AccessSettings(true, TokenSettings.NONE, List.of(), Permissions.NONE), host))
                .doesNotThrowAnyException();
        assertThatCode(() -> require(new AccessSettings(false, TOKENS, List.of(), Permissions.NONE), host))
                .doesNotThrowAnyException();
        assertThatCode(() ->
                        require(new AccessSettings(false, TokenSettings.NONE, List.of(KEY), Permissions.NONE), host))
                .doesNotThrowAnyException();
        assertThatCode(() -> require(new AccessSettings(false, TokenSettings.NONE, List.of(), Permissions.ALL), host))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[]"})
    void anEmptyHostIsRefused(String host) {
        assertThatThrownBy(() -> new Listening(host, 0, 0))
                .hasMessage("--host must be an address or a name, was empty");
        assertThatThrownBy(() -> new Listening("127.0.0.1", 0, host, 0))
                .hasMessage("--management-host must be an address or a name, was empty");
    }

    @Test
    void openContradictsOtherAccessSettings() {
        for (AccessSettings closed : List.of(
                new AccessSettings(false, TOKENS, List.of(), Permissions.NONE),
                new AccessSettings(false, TokenSettings.NONE, List.of(KEY), Permissions.NONE),
                new AccessSettings(false, TokenSettings.NONE, List.of(), Permissions.ALL))) {
            assertThatThrownBy(() -> new AccessSettings(true, closed.tokens(), closed.apiKeys(), closed.anonymous()))
                    .hasMessageStartingWith("--open must not be given with ");
        }
    }

    @Test
    void theSummaryIsOneLine() {
        assertThat(NOTHING_SAID.summary()).isEqualTo("open to this machine: every client may do everything");
        assertThat(new AccessSettings(true, TokenSettings.NONE, List.of(), Permissions.NONE).summary())
                .isEqualTo("open (--open): every client may do everything");
        assertThat(new AccessSettings(false, TOKENS, List.of(), Permissions.NONE).summary())
                .isEqualTo("tokens; without: nothing");
        Permissions some = new Permissions(List.of(new TopicPattern("news.*"), new TopicPattern("a.**")), List.of());
        assertThat(new AccessSettings(false, TOKENS, List.of(KEY, KEY), some).summary())
                .isEqualTo("tokens and 2 API keys; without: subscribe to news.* a.**, publish to nothing");
        assertThat(new AccessSettings(false, TokenSettings.NONE, List.of(), some).summary())
                .isEqualTo("no credentials; without: subscribe to news.* a.**, publish to nothing");
    }

    private static void require(AccessSettings access, String host) {
        ServiceSettings.defaults().with(access).with(new Listening(host, 0, 0));
    }
}
