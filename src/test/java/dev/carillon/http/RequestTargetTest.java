package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTargetTest {
    @ParameterizedTest
    @CsvSource({
        "/topics/news,                           /topics/news",
        "/topics/news?token=secret,              /topics/news",
        "http://localhost:8080/topics/news,      /topics/news",
        "WSS://localhost/topics/news?since=1:2,  /topics/news",
        "http://user:secret@localhost/topics/a,  /topics/a",
        "http://localhost,                       ''",
        "/topics/http://localhost/a,             /topics/http://localhost/a",
        "*,                                      *",
    })
    void thePathOfATargetExcludesHostAndQuery(String target, String path) {
        assertThat(RequestTarget.path(target)).isEqualTo(path);
    }
}
