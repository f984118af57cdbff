package dev.carillon.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that look like secrets are masked, and others are not. */
class SecretsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    /a?x=1&token=opaque&y=2           | /a?x=1&token=***&y=2
                    /a?TOKEN=opaque                   | /a?TOKEN=***
                    /a?%74%4Fk%45n=opaque             | /a?%74%4Fk%45n=***
                    /a?access_token=opaque#x          | /a?access_token=***#x
                    a%3Ftoken%3Dopaque                | a%3Ftoken%3D***
                    {"token":"opaque","id":1}         | {"token":"***","id":1}
                    {"token": "opaque"}               | {"token": "***"}
                    Unknown options: '--token', 'abc' | Unknown options: '--token', '***'
                    Unknown option: '--token=abc'     | Unknown option: '--token=***'
                    Bearer opaque-and-long            | Bearer ***
                    carillon.v1, bearer.opaque-long   | carillon.v1, bearer.***
                    Authorization: Bearer opaque      | Authorization: Bearer ***
                    Authorization: Basic b3BhcXVl     | Authorization: Basic ***
                    Cookie: a=b; carillon-token=opaque | Cookie: ***; carillon-token=***
                    wss://me:secret@host/a            | wss://***@host/a
                    was carillon_k3x9f2abk3x9 today   | was *** today
                    was eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln today | was *** today
                    cut eyJhbGciOiJIUzI1              | cut ***
                    """)
    void aSecretIsMasked(String text, String shown) {
        assertThat(Secrets.masked(text)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "expected a token or an API key, such as Authorization: Bearer TOKEN, but was none",
                "expected one token or API key, but were several that differ",
                "expected a path such as /topics/news.today, percent-encoded (RFC 3986), but was topics",
                "expected one JSON value, but at line 1, column 2: Unrecognized token 'tru': was expecting (JSON String, Number,"
                        + " Array, Object or token 'null', 'true' or 'false')",
                "the keys of https://issuer.example/jwks could not be fetched",
                "--token-key must be a PEM file, but there is no /etc/carillon/key.pem",
                "carillon_handshakes_accepted_total"
            })
    void ordinaryMessagesAreNotMasked(String text) {
        assertThat(Secrets.masked(text)).isEqualTo(text);
    }

    @Test
    void aLongTextIsMaskedQuickly() {
        String[] attacks = {"token", "token ", "bearer ", "eyJ", "//", "carillon_", "token=\"", "bearer.", "//a:b"};
        for (String attack : attacks) {
            String text = attack.repeat(200_000 / attack.length());
            Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), () -> Secrets.masked(text), attack);
            String spaced = (attack + " ".repeat(1000)).repeat(200);
            Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), () -> Secrets.masked(spaced), attack);
        }
    }
}
