package dev.carillon.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebAddressTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, http://127.0.0.1:8080",
        "localhost, http://localhost:8080",
        "::1, http://[::1]:8080",
        "[::1], http://[::1]:8080",
        "::, http://[::]:8080",
        "fe80::1%lo, http://[fe80::1%25lo]:8080",
        "[fe80::1%eth0], http://[fe80::1%25eth0]:8080"
    })
    void everyFormOfAnAddressHasAUrl(String host, String url) {
        assertThat(new WebAddress("http", host, 8080)).hasToString(url);
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, ws://127.0.0.1:80",
        "0, ws://127.0.0.1:80",
        "::, ws://[::1]:80",
        "[::], ws://[::1]:80",
        "0:0:0:0:0:0:0:0, ws://[::1]:80",
        "::ffff:0.0.0.0, ws://127.0.0.1:80",
        "10.0.0.1, ws://10.0.0.1:80",
        "carillon.example, ws://carillon.example:80",
        "fe80::1%lo, ws://[fe80::1%25lo]:80"
    })
    void aWildcardAddressBecomesLoopback(String host, String near) {
        assertThat(new WebAddress("ws", host, 80).near()).hasToString(near);
    }
}
