package dev.carillon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an authority is (RFC 3986, 3.2.2), and which authorities are the same host. */
class AuthorityTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "example.com",
                "example.com.",
                "my_host",
                "xn--bcher-kva.example",
                "caf%C3%A9.example",
                "127.0.0.1",
                "[::1]",
                "[2001:DB8::7]",
                "[::ffff:127.0.0.1]",
                "example.com:",
                "example.com:80",
                "example.com:65535",
                "[::1]:8080"
            })
    void aHostAndAPortAreAnAuthority(String text) {
        assertThat(Authority.isOne(text)).isTrue();
        assertThat(Authority.of(text)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ":80",
                "a b",
                "a,b ",
                "a/b",
                "user@example.com",
                "http://example.com",
                "example.com:x",
                "example.com:-1",
                "example.com:65536",
                "example.com:4294967376",
                "example.com:80:80",
                "caf\u00e9",
                "a%zz",
                "a%2",
                "::1",
                "[::1",
                "[::1]x",
                "[]",
                "[localhost]",
                "[fe80::1%25eth0]",
                "<script>",
                "a\tb",
                "a\"b"
            })
    void anotherTextIsNotAnAuthority(String text) {
        assertThat(Authority.isOne(text)).isFalse();
        assertThat(Authority.of(text)).isEmpty();
    }

    @Test
    void theHostIsInLowerCaseAndThePortMayBeMissing() {
        assertThat(Authority.of("Example.COM:81")).contains(new Authority("example.com", OptionalInt.of(81)));
        assertThat(Authority.of("[::A]:")).contains(new Authority("[::a]", OptionalInt.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, EXAMPLE.com:81",
        "localhost, 127.0.0.1:80",
        "127.0.0.1, 127.255.0.2",
        "[::1], app.localhost",
        "localhost:1, LOCALHOST:2"
    })
    void anotherPortOrLoopbackNameIsTheSameHost(String one, String other) {
        assertThat(sameHost(one, other)).isTrue();
        assertThat(sameHost(other, one)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, www.example.com",
        "example.com, example.org",
        "localhost, localhost.example.com",
        "localhost, 127.0.0.1.example.com",
        "localhost, 127.0.0.256",
        "localhost, 127.1",
        "localhost, 128.0.0.1",
        "localhost, notlocalhost",
        "localhost, 0.0.0.0",
        "localhost, [::2]"
    })
    void otherNamesAreAnotherHost(String one, String other) {
        assertThat(sameHost(one, other)).isFalse();
        assertThat(sameHost(other, one)).isFalse();
    }

    private static boolean sameHost(String one, String other) {
        Optional<Authority> first = Authority.of(one);
        return first.orElseThrow().isSameHost(Authority.of(other).orElseThrow());
    }
}
