package dev.carillon.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceUrlTest {
    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8080, http://127.0.0.1:8080",
        "http://127.0.0.1:8080/, http://127.0.0.1:8080",
        "HTTP://h:1, http://h:1",
        "ws://h, http://h:80",
        "wss://h, https://h:443",
        "https://h:8443/a/b//, https://h:8443/a/b",
        "http://h/pr%C3%A9fix, http://h:80/pr%C3%A9fix",
        "http://h/préfix/, http://h:80/pr%C3%A9fix",
        "http://[::1]:8080/x, http://[::1]:8080/x",
        "http://my_host:8080, http://my_host:8080",
        "http://bücher.example, http://xn--bcher-kva.example:80",
    })
    void aUrlIsParsed(String text, String url) {
        assertThat(ServiceUrl.of(text)).hasToString(url);
    }

    @ParameterizedTest
    @CsvSource({
        "http://h:8080, h:8080",
        "http://h:80, h",
        "https://h, h",
        "https://h:80, h:80",
        "http://[::1], [::1]",
        "http://[::1]:8080, [::1]:8080",
        "http://[fe80::1%eth0]:8080, [fe80::1]:8080",
        "http://[fe80::1%25eth0]:8080, [fe80::1]:8080",
    })
    void theHostHeaderOmitsTheDefaultPortAndTheZone(String text, String header) {
        assertThat(ServiceUrl.of(text).hostHeader()).isEqualTo(header);
    }

    @Test
    void anIpv6HostHasNoBracketsAndKeepsItsZone() {
        assertThat(ServiceUrl.of("http://[::1]:8080").host()).isEqualTo("::1");
        assertThat(ServiceUrl.of("http://[fe80::1%eth0]:8080").host()).isEqualTo("fe80::1%eth0");
        assertThat(ServiceUrl.of("http://[fe80::1%25eth0]:8080").host())
                .as("as serve prints it")
                .isEqualTo("fe80::1%eth0");
        assertThat(ServiceUrl.of("http://[fe80::1%25]:8080").host())
                .as("the zone 25")
                .isEqualTo("fe80::1%25");
    }

    @Test
    void thePathsOfTheServiceFollowThePrefix() {
        assertThat(ServiceUrl.of("http://h/prefix/").path("/ws")).isEqualTo("/prefix/ws");
        assertThat(ServiceUrl.of("http://h").path("/ws")).isEqualTo("/ws");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "h:8080",
                "127.0.0.1:8080",
                "//h",
                "ftp://h",
                "http:h",
                "http://",
                "http://:80",
                "http://h h",
                "http://::1"
            })
    void anInvalidUrlIsRefusedWithAnExample(String text) {
        assertThatThrownBy(() -> ServiceUrl.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("expected a URL such as http://127.0.0.1:8080")
                .hasMessageContaining("but was '" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://h:0", "http://h:65536", "http://h:999999"})
    void aPortIsWithinTheRangeOfTcp(String text) {
        assertThatThrownBy(() -> ServiceUrl.of(text)).hasMessageContaining("with a port from 1 to 65535, but was");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://h?x=1", "http://h/p?", "http://h#top"})
    void aQueryIsRefused(String text) {
        assertThatThrownBy(() -> ServiceUrl.of(text)).hasMessageContaining("without ? and #");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://me:secret@h", "http://secret@h:80"})
    void aUserIsRefusedAndNotRepeated(String text) {
        assertThatThrownBy(() -> ServiceUrl.of(text))
                .hasMessageContaining("without a user and a password")
                .hasMessageNotContaining("secret");
    }
}
