package dev.carillon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pages may connect. */
class OriginsTest {

    @ParameterizedTest
    @CsvSource({
        "http://example.com, example.com",
        "https://example.com, example.com:8080",
        "http://example.com:3000, example.com:8080",
        "http://Example.com, EXAMPLE.com",
        "http://localhost:5173, 127.0.0.1:8080",
        "http://[::1]:8080, localhost:8080",
        "http://app.localhost, 127.0.0.2"
    })
    void pagesOfTheSameHostAreAllowed(String page, String host) {
        assertThat(admit(Origins.SAME_HOST, host, page)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example",
                "http://www.example.com",
                "http://example.com.evil.example",
                "null",
                "",
                "example.com",
                "//example.com",
                "http:example.com",
                "http://",
                "http://example.com/",
                "http://example.com/path",
                "http://user@example.com",
                "http://evil.example, http://example.com",
                "http://example.com http://example.com",
                "http://example.com:x"
            })
    void otherPagesAndInvalidOriginsAreNotAllowed(String page) {
        assertThat(admit(Origins.SAME_HOST, "example.com", page)).isFalse();
    }

    @Test
    void severalOriginsAreNotAllowed() {
        assertThat(admit(Origins.SAME_HOST, "example.com", "http://example.com", "http://example.com"))
                .isFalse();
    }

    @Test
    void noPageIsAllowedIfTheHostIsUnknown() {
        assertThat(Origins.SAME_HOST.admit(List.of("http://example.com"), Optional.empty()))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example.com, https://app.example.com",
        "https://app.example.com, HTTPS://APP.example.com",
        "https://app.example.com, https://app.example.com:443",
        "https://app.example.com:443, https://app.example.com",
        "http://localhost:3000, http://localhost:3000",
        "https://*.example.com, https://app.example.com",
        "https://*.example.com:8443, https://app.example.com:8443",
        "https://[2001:db8::1], https://[2001:db8::1]",
        "capacitor://localhost, capacitor://localhost"
    })
    void listedPagesAreAllowed(String listed, String page) {
        assertThat(admit(Origins.of(List.of("https://other.example", listed)), "service.test", page))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example.com, http://app.example.com",
        "https://app.example.com, https://app.example.com:8443",
        "https://app.example.com, https://example.com",
        "https://app.example.com, https://app.example.com.evil.test",
        "https://*.example.com, https://example.com",
        "https://*.example.com, https://a.b.example.com",
        "https://*.example.com, https://evilexample.com",
        "https://*.example.com, https://.example.com",
        "https://*.example.com, http://app.example.com",
        "https://*.example.com, null"
    })
    void pagesSimilarToListedOnesAreNotAllowed(String listed, String page) {
        assertThat(admit(Origins.of(List.of(listed)), "service.test", page)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "nonsense"})
    void aStarAllowsAllPages(String page) {
        assertThat(admit(Origins.of(List.of("*")), "service.test", page)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "app.example.com",
                "app.example.com:8080",
                "https://",
                "https://*",
                "https://*.",
                "https://a.*.example.com",
                "https://*a.example.com",
                "*.example.com",
                "*://app.example.com",
                "https://app.example.com/",
                "https://app.example.com/path",
                "https://app.example.com:port",
                "https://app.example.com:*",
                "https://user@app.example.com",
                "null",
                "https://a b"
            })
    void anInvalidOriginCannotBeListed(String listed) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Origins.of(List.of(listed)))
                .withMessage("--allow-origin must be an origin such as https://app.example.com, http://localhost:3000"
                        + " or https://*.example.com, or * for all, was '" + listed + "'");
    }

    private static boolean admit(Origins origins, String host, String... pages) {
        return origins.admit(List.of(pages), Authority.of(host));
    }
}
